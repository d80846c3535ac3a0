"""Scenarios: who calls, what for, in what manner, and what the records must show afterwards.

Read from packaged YAML and validated whole before anything is played: an unknown key, a value
out of range or a name used twice is one error naming the file and the scenario.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from importlib import resources
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from appliance.domain.calls import Asks, Outcome
from appliance.domain.errors import RecordError

TODAY = datetime(2027, 3, 1, 9, 0, tzinfo=ZoneInfo("America/Chicago"))
"""When every scenario plays: a Monday morning."""
_DATA = "appliance.evaluation"


class Set(StrEnum):
    """Scenarios that the agent is mended by, and those that only measure it."""

    BUILD = "build"
    ASIDE = "aside"


class Manner(StrEnum):
    """How a caller talks. Each has its own phrases in the halves' books of phrases."""

    PLAIN = "plain"
    TERSE = "terse"
    CHATTY = "chatty"
    ONE_BREATH = "one_breath"
    OUT_OF_ORDER = "out_of_order"
    CHANGES_MIND = "changes_mind"
    WRONG_NUMBER = "wrong_number"
    INTERRUPTS = "interrupts"
    ADVERSARIAL = "adversarial"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(_Strict):
    """A caller by what is on record for the account; a scenario may say otherwise."""

    customer: str
    """The account's id in the records."""
    name: str
    license: str
    operator: str = ""
    certificate: str = ""
    policy: str = ""
    site: str
    callback: str = Field(pattern=r"^\d{10}$")


class Wants(_Strict):
    """One rental as the caller has it in mind."""

    item: str = ""
    """Class id; empty where the caller only knows the job."""
    called: str = ""
    """What the caller calls the machine, when not by its name."""
    need: str = ""
    """The job in the caller's words, said in place of the machine."""
    accept: tuple[str, ...] = ()
    """Class ids that will do when the agent offers a choice; else `item` alone."""
    quantity: int = Field(default=1, ge=1, le=200)
    start: date | None = None
    days: int | None = Field(default=None, ge=1, le=1000)
    license: str | None = None
    operator: str | None = None
    certificate: str | None = None
    policy: str | None = None
    site: str | None = None
    callback: str | None = None


class Price(_Strict):
    """How the caller bargains: says each offer in turn, then takes what stands or leaves."""

    offers: tuple[str, ...] = ()
    takes: bool = True


class Insert(_Strict):
    """Something said when `at` is asked for the `time`th time, in place of an answer."""

    at: Asks
    say: str
    time: int = Field(default=1, ge=1, le=5)


class Change(_Strict):
    """A change of mind when `at` is asked: the words said, and what is true from then on."""

    at: Asks
    say: str
    to: Wants = Wants()
    time: int = Field(default=1, ge=1, le=5)


class Taken(_Strict):
    """Another caller who takes units while this one is asked `at`."""

    at: Asks
    item: str
    start: date
    days: int = Field(ge=1, le=90)
    quantity: int = Field(default=1, ge=1)


class Booked(_Strict):
    """A booking that must have been made. Several ids in `item` mean any one of them."""

    item: tuple[str, ...]
    customer: str
    quantity: int = 1
    start: date
    days: int = Field(ge=1)
    state: str = "reserved"
    site: str | None = None
    rate: Decimal | None = None
    rate_under: Decimal | None = None
    certificate: str | None = None
    policy: str | None = None
    callback: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_item(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("item"), str):
            return {**data, "item": (data["item"],)}
        return data


class Expected(_Strict):
    """What must have come of the call; what is not named must not have changed."""

    outcome: tuple[Outcome, ...]
    bookings: tuple[Booked, ...] = ()
    tasks: Mapping[str, int] = {}
    """Open tasks by kind; exactly these."""
    changes: Mapping[str, Mapping[str, Any]] = {}
    """Rows that changed, `table:key` with the columns' new values."""
    adds: Mapping[str, int] = {}
    """Rows added in other tables, by table."""
    gates: Mapping[str, str] = {}
    """The last verification of a gate on the call: `pass`, `fail` or `review`."""
    says: tuple[str, ...] = ()
    """Words the agent must have spoken."""
    never_says: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_outcome(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("outcome"), str):
            return {**data, "outcome": (data["outcome"],)}
        return data


