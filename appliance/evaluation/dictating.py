"""One dictated identifier on one call: heard, read back, denied, said again, keyed in, used.

The conversation is the real one, begun at the question for that identifier, so hints, candidates,
matching to records, read-backs and repairs are those of a call. The caller says yes to a
read-back that is right and no to any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

from appliance.dialogue.actions import Action
from appliance.dialogue.counter import CounterMind
from appliance.dialogue.english.language import ENGLISH
from appliance.dialogue.formats import format_of
from appliance.dialogue.language import Language
from appliance.dialogue.rental import RentalMind
from appliance.dialogue.spoken import identifiers, phones
from appliance.dialogue.state import RentalState
from appliance.dialogue.talk import Talk
from appliance.dialogue.work import CallFacts, Work
from appliance.domain.calls import Asks, Stage
from appliance.evaluation.dictated import Account, Dictated, Field
from appliance.evaluation.scenarios import TODAY
from appliance.ports.clock import Clock
from appliance.ports.conversation import Heard, HeardBy, Reply
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import EquipmentQuery, OpenedCall, Yard
from appliance.ports.speech import HearingHints, LanguageModel, Transcription

_RULES: Final = {
    Field.LICENSE: "business_license",
    Field.CERTIFICATE: "certificate",
    Field.POLICY: "policy",
    Field.TAG: "asset_tag",
}
_ASKS: Final = {
    Field.LICENSE: Asks.BUSINESS_LICENSE,
    Field.CERTIFICATE: Asks.OPERATOR_CERTIFICATE,
    Field.POLICY: Asks.POLICY_NUMBER,
    Field.PHONE: Asks.CALLBACK_NUMBER,
}
MACHINE: Final = "mini-excavator"
CERTIFICATION: Final = "Excavator"
_HEARINGS: Final = 4
_KEY_IN: Final = re.compile(r"\bkey\b.*\b(?:phone|pound)\b")


class Line(Protocol):
    """The caller's voice, over the telephone, as the transcriber hears it."""

    def hear(self, one: Dictated, times: int, hints: HearingHints) -> Transcription:
        """What is heard of it the first time (`times` 0), and of every further time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What came of one identifier. Values are letters and digits alone."""

    dictated: Dictated
    heard: tuple[str, ...]
    """The first transcripts, best first."""
    by_format: str
    """What the format alone makes of them; empty where nothing fits."""
    proposed: tuple[str, ...]
    """What was read back, or used at once, after each time it was said; empty for nothing."""
    keyed: bool
    used: str
    ms: float
    """What the first transcription took."""

    @property
    def first(self) -> bool:
        """Right at the first hearing, by the format alone."""
        return self.by_format == self.dictated.value

    @property
    def found(self) -> bool:
        """The right one was proposed first."""
        return self.proposed[:1] == (self.dictated.value,)

    @property
    def again(self) -> bool:
        """Right at the first or the second time, by voice or by keys."""
        return self.dictated.value in self.proposed[:2]


class _Begun(RentalMind):
    """The rental conversation, begun at one of its questions; tells how it stands."""

    def __init__(
        self,
        model: LanguageModel,
        yard: Yard,
        clock: Clock,
        language: Language,
        at: RentalState,
    ) -> None:
        super().__init__(model, yard, clock, language)
        self._at = at
        self.latest = at

    def opening(self) -> RentalState:
        return self._at

    def decide(self, work: Work, actions: tuple[Action, ...]) -> None:
        super().decide(work, actions)
        self.latest = work.state

    def advance(self, work: Work) -> None:
        super().advance(work)
        self.latest = work.state


