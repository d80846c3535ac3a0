"""Identifiers as callers dictate them: which, in which words and in which voice.

The same half gives the same identifiers every time. The halves share no seed, no lead-in and, but
for two, no voice: one half is to build with, the other measures.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from num2words import num2words

from appliance.evaluation.scenarios import Set


class Field(StrEnum):
    """What is dictated, each in answer to its own question."""

    LICENSE = "license"
    CERTIFICATE = "certificate"
    POLICY = "policy"
    PHONE = "phone"
    TAG = "tag"


ACCOUNTS: Final = 500
"""Accounts whose licenses the registry holds, as in the first measurements."""
ALL: Final = 200
VOICES: Final = {
    Set.BUILD: ("flite:slt", "flite:rms", "espeak:en-us", "espeak:en-us+f3"),
    Set.ASIDE: ("flite:slt", "flite:rms", "flite:awb", "flite:kal16"),
}
_A_VOICE: Final = {
    Field.LICENSE: 18, Field.CERTIFICATE: 10, Field.POLICY: 10, Field.PHONE: 8, Field.TAG: 4,
}  # fmt: skip
RECORDED: Final = "recorded:"
"""How the voice of a person begins, who recorded characters one by one."""
_ABSENT: Final = 0.2
"""Share of licenses that are on nobody's record."""
_LEADS: Final = {
    Set.BUILD: ("", "", "It's ", "The number is ", "Yeah, it's ", "Um, "),
    Set.ASIDE: ("", "", "That's ", "Sure, that would be ", "Okay, ", "My number is "),
}
_WAYS: Final = ("plain", "plain", "plain", "plain", "grouped", "grouped", "pairs", "double", "oh",
                "nato", "as_in")  # fmt: skip
