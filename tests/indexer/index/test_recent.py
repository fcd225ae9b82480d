"""What is kept, and what is forgotten."""

from __future__ import annotations

from indexer.index.recent import Recent


def test_what_was_not_used_for_longest_is_forgotten() -> None:
    """Being looked up counts as use."""
    recent: Recent[int] = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)
    assert recent.get("a") == 1
    recent.put("c", 3)
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == (1, None, 3)


def test_weights_are_bounded_together() -> None:
    """One heavy value pushes out several light ones, and one heavier than all may be is not kept at all."""
    recent: Recent[str] = Recent(10)
    for key in range(5):
        recent.put(key, "light", 2)
    recent.put("heavy", "heavy", 7)
    assert [recent.get(key) for key in (3, 4, "heavy")] == [None, "light", "heavy"]
    assert recent.weight == 9
    recent.put("too heavy", "no", 11)
    assert recent.get("too heavy") is None
    assert recent.get("heavy") == "heavy"


def test_a_value_put_again_replaces_the_former() -> None:
    """Its weight counts once."""
    recent: Recent[str] = Recent(10)
    recent.put("a", "old", 6)
    recent.put("a", "new", 8)
    assert (recent.get("a"), recent.weight) == ("new", 8)
