"""What a conversation knows so far. Immutable: a turn makes a new one or leaves it be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from appliance.dialogue.formats import DICTATED
from appliance.dialogue.keypad.keys import ONE_KEY, Offered
from appliance.dialogue.services.service import Service
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.domain.periods import Period
from appliance.domain.unfinished import UnfinishedCall
from appliance.domain.verification import Verification
from appliance.ports.booking import BookedFacts, EquipmentOption
from appliance.ports.facts import (
    OfferAnswer,
    OperatorCheck,
    OverrideFacts,
    Quote,
    SiteQuestion,
    Yard,
)


class ReadBackOf(StrEnum):
    """What a read-back is about."""

    LICENSE = "license"
    CERTIFICATE = "certificate"
    POLICY = "policy"
    CALLBACK = "callback"
    ADDRESS = "address"
    NAME = "name"
    PERIOD = "period"


QUESTION_OF: dict[ReadBackOf, Asks] = {
    ReadBackOf.LICENSE: Asks.BUSINESS_LICENSE,
    ReadBackOf.CERTIFICATE: Asks.OPERATOR_CERTIFICATE,
    ReadBackOf.POLICY: Asks.POLICY_NUMBER,
    ReadBackOf.CALLBACK: Asks.CALLBACK_NUMBER,
    ReadBackOf.ADDRESS: Asks.SITE_ADDRESS,
    ReadBackOf.NAME: Asks.OPERATOR_NAME,
    ReadBackOf.PERIOD: Asks.START_DATE,
}


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A value said back, waiting for yes or no."""

    of: ReadBackOf
    value: str
    heard: tuple[str, ...] = ()
    """The transcripts that it was read from, best first; none for what was keyed."""
    failures: int = 0
    """How often it was asked for in vain before."""