_PHONE_WAYS: Final = ("grouped", "grouped", "plain", "oh", "double")
_TAG_LEADS: Final = {
    Set.BUILD: ("Where is unit {tag}?", "What's the status of {tag}?"),
    Set.ASIDE: ("Who has {tag}?", "Look up unit {tag}, please."),
}
_NOTHING: Final = {
    Set.BUILD: (
        "I don't have it with me right now.",
        "What do you need that for?",
        "Hold on, let me look it up.",
        "Can I talk to a person please?",
        "Do you have two scissor lifts for Monday?",
        "No, we never needed one.",
    ),
    Set.ASIDE: (
        "Where would I find that?",
        "It's in the truck, give me a minute.",
        "We're from Northside Paving.",
        "I need it for three days at most.",
        "Is that on the invoice?",
        "My boss handles all of that.",
    ),
}
_WORDS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NATO: Final = dict(
    zip(
        "BLOCINSEQ",
        ("bravo", "lima", "oscar", "charlie", "india", "november", "sierra", "echo", "quebec"),
        strict=True,
    )
)
_AS_IN: Final = dict(
    zip(
        "BLOCINSEQ",
        ("boy", "Larry", "Oliver", "cat", "ice", "Nancy", "Sam", "Edward", "queen"),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Account:
    """What the registry holds of one customer."""

    customer_id: str
    operator: str
    license: str
    certificates: tuple[str, ...]
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictated:
    """One identifier on one call. `value` is its letters and digits.

    `said` are the words of the first time, `again` slower ones for every further time. A voice
    that begins with RECORDED is a person's, put together from recordings of `characters`.
    """

    field: Field
    value: str
    said: str
    again: str
    voice: str
    account: Account
    on_record: bool = True
    characters: str = ""


def accounts(half: Set) -> tuple[Account, ...]:
    """The registry of a half: numbers drawn at random, no two alike."""
    dice = random.Random(f"registry:{half}")  # noqa: S311  (no secret is made of it)
    licenses = _drawn(dice, "BL", 6, ACCOUNTS)
    certificates = _drawn(dice, "OC", 5, ACCOUNTS * 4)
    policies = _drawn(dice, "INS", 6, ACCOUNTS * 2)
    return tuple(
        Account(
            customer_id=f"dictating-{n}",
            operator=f"Pat Morgan {n}",
            license=licenses[n],
            certificates=tuple(certificates[4 * n : 4 * n + 4]),
            policies=tuple(policies[2 * n : 2 * n + 2]),
        )
        for n in range(ACCOUNTS)
    )


def dictated(half: Set, tags: tuple[str, ...]) -> tuple[Dictated, ...]:
    """200 identifiers, a quarter in each of the half's voices; `tags` are the yard's own."""
    dice = random.Random(f"dictated:{half}")  # noqa: S311
    known = accounts(half)
    strange = _drawn(dice, "BL", 6, ALL, {one.license for one in known})
    found = []
    for voice in VOICES[half]:
        for field, count in _A_VOICE.items():
            for _ in range(count):
                absent = field is Field.LICENSE and dice.random() < _ABSENT
                account = dice.choice(known)
                value = strange.pop() if absent else _value(dice, field, account, tags)
                said, again = _words(dice, half, field, value)
                found.append(
                    Dictated(
                        field=field,
                        value=value,
                        said=said,
                        again=again,
                        voice=voice,
                        account=account,
                        on_record=not absent,
                    )
                )
    return tuple(found)


def recorded(half: Set, speakers: tuple[str, ...], letters: bool) -> tuple[Dictated, ...]:
    """Digits by people, 72 strings: licenses, certificates, policies without their letters and
    phone numbers; with them where the recordings have `letters`."""
    dice = random.Random(f"recorded:{half}")  # noqa: S311
    known = accounts(half)
    found = []
    for n in range(72 if speakers else 0):
        field = (Field.LICENSE, Field.CERTIFICATE, Field.POLICY, Field.PHONE)[n % 4]
        account = dice.choice(known)
        value = _value(dice, field, account, ())
        whole = letters and n % 8 >= 4
        digits = value if whole else "".join(char for char in value if char.isdigit())
        found.append(
            Dictated(
                field=field,
                value=value,
                said=" ".join(digits),
                again=" ".join(digits),
                voice=f"{RECORDED}{speakers[n % len(speakers)]}",
                account=account,
                characters=digits,
            )
        )
    return tuple(found)


def nothing_dictated(half: Set) -> tuple[Dictated, ...]:
    """What callers say to the question for a license without giving one, in two voices: whatever
    is read back then was made up. Their `value` is empty."""
    known = accounts(half)[0]
    return tuple(
        Dictated(
            field=Field.LICENSE,
            value="",
            said=said,
            again=said,
            voice=voice,
            account=known,
            on_record=False,
        )
        for voice in VOICES[half][:2]
        for said in _NOTHING[half]
    )


def _drawn(
    dice: random.Random, prefix: str, digits: int, count: int, but: set[str] | None = None
) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        value = f"{prefix}{dice.randrange(10**digits):0{digits}}"
        if value not in (but or ()):
            found[value] = None
    return list(found)


def _value(dice: random.Random, field: Field, account: Account, tags: tuple[str, ...]) -> str:
    match field:
        case Field.LICENSE:
            return account.license
        case Field.CERTIFICATE:
            return dice.choice(account.certificates)
        case Field.POLICY:
            return dice.choice(account.policies)
        case Field.TAG:
            return dice.choice(tags)
        case Field.PHONE:
            return f"{dice.randint(2, 9)}{dice.randrange(10**9):09}"


def _words(dice: random.Random, half: Set, field: Field, value: str) -> tuple[str, str]:
    """How it is said the first time, and every further time."""
    if field is Field.TAG:
        spoken = f"E Q {_plain(value[2:])}"
        return dice.choice(_TAG_LEADS[half]).format(tag=spoken), _TAG_LEADS[half][0].format(
            tag=", ".join(["E", "Q", *(_WORDS[int(d)] for d in value[2:])])
        )
    letters = "".join(char for char in value if char.isalpha())
    digits = value[len(letters) :]
    way = dice.choice(_PHONE_WAYS if field is Field.PHONE else _WAYS)
    first = f"{dice.choice(_LEADS[half])}{_spelled(letters, way)} {_counted(digits, way)}."
    slowly = ", ".join([*letters, *(_WORDS[int(digit)] for digit in digits)])
    return " ".join(first.split()), f"{slowly}."


def _spelled(letters: str, way: str) -> str:
    if way == "nato":
        return " ".join(_NATO[letter] for letter in letters)
    if way == "as_in":
        return ", ".join(f"{letter} as in {_AS_IN[letter]}" for letter in letters) + ","
    return " ".join(letters)


def _counted(digits: str, way: str) -> str:
    match way:
        case "grouped":
            groups = [digits[:3], digits[3:6], digits[6:]]
            return ", ".join(_plain(group) for group in groups if group)
        case "pairs":
            pairs = [digits[i : i + 2] for i in range(0, len(digits), 2)]
            return " ".join(
                str(num2words(int(pair))) if len(pair) == 2 and pair[0] != "0" else _plain(pair)
                for pair in pairs
            )
        case "double":
            return _doubled(digits)
        case "oh":
            return _plain(digits).replace("zero", "oh")
    return _plain(digits)


def _plain(digits: str) -> str:
    return " ".join(_WORDS[int(digit)] for digit in digits)


def _doubled(digits: str) -> str:
    said, i = [], 0
    while i < len(digits):
        twice = digits[i : i + 2] == digits[i] * 2
        said.append(f"double {_WORDS[int(digits[i])]}" if twice else _WORDS[int(digits[i])])
        i += 2 if twice else 1
    return " ".join(said)
