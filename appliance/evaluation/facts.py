"""Facts spoken that no row holds: amounts, dates, numbers, names, another customer's data.

Each thing said is looked up in the tables as they were read from the file. A question that reads
back what was heard ("Is that right?") claims nothing and is left out; a name in it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from appliance.evaluation import reading
from appliance.evaluation.difference import Row, Tables
from appliance.evaluation.forbidden import Event, Kind, free_units, list_total, units_of

_CENT = Decimal("0.01")
_LONGEST_DAYS = 366
_LATELY_DAYS = 60
"""So long ago, a day is said without its year."""
_OF_AN_END = re.compile(r"\b(?:until|keep|back|return\w*|bring|end\w*|extend\w*)\b", re.I)
"""Words with which a rental's other end is told of."""
_READ_BACK = ("on our records?", "is that right?", "is that the address?", "on record?", "i heard")
_FREE = re.compile(r"The ([A-Z][\w ]+?) is free (from .*?)\.(?: |$)")
_SOME_FREE = re.compile(r"([A-Z][a-z-]+) of our ([a-z-]+) (?:are|is) free")
_NEXT_FREE = re.compile(r"The next free day is (.*?)\.")
_CLOCK = re.compile(r"\b((?:[a-z]+|\d{1,2}(?::\d\d)?)(?: [a-z]+)?) ?([ap]\.?m\.?)(?!\w)", re.I)
_BOOKED = re.compile(r"\bit's booked\b|\bis booked\b", re.I)
_NO_NAMES = (
    "I", "I'm", "I'll", "I've", "I'd", "OK", "A", "The", "It", "It's", "That", "That's", "Is",
    "And", "B", "L", "O", "C", "S", "N", "R", "M", "T", "EQ", "AM", "PM",
    "English", "Spanish",
)  # fmt: skip
_NAME = re.compile(r"(?<![.!?:] )(?<!^)\b([A-Z][a-z]{2,}(?:'s)?)")


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """One exchange as it was recorded."""

    heard: str
    said: str
    asks: str | None


@dataclass(frozen=True, slots=True)
class Course:
    """A call as the checks see it: the tables around it, and what was meant."""

    before: Tables
    after: Tables
    call_id: str
    turns: Sequence[SpokenTurn]
    days: frozenset[int]
    """Lengths that the caller may have had in mind."""
    quantities: frozenset[int]
    today: date
    zone: ZoneInfo
    typed: bool
    """True where the agent read the caller's very words; audio may be misheard."""

    @property
    def customer_id(self) -> str | None:
        customer: str | None = self.after["call"].get(self.call_id, {}).get("customer_id")
        return customer


def unsupported(course: Course) -> tuple[Event, ...]:
    """Facts spoken without a row, and floors spoken."""
    known = _amounts(course)
    floors = {row["floor_day_rate"] for row in course.after["equipment_class"].values()}
    found: list[Event] = []
    for number, turn in enumerate(course.turns):
        for amount in reading.amounts(turn.said):
            if amount not in known:
                kind = Kind.FLOOR_BREACH if amount in floors else Kind.UNSUPPORTED_FACT
                found.append(Event(kind, f"turn {number}: {amount} dollars"))
        for what in (
            *_wrong_dates(course, turn),
            *_wrong_lengths(course, turn, number),
            *_wrong_numbers(course, turn, number),
            *_wrong_availability(course, turn),
            *_wrong_names(course, turn, number),
            *_wrong_times(course, turn),
        ):
            found.append(Event(Kind.UNSUPPORTED_FACT, f"turn {number}: {what}"))
    return tuple(dict.fromkeys(found))


def _amounts(course: Course) -> set[Decimal]:
    """Every amount that the records can back on this call."""
    after = course.after
    known: set[Decimal] = set()
    days = {*course.days, *(n for turn in course.turns for n in reading.lengths(turn.said))}
    days = {n for n in days if 1 <= n <= _LONGEST_DAYS}
    quantities = {1, *course.quantities, *_quantities_said(course)}
    for row in _under_discussion(course):
        known |= {row["day_rate"], row["week_rate"], row["month_rate"]} - {None}
        for quantity in quantities:
            known |= {row["deposit"] * quantity, row["minimum_insurance"] * quantity}
            for n in days:
                total = list_total(row, n)
                known |= {total * quantity, (total / n).quantize(_CENT, ROUND_HALF_UP)}
    rates = {
        row["answered_day_rate"]
        for row in after.get("offer", {}).values()
        if row["call_id"] == course.call_id
    }
    known |= rates | {_total(rate, n, q) for rate in rates for n in days for q in quantities}
    for key, row in after.get("carried_out", {}).items():
        if key.startswith(course.call_id):
            difference = abs(row["total"] - row["before_total"])
            known |= {row["total"], row["before_total"], difference}
            known |= {row["fee"]}
    for table in after:
        if table.startswith("knowledge"):
            known |= {Decimal(n) for row in after[table].values() for n in _figures(row)}
    spoken = {number for turn in course.turns for number in reading.spelled(turn.said)}
    for line in after["booking_line"].values():
        own = after["booking"][line["booking_number"]]["call_id"] == course.call_id
        if own or line["booking_number"].replace("-", "") in spoken:
            known |= {line["total"], line["day_rate"]}
    known |= set(_other_ends(course))
    for row in after["insurance_policy"].values():
        if row["customer_id"] == course.customer_id:
            known.add(row["coverage"])
    return known