@dataclass(frozen=True, slots=True)
class LeftTask:
    """A task that this call has left for staff; the callback number is added to it."""

    key: str
    kind: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Later:
    """A machine that was asked for besides the one under way."""

    name: str
    ids: tuple[str, ...]
    quantity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkState:
    """What any conversation keeps between turns."""

    asks: Asks | None = None
    stage: Stage = Stage.DISCOVERY
    said: str = ""
    question: str = ""
    misses: int = 0
    """Turns in a row that did not answer what was asked."""
    repeats: int = 0
    """How often something was said again."""
    likely: tuple[str, ...] = ()
    """Names that the answer to the open question may hold, for hearing them right."""
    outcome: Outcome | None = None
    """What the call comes to if it ends now."""
    achieved: Outcome | None = None
    """What stands whatever else happens on the call: a booking that was made."""
    ended: bool = False

    @property
    def binds(self) -> tuple[object, ...]:
        """What a yes to the open question is to: a reply that changes it tells it anew."""
        return ()

    @property
    def waits_until(self) -> datetime | None:
        """Until when the conversation waits for somebody else's word, if it does."""
        return None

    @property
    def takes_one_key(self) -> bool:
        """Whether a single key answers the open question."""
        return False

    def but(self, **changes: object) -> Self:
        """The same state with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class RentalState(TalkState):
    """One caller's rental in progress. Empty fields are not known yet."""

    # what is wanted
    wish: str = ""
    wish_heard: str = ""
    """The whole utterance of the wish: more to search by than the words copied from it."""
    wish_texts: tuple[str, ...] = ()
    """The candidates for that utterance, where it was spoken; none for what was typed or keyed."""
    wished_ids: tuple[str, ...] = ()
    category: str | None = None
    ceiling: Decimal | None = None
    quantity: int = 1
    options: tuple[EquipmentOption, ...] = ()
    further: tuple[str, ...] = ()
    """Classes to be offered next, where none of the options is wanted."""
    searches: int = 0
    """Wishes in a row that led to no machine."""
    refusals: int = 0
    """How often on this call none of what was offered was wanted."""
    item: EquipmentOption | None = None
    start: date | None = None
    days: int | None = None
    period_heard: bool = False
    """Start or length were heard on a poor line and are to be read back."""
    period_checked: bool = False
    requirements_said: bool = False

    given: tuple[tuple[str, str], ...] = ()
    """Said before it was asked for, in the caller's words: (`address` …, words)."""

    # who
    readback: ReadBack | None = None
    denied: tuple[str, ...] = ()
    unclear: ReadBack | None = None
    """The read-back that was denied last: what was heard of it counts when it is said again."""
    license_number: str = ""
    license_failures: int = 0
    failed_licenses: tuple[str, ...] = ()
    """Confirmed by the caller and turned down by the check."""
    license_denials: int = 0
    """Read-backs of a license that the caller denied."""
    customer_id: str = ""
    customer_name: str = ""

    # where
    site_address: str = ""
    site_heard: str = ""
    """The address as heard, while a site on record that resembles it is asked back."""
    house_number: str = ""
    """Keyed in, while its street is asked for."""
    street_open: bool = False
    """The street could not be understood, and is left to staff."""
    site_questions: tuple[SiteQuestion, ...] = ()
    site_answers: tuple[tuple[str, bool], ...] = ()
    site: Verification | None = None

    # price
    quote: Quote | None = None
    standing: OfferAnswer | None = None
    price_agreed: bool = False
    override: OverrideFacts | None = None
    """What a manager is being asked while the caller holds."""
    overrides_asked: int = 0
    granted: bool = False
    """The standing price is a manager's: the desk has none lower."""
    finals: int = 0
    """How often a final price was said."""
    agreed_rate: Decimal | None = None
    """What was agreed for another period or machine; carried over where the desk allows it."""
    held: bool = False

    # operator and insurance
    operator_name: str = ""
    operator_heard: str = ""
    """The name as heard, while one on record that resembles it is asked back."""
    certificate_number: str = ""
    """Kept when dates change: it is then checked again without asking."""
    operator: OperatorCheck | None = None
    policy_number: str = ""
    insurance: Verification | None = None
    reviews: tuple[str, ...] = ()

    # more machines than one, and calls that broke off
    offered: tuple[EquipmentOption, ...] = ()
    """What the machine was chosen from: "no, the other one" is another of these."""
    later: tuple[Later, ...] = ()
    earlier_dates: tuple[date, int] | None = None
    """Start and days of the booking before this one, offered for it too."""
    operator_for: str | None = None
    """The certification that the operator's certificate was checked for."""
    resume_checked: bool = False
    resumable: UnfinishedCall | None = None
    """A rental that broke off, while the caller is asked whether to go on with it."""
    kept: UnfinishedCall | None = None
    """What the records keep of this call's rental, should it break off."""

    # what the line lets through
    poor_line: bool = False
    """Noisy, or its caller was misunderstood too often: keys are offered with every question."""
    troubles: int = 0
    """Answers by voice on this call that were not understood, or understood wrong."""
    keys: Offered | None = None
    """What the keys mean in answer to the open question, where it offered them."""
    kinds_page: int | None = None
    """The page of kinds of machines that are being offered by keys."""
    menus: int = 0
    """How often such a page was offered."""

    rude: int = 0
    foreign: int = 0
    """How often on this call."""

    # by-phone services
    service: Service | None = None
    talked_of: tuple[str, int] = ("", 0)
    """The rental that the caller was told of alone, by its number, and the turn of that."""
    served: int = 0
    """Services rendered on this call; after one the call asks for anything else."""

    # the end
    callback: str = ""
    callback_for: Outcome | None = None
    """Set when the callback number is asked for because the call cannot go on."""
    left_task: LeftTask | None = None
    failures: tuple[str, ...] = ()
    """Gates that failed since the item was chosen, one entry a failure."""
    callback_denials: int = 0
    change_asked: bool = False
    """After a no to the summary, the caller was asked what to change."""
    changing: str = ""
    """`what` while that is asked, `quantity` while another number of machines is."""
    changes: int = 0
    """How often it was asked."""
    unanswered: bool = False
    """The booking was sent and its answer lost: it is asked for again under the same key."""
    booking: BookedFacts | None = None
    bookings_made: int = 0

    def failures_at(self, of: ReadBackOf) -> int:
        """How often this was asked for in vain, up to the last read-back that was denied."""
        unclear = self.unclear
        return unclear.failures + 1 if unclear is not None and unclear.of is of else 0

    @property
    def day_rate(self) -> Decimal | None:
        """The rate per unit and day that holds now."""
        if self.standing is not None:
            return self.standing.day_rate
        return self.quote.day_rate if self.quote else None

    @property
    def total(self) -> Decimal | None:
        """Before tax."""
        if self.standing is not None:
            return self.standing.total
        return self.quote.total if self.quote else None

    @property
    def tax(self) -> Decimal:
        """On the total."""
        if self.standing is not None:
            return self.standing.tax
        return self.quote.tax if self.quote else Decimal(0)

    @property
    def binds(self) -> tuple[object, ...]:
        service = self.service
        return (
            self.readback, self.resumable, self.changing, self.site_questions, self.site_answers,
            self.item, self.quantity, self.start, self.days, self.site_address, self.operator,
            self.quote, self.standing, self.price_agreed, self.callback,
            service and (service.act, service.wants, service.rental, service.question),
        )  # fmt: skip

    @property
    def waits_until(self) -> datetime | None:
        return self.override.until if self.override else None

    @property
    def option_names(self) -> tuple[str, ...]:
        """The machines on offer, in the order in which they were named."""
        return tuple(option.name for option in self.options)

    @property
    def takes_one_key(self) -> bool:
        """Not at the read-back of a number: it may be keyed once more in place of a no."""
        dictated = self.readback is not None and QUESTION_OF[self.readback.of] in DICTATED
        return self.keys is not None and self.keys.keys in ONE_KEY and not dictated

    def period(self, yard: Yard) -> Period | None:
        """The period wanted, from opening time on the first day, by the yard's wall clock."""
        if self.start is None or self.days is None:
            return None
        return period_of(yard, self.start, self.days)

    def giving(self, kind: str, words: str) -> RentalState:
        """Something said before its question: the latest of a kind stands."""
        return self.but(given=(*(one for one in self.given if one[0] != kind), (kind, words)))

    def without_item(self) -> RentalState:
        """Another item: everything that depended on the old one is open again; who, where
        and when are kept, and are checked again against the new one."""
        return self.but(
            item=None,
            options=(),
            further=(),
            period_checked=False,
            requirements_said=False,
            failures=(),
        ).without_price()

    def without_period(self) -> RentalState:
        """Other dates: availability, price, operator and insurance are checked again."""
        return self.but(period_checked=False).without_price()

    def without_price(self) -> RentalState:
        return self.but(
            agreed_rate=self.day_rate if self.price_agreed else self.agreed_rate,
            quote=None,
            standing=None,
            override=None,
            granted=False,
            price_agreed=False,
            held=False,
            site=None,
            site_questions=(),
            operator=None,
            insurance=None,
            reviews=(),
        )


def period_of(yard: Yard, start: date, days: int) -> Period:
    """From opening time on the first day, so many days by the yard's wall clock."""
    opens = time.fromisoformat(yard.opens_at)
    first = datetime.combine(start, opens, tzinfo=ZoneInfo(yard.timezone))
    return Period(first, first + timedelta(days=days))
