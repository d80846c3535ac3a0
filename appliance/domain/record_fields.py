"""The fields of every record that people keep, each with its rule. Says nothing of what several
fields or records must agree on: that is `record_rules`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from appliance.domain.agents import AgentLanguage, AgentService
from appliance.domain.bookings import BookingState
from appliance.domain.catalogue import DowntimeKind, UnitState, WeightClass
from appliance.domain.customers import Approval, CredentialState
from appliance.domain.fields import (
    MOST_CENTS,
    REQUIRED,
    FieldRule,
    Kind,
    ValueRefused,
    read_amount,
    read_choice,
    read_choices,
    read_code,
    read_date,
    read_flag,
    read_list,
    read_moment,
    read_phone,
    read_phones,
    read_text,
    read_whole,
    write_amount,
    write_flag,
    write_list,
    write_moment,
)

Fields = dict[str, FieldRule]

_ZERO: Final = Decimal("0.00")
_CENT: Final = Decimal("0.01")
_MOST_RATE: Final = Decimal("9999999.99")
_NO_CERTIFICATE: Final = frozenset({"none", "no", "n/a", "na", "-", "not required"})
_BARE_YES: Final = frozenset({"yes", "y", "true", "required"})


class _Fields:
    """Builds the fields of one record type."""

    def __init__(self, record: str) -> None:
        self._record = record
        self.found: Fields = {}

    def _add(self, name: str, label: str, **facts: Any) -> None:
        self.found[name] = FieldRule(record=self._record, name=name, label=label, **facts)

    def text(self, name: str, label: str, longest: int, **facts: Any) -> None:
        facts.setdefault("empty", REQUIRED)
        lines = facts.pop("lines", False)
        self._add(
            name,
            label,
            kind=Kind.LONG if lines else Kind.TEXT,
            rule=f"up to {longest} printable characters",
            read=read_text(longest, lines=lines),
            write=str,
            **facts,
        )

    def code(self, name: str, label: str, longest: int = 40, **facts: Any) -> None:
        rule = f"up to {longest} characters, a letter or digit among them"
        self._add(
            name, label, kind=Kind.TEXT, rule=rule, read=read_code(longest), write=str, **facts
        )

    def list(self, name: str, label: str, hint: str) -> None:
        self._add(
            name,
            label,
            kind=Kind.LIST,
            rule="up to 60 entries of 80 characters",
            read=read_list(60, 80),
            write=write_list,
            empty=(),
            hint=hint,
        )

    def money(
        self,
        name: str,
        label: str,
        least: Decimal = _ZERO,
        most: Decimal = MOST_CENTS,
        **facts: Any,
    ) -> None:
        self._add(
            name,
            label,
            kind=facts.pop("kind", Kind.MONEY),
            rule=f"an amount from {least:,f} to {most:,f}",
            read=read_amount(least, most),
            write=write_amount,
            **facts,
        )

    def rate(self, name: str, label: str, **facts: Any) -> None:
        self.money(name, label, _CENT, _MOST_RATE, **facts)

    def whole(self, name: str, label: str, least: int, most: int, **facts: Any) -> None:
        self._add(
            name,
            label,
            kind=Kind.NUMBER,
            rule=f"a whole number from {least:,} to {most:,}",
            read=read_whole(least, most),
            write=str,
            **facts,
        )

    def choice(self, name: str, label: str, options: type[StrEnum], **facts: Any) -> None:
        self._add(
            name,
            label,
            kind=Kind.CHOICE,
            rule=f"one of {', '.join(options)}",
            read=read_choice(options),
            write=str,
            options=tuple(option.value for option in options),
            **facts,
        )

    def choices(self, name: str, label: str, options: type[StrEnum]) -> None:
        self._add(
            name,
            label,
            kind=Kind.LIST,
            rule=f"some of {', '.join(options)}",
            read=read_choices(options),
            write=write_list,
            empty=(),
            options=tuple(option.value for option in options),
        )

    def flag(self, name: str, label: str, **facts: Any) -> None:
        self._add(
            name,
            label,
            kind=Kind.FLAG,
            rule="yes or no",
            read=read_flag,
            write=write_flag,
            empty=False,
            options=("no", "yes"),
            **facts,
        )

    def day(self, name: str, label: str, **facts: Any) -> None:
        self._add(
            name,
            label,
            kind=Kind.DATE,
            rule="a day such as 2026-03-25",
            read=read_date,
            write=date.isoformat,
            **facts,
        )

    def moment(self, name: str, label: str, **facts: Any) -> None:
        self._add(
            name,
            label,
            kind=Kind.MOMENT,
            rule="a time such as 2026-03-25 07:30",
            read=read_moment,
            write=write_moment,
            **facts,
        )

    def phone(self, name: str, label: str, **facts: Any) -> None:
        self._add(
            name,
            label,
            kind=Kind.PHONE,
            rule="a telephone number such as +1 512 555 0134",
            read=read_phone,
            write=str,
            empty="",
            **facts,
        )


def _read_certificate(text: str) -> str | None:
    """A certificate's kind; None where the text says that none is needed."""
    word = text.casefold()
    if word in _NO_CERTIFICATE:
        return None
    if word in _BARE_YES:
        raise ValueRefused("must name the certificate that is needed, or be None")
    return read_text(60)(text)


