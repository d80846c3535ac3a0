from __future__ import annotations

import pytest

from appliance.dialogue.spoken.identifiers import spoken_repair


@pytest.mark.parametrize(
    "previous, said, mended",
    [
        ("BL782341", "no, the last digit is 7", "BL782347"),
        ("BL782341", "the last one should be a seven", "BL782347"),
        ("BL-782341", "the first digit is a 3", "BL-382341"),
        ("BL782341", "the third one is five", "BL785341"),
        ("BL782341", "the fourth digit should be 9 please", "BL782941"),
        ("BL782341", "second to last is five", "BL782351"),
        ("BL782341", "last two digits are 14", "BL782314"),
        ("BL782341", "it ends in 23", "BL782323"),
        ("BL782341", "no, it ends with double five", "BL782355"),
        ("BL782341", "4 5 at the end", "BL782345"),
        ("BL782341", "it starts with 87", "BL872341"),
        ("BL782341", "it's seven not eight", "BL772341"),
        ("BL782341", "not 8, 7", "BL772341"),
        ("BL782341", "not an 8 but a 9", "BL792341"),
        ("BL782341", "no, not 3 4 1, 3 5 1", "BL782351"),
        ("BL782341", "5 instead of 3", "BL782541"),
        ("BL782341", "change the 8 to a 7", "BL772341"),
        ("BL782341", "no the 8 should be a 9", "BL792341"),
        ("PL782341", "no, B as in boy", "BL782341"),
        ("AB7M92", "N like Nancy", "AB7N92"),
        ("5125550134", "the last digit is 5", "5125550135"),
    ],
)
def test_a_part_is_put_right(previous: str, said: str, mended: str) -> None:
    assert spoken_repair(previous, said) == mended


@pytest.mark.parametrize(
    "previous, said",
    [
        ("BL782341", "no"),
        ("BL782341", "yes that's right"),
        ("BL782341", "no, that's wrong"),
        ("BL788341", "seven not eight"),
        ("BL782341", "five not six"),
        ("BL782341", "no it's BL 782342"),
        ("BL782341", "782342"),
        ("BL782341", "B as in boy"),
        ("BL782341", "the last digit is wrong"),
        ("BL782341", "the ninth digit is 4"),
        ("BL782341", "the last digit is 1"),
        ("BL782341", "I need it for two days"),
        ("", "the last digit is 7"),
    ],
)
def test_what_is_no_clear_repair_gives_none(previous: str, said: str) -> None:
    assert spoken_repair(previous, said) is None