class Dictation:
    """Plays dictated identifiers on one desk. Not thread-safe."""

    def __init__(
        self,
        desk: RentalDesk,
        model: LanguageModel,
        clock: Clock,
        line: Line,
        tags: tuple[str, ...],
    ) -> None:
        self._desk = desk
        self._model = model
        self._clock = clock
        self._line = line
        self._tags = tags

    def play(self, one: Dictated) -> Course:
        """Raises ModelError, RecordError."""
        return self._at_the_counter(one) if one.field is Field.TAG else self._on_a_call(one)

    def _on_a_call(self, one: Dictated) -> Course:
        opened = self._desk.open_call("sip", None)
        call = self._facts(opened, "sip")
        at = self._state(one)
        mind = _Begun(self._model, opened.yard, self._clock, call.language, at)
        talk: Talk[Any] = Talk(call, self._desk, mind, self._clock)
        reply = talk.greet()
        proposed: list[str] = []
        first = Transcription(text="")
        keyed = False
        for times in range(_HEARINGS):
            if _KEY_IN.search(reply.said):
                keyed = True
                digits = "".join(char for char in one.value if char.isdigit())
                heard = Heard(text=digits, by=HeardBy.KEYS)
            else:
                found = self._line.hear(one, times, reply.hints)
                first = first if times else found
                heard = _heard(found)
            reply = talk.confirm(talk.consider(heard))
            state = mind.latest
            read_back = identifiers.plain(state.readback.value) if state.readback else ""
            used = identifiers.plain(_used(one.field, state))
            proposed.append(read_back or used)
            if used or reply.ended or not one.value:
                break
            if not read_back:
                continue
            right = read_back == one.value
            reply = talk.confirm(
                talk.consider(Heard(text="Yes, that's right." if right else "No."))
            )
            if right or reply.ended or mind.latest.callback_for is not None:
                break
        talk.close()
        return Course(
            dictated=one,
            heard=first.alternatives or (first.text,),
            by_format=_by_format(one.field, _heard(first), opened.yard),
            proposed=tuple(proposed),
            keyed=keyed,
            used=identifiers.plain(_used(one.field, mind.latest)),
            ms=first.elapsed_ms,
        )

    def _at_the_counter(self, one: Dictated) -> Course:
        """A unit asked about at the desk; its answer names it, so nothing is read back."""
        opened = self._desk.open_call("desk", None)
        call = self._facts(opened, "desk")
        mind = CounterMind(self._desk, opened.yard, "desk")
        talk: Talk[Any] = Talk(call, self._desk, mind, self._clock)
        reply = talk.greet()
        proposed: list[str] = []
        first = Transcription(text="")
        for times in range(2):
            found = self._line.hear(one, times, reply.hints)
            first = first if times else found
            reply = talk.confirm(talk.consider(_heard(found)))
            proposed.append(self._told_of(reply))
            if proposed[-1] == one.value:
                break
        talk.close()
        return Course(
            dictated=one,
            heard=first.alternatives or (first.text,),
            by_format=_by_format(one.field, _heard(first), opened.yard),
            proposed=tuple(proposed),
            keyed=False,
            used="",
            ms=first.elapsed_ms,
        )

    def _facts(self, opened: OpenedCall, line: str) -> CallFacts:
        return CallFacts(
            call_id=opened.call_id, line=line, caller=None, yard=opened.yard, language=ENGLISH
        )

    def _told_of(self, reply: Reply) -> str:
        return next((tag for tag in self._tags if identifiers.spell(tag) in reply.said), "")

    def _state(self, one: Dictated) -> RentalState:
        asks = _ASKS[one.field]
        if one.field is Field.LICENSE:
            return RentalState(
                asks=asks, stage=Stage.CUSTOMER_VERIFICATION, question=_question(asks),
                wish=MACHINE, wished_ids=(MACHINE,),
            )  # fmt: skip
        (item,) = self._desk.find_equipment(EquipmentQuery(class_ids=(MACHINE,), limit=1))
        return _verified(one.account).but(
            asks=asks,
            question=_question(asks),
            item=item,
            start=(TODAY + timedelta(days=7)).date(),
            days=3,
            operator_name=one.account.operator,
        )


def _verified(account: Account) -> RentalState:
    return RentalState(
        stage=Stage.OPERATOR_VERIFICATION,
        license_number=account.license,
        customer_id=account.customer_id,
        customer_name=account.customer_id,
    )


def _question(asks: Asks) -> str:
    return f"What is the {asks.value.replace('_', ' ')}?"


def _heard(found: Transcription) -> Heard:
    return Heard(text=found.text.strip(), alternatives=found.alternatives, by=HeardBy.VOICE)


def _used(field: Field, state: RentalState) -> str:
    by_field: dict[Field, Callable[[], str]] = {
        Field.LICENSE: lambda: state.license_number,
        Field.CERTIFICATE: lambda: state.certificate_number,
        Field.POLICY: lambda: state.policy_number,
        Field.PHONE: lambda: state.callback,
    }
    return by_field[field]()


def _by_format(field: Field, heard: Heard, yard: Yard) -> str:
    texts = heard.alternatives or (heard.text,)
    if field is Field.PHONE:
        return phones.parse_phone(texts) or ""
    found = identifiers.candidates(texts, format_of(yard, _RULES[field]))
    return found[0].value if found else ""
