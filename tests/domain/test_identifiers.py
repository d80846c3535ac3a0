"""Which known identifier was meant, by several readings of what was heard."""

from __future__ import annotations

from appliance.domain.identifiers import nearest

KNOWN = ("BL782341", "BL-305-117", "BL640992")


def test_a_likely_mishearing_leads_to_the_one_that_was_meant() -> None:
    found = nearest(("BL782349", "BL305113"), KNOWN)
    assert found is None  # 1 for 9 costs too much, 7 for 3 more so
    assert nearest(("BL705117", "BL305117"), KNOWN) == ("BL-305-117", 0.1)
    assert nearest(("BL649992", "BL640952"), KNOWN) == ("BL640992", 0.45)


def test_of_two_that_are_near_neither_is_the_one() -> None:
    assert nearest(("BL782345",), ("BL782341", "BL782349")) is None


def test_nothing_heard_or_nothing_known_is_none() -> None:
    assert nearest((), KNOWN) is None
    assert nearest(("BL782341",), ()) is None