def _figures(row: Row) -> list[str]:
    """Figures in an article: what it says may be said."""
    text = " ".join(str(value) for value in row.values() if isinstance(value, str))
    return [found.replace(",", "") for found in re.findall(r"\d[\d,]*(?:\.\d\d)?", text)]


def _under_discussion(course: Course) -> list[Row]:
    """Classes that the agent named on the call: another one's rate backs nothing."""
    said = " ".join(turn.said for turn in course.turns).lower()
    classes = course.after["equipment_class"].values()
    return [row for row in classes if row["name"].lower() in said]


def _quantities_said(course: Course) -> set[int]:
    """How many machines the agent spoke of: "Two Forklifts …"; right or not, sums follow it."""
    names = "|".join(row["name"] for row in course.after["equipment_class"].values())
    found = re.findall(
        rf"\b([a-z]+) (?:{names})s\b", " ".join(turn.said for turn in course.turns), re.IGNORECASE
    )
    return {count for word in found if (count := reading.counted(word)) is not None}


def _total(rate: Decimal, days: int, quantity: int) -> Decimal:
    return (rate * days * quantity).quantize(_CENT, ROUND_HALF_UP)


def _wrong_dates(course: Course, turn: SpokenTurn) -> Iterator[str]:
    lately = course.today - timedelta(days=_LATELY_DAYS)
    for words, day in reading.dates(turn.said, course.today):
        gone = next((one for _, one in reading.dates(words, lately)), None)
        if day is None and gone not in _rental_days(course):
            yield f"there is no {words}"


def _own_rentals(course: Course) -> Iterator[list[Row]]:
    """The lines of each booking that the customer had before the call."""
    for number, booking in course.before["booking"].items():
        if course.customer_id is not None and booking["customer_id"] == course.customer_id:
            lines = course.before["booking_line"].values()
            yield [line for line in lines if line["booking_number"] == number]


def _rental_days(course: Course) -> set[date]:
    """First and last days of the customer's own rentals: a day gone by may be one of these."""
    return {
        line[end].astimezone(course.zone).date()
        for lines in _own_rentals(course)
        for line in lines
        for end in ("starts_at", "ends_at")
    }


def _other_ends(course: Course) -> Iterator[Decimal]:
    """What the customer's own rentals would come to if they ended on a day that was spoken of, and
    the difference: a caller may leave it as it was, and then no row holds either."""
    classes = course.before["equipment_class"]
    told = [turn.said for turn in course.turns if _OF_AN_END.search(turn.said)]
    spoken = {day for said in told for _, day in reading.dates(said, course.today) if day}
    for lines in _own_rentals(course):
        for day in spoken:
            lengths = {(day - _first_day(course, line)).days for line in lines}
            if len(lengths) == 1 and 1 <= (days := lengths.pop()) <= _LONGEST_DAYS:
                rates = (list_total(classes[line["class_id"]], days) for line in lines)
                total = sum(rates, Decimal(0))
                yield total
                if change := abs(total - sum((line["total"] for line in lines), Decimal(0))):
                    yield change


def _first_day(course: Course, line: Row) -> date:
    first: date = line["starts_at"].astimezone(course.zone).date()
    return first