def _class_fields() -> Fields:
    make = _Fields("Equipment class")
    make.text("name", "Name", 80)
    make.text("category", "Category", 60)
    make.choice("weight_class", "Weight class", WeightClass)
    make.rate("day_rate", "Day rate")
    make.money(
        "floor_day_rate",
        "Floor",
        most=_MOST_RATE,
        hint="The agent never goes below this, and never says it.",
        managers_only=True,
    )
    make.rate("max_day_rate", "Maximum", managers_only=True)
    make.rate("week_rate", "Week rate", empty=None, hint="7 days; empty for none")
    make.rate("month_rate", "Month rate", empty=None, hint="28 days; empty for none")
    make.text("make", "Make", 60, empty="")
    make.text("model", "Model", 60, empty="")
    make.text("description", "Description", 2000, empty="", lines=True)
    make.list("uses", "Uses", "What it is good for, separated by commas.")
    make.list(
        "aliases",
        "Also called",
        "Other names, and how it is misheard, by commas; es: before a Spanish one.",
    )
    make._add(
        "operator_certification",
        "Operator certification",
        kind=Kind.TEXT,
        rule="a certificate's kind, or None",
        read=_read_certificate,
        write=str,
        empty=None,
        hint="Empty when none is needed.",
    )
    make.money("minimum_insurance", "Minimum insurance", empty=_ZERO)
    make.money("replacement_value", "Replacement value", empty=_ZERO)
    make.money("deposit", "Deposit", empty=_ZERO)
    make.whole("minimum_days", "Minimum days", 1, 365, empty=1)
    make.whole(
        "buffer_minutes", "Turnaround", 0, 43_200, empty=60, hint="Minutes between two rentals."
    )
    make.whole(
        "bulk_quantity",
        "Bulk quantity",
        0,
        1_000_000,
        empty=None,
        hint="For things counted, not tagged; empty for units.",
    )
    return make.found


def _unit_fields() -> Fields:
    make = _Fields("Unit")
    make.code("asset_tag", "Asset tag")
    make.text("class_id", "Class", 80)
    make.text("serial", "Serial", 60, empty="")
    make.text("location", "Location", 120, empty="")
    make.choice("state", "State", UnitState, empty=UnitState.IN_SERVICE)
    make.money(
        "meter_hours", "Meter hours", most=Decimal("999999.99"), empty=_ZERO, kind=Kind.HOURS
    )
    make.text("condition", "Condition", 500, empty="")
    return make.found


def _downtime_fields() -> Fields:
    make = _Fields("Downtime")
    make.choice("kind", "Kind", DowntimeKind)
    make.moment("start", "Start")
    make.moment("end", "End", empty=None, hint="Empty: until somebody ends it.")
    make.text("note", "Note", 500, empty="")
    return make.found


