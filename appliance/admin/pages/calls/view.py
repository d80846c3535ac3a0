"""What is read for the calls pages, and where a turn's time went."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.domain.calls import Call, Timings, Turn
from appliance.domain.customers import Customer
from appliance.domain.errors import RecordNotFound
from appliance.domain.negotiation import Offer
from appliance.domain.verification import VerificationEntry
from appliance.ports.repositories import Page
from appliance.ports.store import Records

PAGE_SIZE = 30

STAGES: tuple[tuple[str, str], ...] = (
    ("endpoint", "End of turn"),
    ("transcribe", "Hearing"),
    ("understand", "Understanding"),
    ("decide", "Deciding"),
    ("speak", "First speech"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One stage on the waterfall, in milliseconds from the caller's last sound."""

    stage: str
    start_ms: float
    length_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """Stages end to end; `voice_to_voice_ms` lies before their end when work ran ahead."""

    segments: tuple[Segment, ...]
    voice_to_voice_ms: float | None
    sum_ms: float

    @property
    def sentence(self) -> str:
        parts = ", ".join(f"{s.stage} {s.length_ms:.0f} ms" for s in self.segments)
        total = self.voice_to_voice_ms
        return parts if total is None else f"Voice to voice {total:.0f} ms: {parts}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallList:
    page: Page[Call]
    under_way: tuple[Call, ...]
    customers: dict[str, Customer]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDetail:
    call: Call
    customer: Customer | None
    turns: tuple[Turn, ...]
    waterfalls: dict[int, Waterfall]
    longest_ms: float
    verifications: tuple[VerificationEntry, ...]
    offers: tuple[tuple[str, Offer], ...]
    """With the class's name."""


def waterfall(timings: Timings) -> Waterfall:
    segments = []
    at = 0.0
    for stage, _label in STAGES:
        length: float | None = getattr(timings, f"{stage}_ms")
        if length is not None:
            segments.append(Segment(stage=stage, start_ms=at, length_ms=max(0.0, length)))
            at += max(0.0, length)
    return Waterfall(
        segments=tuple(segments), voice_to_voice_ms=timings.voice_to_voice_ms, sum_ms=at
    )


def call_list(records: Records, offset: int) -> CallList:
    page = records.calls.recent(offset=offset, limit=PAGE_SIZE)
    ids = tuple({call.customer_id for call in page.items if call.customer_id})
    return CallList(
        page=page,
        under_way=records.calls.under_way(),
        customers=records.customers.get_many(ids),
    )


def find_call(records: Records, call_id: str) -> Call:
    """Raises RecordNotFound."""
    call = records.calls.get(call_id)
    if call is None:
        raise RecordNotFound("There is no such call.", "It may have been removed.")
    return call


def call_detail(records: Records, call_id: str) -> CallDetail:
    """Raises RecordNotFound."""
    call = find_call(records, call_id)
    turns = records.calls.turns(call_id)
    falls = {turn.number: waterfall(turn.timings) for turn in turns if turn.timings is not None}
    offers = records.calls.offers(call_id)
    names = records.classes.get_many(tuple({offer.class_id for offer in offers}))
    longest = max(
        (max(fall.sum_ms, fall.voice_to_voice_ms or 0.0) for fall in falls.values()), default=0.0
    )
    return CallDetail(
        call=call,
        customer=records.customers.get(call.customer_id) if call.customer_id else None,
        turns=turns,
        waterfalls=falls,
        longest_ms=max(longest, 1.0),
        verifications=records.calls.verifications(call_id),
        offers=tuple((names[o.class_id].name if o.class_id in names else "–", o) for o in offers),
    )