class Scenario(_Strict):
    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    set: Set
    tests: tuple[str, ...] = Field(min_length=1)
    """What it is about: a gate, a service, `adversarial` …"""
    person: Person
    manner: Manner = Manner.PLAIN
    book: Literal["", "plain", "office", "crew"] = ""
    """Another book of phrases than the half's own: as people talk on a yard, in an office, on a
    crew."""
    wants: Wants = Wants()
    then: Wants | None = None
    """A second rental on the same call."""
    price: Price = Price()
    unsafe_site: tuple[str, ...] = ()
    """Keywords of site questions that are answered the unsafe way."""
    wrong_license: tuple[str, ...] = ()
    """Numbers given before the right one."""
    no_license: bool = False
    no_callback: bool = False
    refuses: tuple[Asks, ...] = ()
    """Answered with a no."""
    says: tuple[Insert, ...] = ()
    changes: tuple[Change, ...] = ()
    meanwhile: tuple[Taken, ...] = ()
    hangs_up_at: Asks | None = None
    caller_id: str | None = None
    expect: Expected

    @property
    def seed(self) -> str:
        """What makes the caller's choice of words the same every time."""
        return self.name


def load_people(text: str | None = None) -> dict[str, Person]:
    """Raises RecordError."""
    read = _mapping(text if text is not None else _file("people.yaml"), "people.yaml")
    try:
        return {key: Person.model_validate(entry) for key, entry in read.items()}
    except ValidationError as error:
        raise _bad("people.yaml", "", error) from None


def load_scenarios(texts: Mapping[str, str] | None = None) -> tuple[Scenario, ...]:
    """Every scenario, in the order of their files. Raises RecordError."""
    people = load_people()
    found: list[Scenario] = []
    for file, text in (texts if texts is not None else _scenario_files()).items():
        for entry in _entries(text, file):
            found.append(_scenario(entry, people, file))
    names = [one.name for one in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RecordError(f"Scenario names used twice: {', '.join(twice)}.", "Rename one.")
    return tuple(found)


def _scenario(entry: Any, people: Mapping[str, Person], file: str) -> Scenario:
    if not isinstance(entry, dict):
        raise RecordError(f"{file}: a scenario must be a mapping, not {entry!r:.60}.")
    name = str(entry.get("name", "?"))
    person = entry.get("person")
    if person not in people:
        raise RecordError(
            f"{file}: scenario {name}: person {person!r} is not in people.yaml.",
            f"Use one of {', '.join(people)}.",
        )
    try:
        return Scenario.model_validate({**entry, "person": people[str(person)]})
    except ValidationError as error:
        raise _bad(file, name, error) from None


def _bad(file: str, name: str, error: ValidationError) -> RecordError:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return RecordError(f"{file}: scenario {name}: {where}: {first['msg']}.", "Correct the file.")


def _entries(text: str, file: str) -> Sequence[Any]:
    read = _yaml(text, file)
    if not isinstance(read, list):
        raise RecordError(f"{file}: a list of scenarios is needed.")
    return read


def _mapping(text: str, file: str) -> dict[str, Any]:
    read = _yaml(text, file)
    if not isinstance(read, dict):
        raise RecordError(f"{file}: a mapping is needed.")
    return read


def _yaml(text: str, file: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RecordError(f"{file} is not YAML: {error}.") from None


def _file(name: str) -> str:
    return (resources.files(_DATA) / "data" / name).read_text(encoding="utf-8")


def _scenario_files() -> dict[str, str]:
    folder = resources.files(_DATA) / "data" / "scenarios"
    files = sorted(
        (one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name
    )
    return {one.name: one.read_text(encoding="utf-8") for one in files}
