from __future__ import annotations

import pytest

from appliance.dialogue.spoken.address import (
    match_address,
    misheard_site,
    normalise_address,
    say_address,
)

KNOWN = ["1420 Harbor Road", "88 Quarry Lane", "205 North Main Street", "210 North Main Street"]


@pytest.mark.parametrize(
    "said, written",
    [
        ("fourteen twenty Harbor Road", "1420 Harbor Road"),
        ("1420 Harbor Road", "1420 Harbor Road"),
        ("1,420 Harbor Road.", "1420 Harbor Road"),
        ("it's at fourteen twenty harbor rd.", "1420 Harbor Road"),
        ("The job site is at 88 quarry ln please", "88 Quarry Lane"),
        ("two oh five north main st", "205 North Main Street"),
        ("one hundred twenty three Elm Avenue, Springfield", "123 Elm Avenue, Springfield"),
        ("55 West 42nd Street", "55 West 42nd Street"),
        ("twelve hundred fifth avenue", "1200 5th Avenue"),
        ("eight double four Pine Street", "844 Pine Street"),
        ("21 W. 5th St", "21 West 5th Street"),
        ("100 St Mary's Road", "100 St Mary's Road"),
        ("5 Industrial Pkwy, suite two hundred", "5 Industrial Parkway, Suite 200"),
        ("the corner of Main and Third", "The Corner of Main and Third"),
    ],
)
def test_an_address_is_written_down(said: str, written: str) -> None:
    assert normalise_address(said) == written


@pytest.mark.parametrize("address", [*KNOWN, "1205 Elm Avenue", "7 Mill Court", "1200 5th Avenue"])
def test_what_is_said_is_understood_again(address: str) -> None:
    assert normalise_address(say_address(address)) == address


@pytest.mark.parametrize(
    "said, address",
    [
        ("fourteen twenty harbour road", "1420 Harbor Road"),
        ("1420 Arbor Road", "1420 Harbor Road"),
        ("harbor road", "1420 Harbor Road"),
        ("2 oh 5 north main street", "205 North Main Street"),
        ("205 Main Street", "205 North Main Street"),
        ("1421 Harbor Road", None),
        ("north main", None),
        ("12 Elm Street", None),
        ("", None),
    ],
)
def test_a_known_site_is_matched_by_number_and_street(said: str, address: str | None) -> None:
    assert match_address(said, KNOWN).address == address


def test_an_address_is_said_as_people_say_it() -> None:
    assert say_address("1420 Harbor Rd") == "fourteen twenty Harbor Road"
    assert say_address("1205 Elm Ave, Austin 78701") == (
        "twelve oh five Elm Avenue, Austin seven eight seven zero one"
    )


def test_a_site_one_digit_off_is_near_where_only_one_is() -> None:
    assert misheard_site(["1430 Harbor Road"], KNOWN) == "1420 Harbor Road"
    assert misheard_site(["fourteen two Harbor Road"], KNOWN) == "1420 Harbor Road"
    assert misheard_site(["215 North Main Street"], KNOWN) is None
    assert misheard_site(["1430 Mill Court"], KNOWN) is None
    assert misheard_site(["1420 Harbor Road"], KNOWN) is None
    assert misheard_site(["1420 by the lights"], KNOWN) == "1420 Harbor Road"
    assert misheard_site(["1,420 by the road"], KNOWN) == "1420 Harbor Road"
    assert misheard_site(["1420 Elm Street"], KNOWN) is None
    assert misheard_site(["1420"], ["1420 Harbor Road", "1420 Mill Court"]) is None
