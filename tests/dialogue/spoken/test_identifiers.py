from __future__ import annotations

import random

import pytest

from appliance.dialogue.spoken.identifiers import (
    ALPHANUMERIC,
    Candidate,
    IdentifierFormat,
    candidates,
    confusion_cost,
    spell,
)
from appliance.dialogue.spoken.matching import MatchKind, match_records, summed

LICENSE = IdentifierFormat(
    name="business_license", prefixes=("BL",), digits=(6, 6), example="BL-123456"
)
CERTIFICATE = IdentifierFormat(name="certificate", prefixes=("OC",), digits=(5, 5))
POLICY = IdentifierFormat(name="policy", prefixes=("INS",), digits=(6, 6))
TAG = IdentifierFormat(name="asset_tag", prefixes=("EQ",), digits=(3, 3), padded=True)
FREE = IdentifierFormat(name="serial", digits=(6, 6), charset=ALPHANUMERIC)
TWO_KINDS = IdentifierFormat(name="account", prefixes=("BL", "TL"), digits=(6, 6))


def best(said: str, fmt: IdentifierFormat = LICENSE) -> str | None:
    found = candidates([said], fmt)
    return found[0].value if found else None


@pytest.mark.parametrize(
    "said",
    [
        "BL 782341",
        "BL-782-341",
        "B-L-7-8-2-3-4-1",
        "B. L. 7 8 2 3 4 1.",
        "7-8-2-3-4-1.",
        "782341",
        "It's BL 782,341.",
        "bl782341",
        "my license number is B L 7 8 2 3 4 1 thanks",
        "BL 78 23 41, thank you",
        "BL 7 8 2 3 4 1 for the record",
        "Bravo Lima seven eight two three four one",
        "B as in boy L as in Larry 782341",
        "B as in Bravo, L as in Lima, seven eight two, three four one",
        "Be as in boy, el as in lion, seven, eight, two, three, four, one",
        "bee el seventy-eight twenty-three forty-one",
        "BL seventy eight two three four one",
        "seven hundred eighty two three forty one",
        "BL seven hundred eighty two thousand three hundred forty one",
        "be L 7 8 to 3 for 1",
        "BL 7 8 2 3 4 won",
        "uh, BL, um, 782, uh, 341",
        "BL seven eight two dash three four one",
        "bell 782341",
        "VL 782341",
        "P L 782341",
        "8L 782341",
        "I need BL 782341 for three days",
        "BL 782341 and I want two scissor lifts",
    ],
)
def test_a_license_is_understood_however_it_is_said(said: str) -> None:
    assert best(said) == "BL782341"


@pytest.mark.parametrize(
    "said, fmt, value",
    [
        ("BL double seven double two three four", LICENSE, "BL772234"),
        ("BL triple seven 341", LICENSE, "BL777341"),
        ("BL W5 2341", LICENSE, "BL552341"),
        ("BL seven eight oh three four one", LICENSE, "BL780341"),
        ("BL O82341", LICENSE, "BL082341"),
        ("BL 782341. No sorry, BL 782342", LICENSE, "BL782342"),
        ("OC one two three four five", CERTIFICATE, "OC12345"),
        ("oh see 12345", CERTIFICATE, "OC12345"),
        ("Oscar Charlie 12 345", CERTIFICATE, "OC12345"),
        ("I N S 445566", POLICY, "INS445566"),
        ("India November Sierra double four double five double six", POLICY, "INS445566"),
        ("the policy is ins 445566", POLICY, "INS445566"),
        ("eye en ess 4 4 5 5 6 6", POLICY, "INS445566"),
        ("unit seven", TAG, "EQ007"),
        ("check out unit 14", TAG, "EQ014"),
        ("EQ one oh five", TAG, "EQ105"),
        ("eq double oh seven", TAG, "EQ007"),
        ("E.Q. 001", TAG, "EQ001"),
        ("number 250 please", TAG, "EQ250"),
        ("A B 7 9 Q 2", FREE, "AB79Q2"),
        ("A as in apple B as in boy seven nine Q two", FREE, "AB79Q2"),
        ("you are see 1 2 3", FREE, "URC123"),
        ("double you X-ray Y 1 2 3", FREE, "WXY123"),
    ],
)
def test_other_formats_and_shorthands(said: str, fmt: IdentifierFormat, value: str) -> None:
    assert best(said, fmt) == value


@pytest.mark.parametrize(
    "said, fmt",
    [
        ("", LICENSE),
        ("BL 78234", LICENSE),
        ("BL 7823412", LICENSE),
        ("78234 thanks", LICENSE),
        ("to 78234", LICENSE),
        ("a 78234", LICENSE),
        ("I 78234", LICENSE),
        ("BL 78234 for the scissor lift", LICENSE),
        ("my number is 512 555 0134", LICENSE),
        ("I want two scissor lifts on the 25th", LICENSE),
        ("I don't have one", LICENSE),
        ("two fifty a day", TAG),
        ("$250", TAG),
        ("250 dollars", TAG),
        ("I have 3 of them", TAG),
        ("for 120 days", TAG),
    ],
)
def test_digits_are_never_invented_or_dropped(said: str, fmt: IdentifierFormat) -> None:
    assert candidates([said], fmt) == []


def test_the_valid_transcript_of_several_wins_and_agreement_counts() -> None:
    texts = ["B L 78 2341 1", "VL 782341", "BL 782341", "BL 792341"]
    found = candidates(texts, LICENSE)
    assert found[0].value == "BL782341"
    assert [c.value for c in found][1:] == ["BL792341"]
    assert found[0].cost < found[1].cost