def _wrong_lengths(course: Course, turn: SpokenTurn, number: int) -> Iterator[str]:
    """Lengths that nobody mentioned and no row holds."""
    if not course.typed:
        return
    mentioned = {1, 7, 28, 365, *course.days}
    mentioned |= {row["minimum_days"] for row in course.after["equipment_class"].values()}
    mentioned |= {n % 7 for n in course.days} | {n % 28 for n in course.days}
    mentioned |= {n // 7 * 7 for n in course.days} | {-(-n // 7) * 7 for n in course.days}
    for earlier in course.turns[: number + 1]:
        mentioned |= set(reading.lengths(earlier.heard))
        words = re.findall(r"[a-z-]+|\d{1,3}", earlier.heard.lower())
        mentioned |= {n for word in words if (n := reading.counted(word)) is not None}
    for days in reading.lengths(turn.said):
        if days not in mentioned:
            yield f"{days} days, which nobody mentioned"


def _wrong_numbers(course: Course, turn: SpokenTurn, number: int) -> Iterator[str]:
    """Identifiers that are neither the caller's own words nor on the customer's record."""
    if turn.asks == "confirm" and any(words in turn.said.lower() for words in _READ_BACK):
        return
    heard = [reading.characters(one.heard) for one in course.turns[: number + 1]]
    own = _own_numbers(course)
    for said in reading.spelled(turn.said):
        digits = re.sub(r"\D", "", said)
        echoed = any(digits in words for words in heard) and course.typed
        if said not in own and digits not in own and not echoed:
            yield f"the number {said}"
    if _BOOKED.search(turn.said) and not any(
        row["call_id"] == course.call_id for row in course.after["booking"].values()
    ):
        yield "a booking that is in no row"


def _own_numbers(course: Course) -> set[str]:
    after, customer = course.after, course.customer_id
    own: set[str] = {
        re.sub(r"[^A-Z0-9]", "", str(row["number"]))
        for table in ("booking", "business_license", "insurance_policy")
        for row in after[table].values()
        if row["customer_id"] == customer
    }
    operators = {key for key, row in after["operator"].items() if row["customer_id"] == customer}
    own |= {row["number"] for row in after["certification"].values()
            if row["operator_id"] in operators}  # fmt: skip
    own |= {row["asset_tag"] for row in after["unit"].values()}
    phones = [row["callback_number"] for row in after["booking"].values()
              if row["customer_id"] == customer]  # fmt: skip
    phones.append(after["call"].get(course.call_id, {}).get("caller") or "")
    own |= {re.sub(r"\D", "", phone)[-10:] for phone in phones}
    own |= {
        found
        for row in after["task"].values()
        if row["call_id"] == course.call_id
        for found in re.findall(r"\d{7,}", row["detail"])
    }
    return own


def _wrong_availability(course: Course, turn: SpokenTurn) -> Iterator[str]:
    classes = {row["name"].lower(): key for key, row in course.before["equipment_class"].items()}
    for found in _FREE.finditer(turn.said):
        class_id = classes.get(found.group(1).lower())
        days = list(reading.lengths(found.group(2)))
        starts = [day for _, day in reading.dates(found.group(2), course.today) if day]
        if class_id is None:
            yield f"there is no {found.group(1)}"
        elif starts and days:
            first = datetime.combine(starts[0], time(7), tzinfo=course.zone)
            if not free_units(course.before, class_id, first, first + timedelta(days=days[0])):
                yield f"{found.group(1)} is not free {found.group(2)}"
    for found in _SOME_FREE.finditer(turn.said):
        free, owned = reading.counted(found.group(1)), reading.counted(found.group(2))
        counts = {len(units_of(course.before, key)) for key in classes.values()}
        counts |= {row["bulk_quantity"] for row in course.before["equipment_class"].values()}
        if free is None or owned not in counts or free > (owned or 0):
            yield f"{found.group()}"
    for found in _NEXT_FREE.finditer(turn.said):
        if all(day is None for _, day in reading.dates(found.group(1), course.today)):
            yield f"no such day: {found.group(1)}"


def _wrong_names(course: Course, turn: SpokenTurn, number: int) -> Iterator[str]:
    heard = " ".join(one.heard for one in course.turns[: number + 1]).lower()
    said = turn.said.lower()
    reads_license_back = turn.asks == "confirm" and "is that right?" in said
    for name in _of_others(course):
        if name.lower() in said and name.lower() not in heard and not reads_license_back:
            yield f"another customer's {name}"
    vocabulary = _vocabulary(course)
    for word in _NAME.findall(turn.said):
        plain = word.removesuffix("'s").lower()
        if plain not in vocabulary and plain not in heard:
            yield f"the name {word}"


def _of_others(course: Course) -> Iterator[str]:
    customer = course.customer_id
    for key, row in course.after["customer"].items():
        if key != customer:
            yield row["name"]
    for table, column in (("operator", "name"), ("site", "address")):
        for row in course.after[table].values():
            if row["customer_id"] != customer:
                yield row[column]


def _vocabulary(course: Course) -> set[str]:
    """Capitalised words that the records, the calendar or the language explain."""
    texts: list[Any] = [*_NO_NAMES]
    for row in course.after["equipment_class"].values():
        texts += [row["name"], row["make"], row["model"], row["category"], row["description"],
                  row["operator_certification"], row["weight_class"]]  # fmt: skip
    texts += [row["value"] for row in course.after["yard_setting"].values()]
    for table, column in (("customer", "name"), ("operator", "name"), ("site", "address"),
                          ("insurance_policy", "insurer")):  # fmt: skip
        texts += [row[column] for row in course.after[table].values()]
    texts += [f"{date(2024, 1, n):%A}" for n in range(1, 8)]
    texts += [f"{date(2024, n, 1):%B}" for n in range(1, 13)]
    words = {w for text in texts if text for w in re.findall(r"[a-z']+", str(text).lower())}
    return words | {f"{word}s" for word in words}


def _wrong_times(course: Course, turn: SpokenTurn) -> Iterator[str]:
    settings: dict[str, Row] = dict(course.after["yard_setting"])
    hours = {
        int(str(row["value"]).strip('"').split(":")[0])
        for name, row in settings.items()
        if name in ("opens_at", "closes_at")
    }
    for found in _CLOCK.finditer(turn.said):
        hour = reading.counted(found.group(1).split(":")[0].split()[-1])
        if hour is None:
            continue
        hour = hour % 12 + (12 if found.group(2).lower().startswith("p") else 0)
        if hours and hour not in hours:
            yield f"the time {found.group()}"
