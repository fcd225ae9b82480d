"""Tokens counted word by word are those that the tokenizer counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer
from tokenizers.models import BPE, WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer, Metaspace

from indexer.encoding import token_counting
from indexer.encoding.token_counting import TokenCounter

if TYPE_CHECKING:
    import pytest

PIECES = ["pain", "##ful", "pre", "##gabalin", "a", "##b", "i", "##i", "疼", "1", ".", "-", "[", "]"]
AWKWARD = ["pain", "painful", " ", "  ", "Pregabalin", "e\u0301", "\u0301", "\u03a3\u03c3", "\u0130", "\u75bc\u75db",
           "\x1c", "\u00a0", "\u3000", "\u200b", "[SEP]", "[", "-", ".", "\n", "\t", "\0", "1", "x" * 101]  # fmt: skip


def wordpiece() -> Tokenizer:
    """Return a tokenizer as BERT has it, with few words."""
    vocabulary = {piece: number for number, piece in enumerate(["[UNK]", *PIECES])}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.add_special_tokens(["[SEP]"])
    return tokenizer


TOKENIZER = wordpiece()
COUNTER = TokenCounter(TOKENIZER)


@given(st.lists(st.lists(st.sampled_from(AWKWARD), max_size=10).map("".join), max_size=4))
def test_counts_are_the_tokenizers_own(texts: list[str]) -> None:
    """For white space, marks, letters and special tokens of every kind."""
    encoded = TOKENIZER.encode_batch(texts, add_special_tokens=False)
    assert COUNTER.count(texts) == [len(each.ids) for each in encoded]


def test_a_full_table_of_words_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The counts stay right."""
    monkeypatch.setattr(token_counting, "_MOST_WORDS", 2)
    counter = TokenCounter(TOKENIZER)
    assert [counter.count([word]) for word in ("painful", "pregabalin pain", "a.", "painful")] == [[2], [3], [2], [2]]


def test_a_tokenizer_that_joins_words_is_asked_for_the_whole_text() -> None:
    """Whether a token reaches across spaces by its pieces or by a token that was added."""
    joining = Tokenizer(BPE({"▁": 0, "a": 1, "▁a": 2}, [("▁", "a")]))
    joining.pre_tokenizer = Metaspace(split=False, prepend_scheme="never")
    assert TokenCounter(joining).count(["a  a"]) == [3]
    added = wordpiece()
    added.add_tokens([AddedToken("a pain", normalized=False)])
    assert TokenCounter(added).count(["a pain"]) == [1]