def _customer_fields() -> Fields:
    make = _Fields("Customer")
    make.code("account", "Account")
    make.text("name", "Name", 120)
    make._add(
        "phones",
        "Phones",
        kind=Kind.LIST,
        rule="up to 10 telephone numbers such as +1 512 555 0134",
        read=read_phones(10),
        write=write_list,
        empty=(),
        hint="Separated by commas; kept with their country code.",
    )
    make.choice("approval", "Approval", Approval, empty=Approval.PENDING)
    make.flag("credit_hold", "Credit hold")
    make.money(
        "price_authority_percent",
        "Price authority, %",
        most=Decimal(100),
        empty=_ZERO,
        kind=Kind.PERCENT,
        hint="How much further the agent may concede to this account.",
    )
    make.flag("retired", "Closed")
    return make.found


def _dated(make: _Fields) -> Fields:
    make.day("valid_from", "Valid from")
    make.day("valid_to", "Valid to")
    make.choice("state", "State", CredentialState, empty=CredentialState.ACTIVE)
    return make.found


def _license_fields() -> Fields:
    make = _Fields("Business license")
    make.code("number", "License number")
    make.code("customer_id", "Account")
    return _dated(make)


def _operator_fields() -> Fields:
    make = _Fields("Operator")
    make.code("customer_id", "Account")
    make.text("name", "Name", 80)
    make.phone("phone", "Phone")
    make.flag("retired", "Left")
    return make.found


def _certification_fields() -> Fields:
    make = _Fields("Certification")
    make.code("number", "Certificate number")
    make.text("operator_id", "Operator", 80)
    make.text("kind", "For", 60)
    return _dated(make)


def _policy_fields() -> Fields:
    make = _Fields("Insurance policy")
    make.code("number", "Policy number")
    make.code("customer_id", "Account")
    make.text("insurer", "Insurer", 80, empty="")
    make.money("coverage", "Coverage")
    return _dated(make)


def _site_fields() -> Fields:
    make = _Fields("Job site")
    make.code("customer_id", "Account")
    make.text("address", "Address", 200)
    make.choice("max_weight_class", "Heaviest admitted", WeightClass)
    make.text("note", "Note", 500, empty="")
    return make.found


def _agent_fields() -> Fields:
    make = _Fields("Agent")
    make.text("name", "Name", 60)
    make.text("line", "Line or number", 40, hint="sip, desk, or a number or name that is dialed.")
    make.choice("language", "Language", AgentLanguage)
    make.text("voice", "Voice", 120, empty="", hint="Of the model store; empty for the box's own.")
    make.text(
        "greeting",
        "Greeting",
        300,
        empty="",
        hint="{yard} and {persona} are filled in; empty for the usual one.",
    )
    make.text("persona", "Calls itself", 80, empty="", hint="In its greeting, such as Alma.")
    make.text(
        "place", "Pick-up place", 200, empty="", hint="In its language; empty for the yard's own."
    )
    make.choices("services", "May do", AgentService)
    make.flag("active", "Answers calls")
    return make.found


def _booking_fields() -> Fields:
    make = _Fields("Booking")
    make.code("number", "Number", empty="")
    make.choice("state", "State", BookingState)
    make.whole("quantity", "Quantity", 1, 1_000_000, empty=1)
    make.moment("start", "Start")
    make.moment("end", "End")
    make.money("day_rate", "Day rate", most=_MOST_RATE)
    make.money("total", "Total")
    make.moment("out_at", "Out at", empty=None)
    make.moment("returned_at", "Returned at", empty=None)
    make.money("deposit", "Deposit", empty=_ZERO)
    make.code("license_number", "License number", empty="")
    make.code("certificate_number", "Certificate number", empty="")
    make.code("policy_number", "Policy number", empty="")
    make.text("site_address", "Site address", 200, empty="")
    make.phone("callback_number", "Callback number")
    make.text("note", "Note", 2000, empty="", lines=True)
    return make.found


CLASS_FIELDS: Final = _class_fields()
UNIT_FIELDS: Final = _unit_fields()
DOWNTIME_FIELDS: Final = _downtime_fields()
CUSTOMER_FIELDS: Final = _customer_fields()
LICENSE_FIELDS: Final = _license_fields()
OPERATOR_FIELDS: Final = _operator_fields()
AGENT_FIELDS: Final = _agent_fields()
CERTIFICATION_FIELDS: Final = _certification_fields()
POLICY_FIELDS: Final = _policy_fields()
SITE_FIELDS: Final = _site_fields()
BOOKING_FIELDS: Final = _booking_fields()