def test_a_missing_prefix_is_not_chosen_among_two() -> None:
    assert candidates(["782341"], TWO_KINDS)[0].cost > candidates(["BL 782341"], TWO_KINDS)[0].cost
    assert {c.value for c in candidates(["782341"], TWO_KINDS)} == {"BL782341"}


def test_sounds_that_were_confused_cost_less_than_others() -> None:
    assert confusion_cost("BL782341", "BL782341") == 0
    assert confusion_cost("O", "0") < confusion_cost("N", "M") < confusion_cost("3", "2")
    assert confusion_cost("3", "2") < confusion_cost("3", "4") == 1
    assert confusion_cost("I", "A") < 0.5
    assert confusion_cost("778", "78") == pytest.approx(0.6)
    assert confusion_cost("Q", "8") < confusion_cost("Q", "1")


def registry(count: int = 500) -> list[str]:
    chance = random.Random(7)
    return [f"BL-{n:06d}" for n in chance.sample(range(10**6), count)]


def test_a_record_heard_exactly_is_exact_and_may_be_named() -> None:
    records = [*registry(), "BL-782341"]
    match = match_records(candidates(["BL 782341"], LICENSE), records)
    assert match.exact
    assert match.clear
    assert match.may_name
    assert match.record == "BL-782341"


def test_one_confused_digit_in_a_sparse_registry_is_clear() -> None:
    match = match_records(candidates(["BL 752341"], LICENSE), [*registry(), "BL-792341"])
    assert match.kind is MatchKind.CLEAR
    assert match.record == "BL-792341"
    assert match.heard == "BL752341"


def test_an_identifier_not_on_record_matches_nobody() -> None:
    records = registry()
    taken = {record.replace("-", "") for record in records}
    chance = random.Random(11)
    wrong = 0
    for _ in range(150):
        value = f"BL{chance.randrange(10**6):06d}"
        if value not in taken:
            match = match_records([Candidate(value, 0.0)], records)
            assert not match.exact
            wrong += match.clear
    assert wrong <= 1


def test_in_a_dense_numbering_only_what_was_heard_is_proposed() -> None:
    tags = [f"EQ{n:03d}" for n in range(1, 101)]
    present = match_records(candidates(["EQ 050"], TAG), tags)
    assert present.exact
    assert not present.may_name
    absent = match_records(candidates(["EQ 150"], TAG), tags)
    assert absent.kind is MatchKind.UNCLEAR
    assert absent.record is None
    either = match_records(candidates(["EQ 059", "EQ 055"], TAG), tags)
    assert not either.clear


def test_neighbors_in_a_big_numbering_are_never_named() -> None:
    records = [f"BL{n}" for n in range(100_000, 100_500)]
    match = match_records(candidates(["BL 100 259"], LICENSE), records)
    assert match.exact
    assert not match.may_name
    assert not match_records(candidates(["BL 100 999"], LICENSE), records).clear


def test_nothing_heard_or_nothing_on_record_is_no_match() -> None:
    assert match_records([], ["BL782341"]).kind is MatchKind.NONE
    assert match_records([Candidate("BL782341", 0.0)], []).kind is MatchKind.NONE


@pytest.mark.parametrize(
    "value, said",
    [
        ("BL-782341", "B L, 7 8 2, 3 4 1"),
        ("OC12345", "O C, 1 2 3, 4 5"),
        ("R-1001", "R, 1 0 0 1"),
        ("7654321", "7 6 5, 4 3, 2 1"),
        ("AB12", "A, B, 1 2"),
    ],
)
def test_an_identifier_is_spelled_in_groups(value: str, said: str) -> None:
    assert spell(value) == said


def test_what_both_hearings_hold_comes_before_what_one_heard_best() -> None:
    first = [Candidate("BL782341", 0.0), Candidate("BL782347", 0.1), Candidate("BL782345", 0.2)]
    again = [Candidate("BL792347", 0.0), Candidate("BL782347", 0.1)]
    found = summed(again, first)
    assert found[0].value == "BL782347"
    assert found[0].cost == 0.0
    assert {one.value for one in found} == {one.value for one in (*first, *again)}


def test_alone_what_is_said_now_comes_before_what_was_said_before() -> None:
    found = summed([Candidate("BL111111", 0.0)], [Candidate("BL222222", 0.0)])
    assert [one.value for one in found] == ["BL111111", "BL222222"]


def test_nothing_said_anew_is_nothing() -> None:
    assert summed([], [Candidate("BL782341", 0.0)]) == []


def test_a_stammered_prefix_gives_its_digits_and_a_longer_number_nothing() -> None:
    assert best("I-N-S-N-S-N-S-N-2-1-0-2-1-9.", POLICY) == "INS210219"
    assert best("N. 2-1-0-2-1-9.", POLICY) == "INS210219"
    assert best("I-N-S-1-2-1-0-2-1-9", POLICY) is None
    assert best("X-Y-2-1-0-2-1-9", POLICY) is None


def test_what_the_ear_was_primed_with_comes_last() -> None:
    fmt = IdentifierFormat(name="x", prefixes=("BL",), digits=(6, 6), primed=("BL123456",))
    found = candidates(["B-L-1-2-3-4-5-6.", "B-L-1-2-3-4-6-6."], fmt)
    assert [one.value for one in found] == ["BL123466", "BL123456"]
    assert candidates(["I don't have it with me.", "B-L-1-2-3-4-5-6."], fmt) == []
