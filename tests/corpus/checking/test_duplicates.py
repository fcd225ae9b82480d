"""Rules on text that stands in more than one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

GABAPENTIN = "documents/medicines/gabapentin.md"
PREGABALIN = "documents/medicines/pregabalin.md"
SENTENCE = "Tell your pharmacist about every herb and remedy that you take."
LONG = (
    "Ask the person who prescribes what the aim is, when it will be looked at again, "
    "which harms to watch for, and how the medicine would be stopped if it did not help, "
    "because a plan that is made at the start is easier to keep than one made in pain."
)


def test_a_sentence_in_two_documents_is_reported_at_the_second(good: dict[str, str], found: Found) -> None:
    """Case and citations do not hide it."""
    good[GABAPENTIN] += f"\nFirst of all. {SENTENCE}\n"
    again = SENTENCE.replace("every herb", "EVERY herb").replace("take.", "take [@trial2019pregabalin].")
    again = f"Pregabalin meets few other medicines, and yet it is as well to be careful here. {again}"
    good[PREGABALIN] += f"\n{again}\n"
    assert found(good) == [("repeated-sentence", again)]


def test_a_short_sentence_may_be_written_twice(good: dict[str, str], found: Found) -> None:
    """What is said in a few words is not copied."""
    good[GABAPENTIN] += "\nThe trial was not blinded.\n"
    good[PREGABALIN] += "\nThe trial was not blinded.\n"
    assert found(good) == []


def test_a_sentence_may_be_repeated_in_its_own_document(good: dict[str, str], found: Found) -> None:
    """The rule is about copies between documents."""
    good[GABAPENTIN] += f"\n{SENTENCE}\n\nAgain. {SENTENCE}\n"
    assert found(good) == []


def test_a_paragraph_that_is_nearly_another_is_reported(good: dict[str, str], found: Found) -> None:
    """One changed word does not make a paragraph new."""
    again = LONG.replace("which harms", "what harms")
    good[GABAPENTIN] += f"\n{LONG}\n"
    good[PREGABALIN] += f"\n{again}\n"
    assert found(good) == [("near-duplicate", again)]


def test_paragraphs_that_share_a_phrase_are_not_reported(good: dict[str, str], found: Found) -> None:
    """A shared turn of phrase is no copy."""
    good[GABAPENTIN] += f"\n{LONG}\n"
    good[PREGABALIN] += (
        "\nAsk the person who prescribes what the aim is, when it will be changed, and what it costs you.\n"
    )
    assert found(good) == []
