from __future__ import annotations

from appliance.voice import tuning
from appliance.voice.keys import KeyEntry


def press(entry: KeyEntry, keys: str) -> list[str]:
    return [taken for key in keys if (taken := entry.press(key)) is not None]


def test_an_entry_ends_at_the_hash() -> None:
    assert press(KeyEntry(), "1234#56#") == ["1234", "56"]


def test_a_single_key_is_a_whole_entry_where_one_is_asked_for() -> None:
    entry = KeyEntry()
    entry.takes_one = True
    assert press(entry, "1#2") == ["1", "2"]
    entry.takes_one = False
    assert press(entry, "12#") == ["12"]


def test_a_star_takes_back_what_was_keyed() -> None:
    assert press(KeyEntry(), "99*12#") == ["12"]


def test_a_star_where_nothing_was_keyed_is_an_entry() -> None:
    entry = KeyEntry()
    assert press(entry, "12**") == []  # pressed once more to be sure
    assert press(entry, "34#*") == ["34", "*"]
    assert not entry.pending


def test_a_lone_hash_is_no_entry() -> None:
    entry = KeyEntry()
    assert press(entry, "#") == []
    assert not entry.pending


def test_what_is_pending_can_be_taken() -> None:
    entry = KeyEntry()
    press(entry, "42")
    assert entry.pending
    assert entry.take() == "42"
    assert entry.take() is None


def test_an_entry_is_bounded() -> None:
    assert press(KeyEntry(), "7" * tuning.LONGEST_KEYS) == ["7" * tuning.LONGEST_KEYS]
