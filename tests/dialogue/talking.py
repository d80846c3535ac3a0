"""Talking to the agent by text in tests: a demo yard with a set clock, and a caller's script."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.dialogue.counter import CounterMind
from appliance.dialogue.english.language import ENGLISH
from appliance.dialogue.language import Language
from appliance.dialogue.naming import NamedDesk, named_yard
from appliance.dialogue.rental import RentalMind
from appliance.dialogue.talk import Talk
from appliance.dialogue.work import CallFacts
from appliance.domain.bookings import Booking
from appliance.domain.calls import Asks
from appliance.ports.conversation import Conversation, Heard, HeardBy, Reply
from appliance.ports.desk import RentalDesk
from appliance.ports.speech import LanguageModel
from appliance.ports.store import Store
from appliance.rental.desk import LocalDesk
from appliance.storage.demo import load_demo

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=ZoneInfo("America/Chicago"))
"""A Monday."""
CALLER = "5125550100"


class SetClock:
    def __init__(self, now: datetime = NOW) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


class Caller:
    """One conversation. `say` gives the reply; `replies` keeps all of them."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.replies: list[Reply] = [conversation.greet()]
        conversation.keep()

    def say(self, *utterances: str | Heard) -> Reply:
        for utterance in utterances:
            heard = utterance if isinstance(utterance, Heard) else Heard(text=utterance)
            assert not self.last.ended, f"the agent hung up before {heard.text!r}: {self.last.said}"
            self.replies.append(self.conversation.confirm(self.conversation.consider(heard)))
            self.conversation.keep()
        return self.last

    @property
    def last(self) -> Reply:
        return self.replies[-1]

    @property
    def asks(self) -> Asks | None:
        return self.last.asks

    @property
    def all_said(self) -> str:
        return " ".join(reply.said for reply in self.replies)


class DemoDesk:
    """The demo yard's records and desk."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = SetClock()
        self.desk: RentalDesk = LocalDesk(store, self.clock)
        store.write(lambda records: load_demo(records, NOW), wait_s=120.0)
        self._before = {booking.number for booking in self._all()}

    def call(
        self,
        line: str,
        model: LanguageModel,
        desk: RentalDesk | None = None,
        language: Language = ENGLISH,
    ) -> Caller:
        desk = desk or self.desk
        opened = self.desk.open_call(line, CALLER)
        yard = opened.yard
        if language is not ENGLISH:
            yard = replace(named_yard(yard, language.code), greeting="")
            desk = NamedDesk.around(desk, yard, language.searched)
        facts = CallFacts(
            call_id=opened.call_id, line=line, caller=CALLER, yard=yard, language=language
        )
        if line == "desk":
            return Caller(Talk(facts, desk, CounterMind(desk, opened.yard, "desk"), self.clock))
        mind = RentalMind(model, yard, self.clock, language)
        return Caller(Talk(facts, desk, mind, self.clock))

    def new_bookings(self) -> list[Booking]:
        """Bookings made since the yard was loaded."""
        return [booking for booking in self._all() if booking.number not in self._before]

    def _all(self) -> tuple[Booking, ...]:
        return self.store.read(lambda records: records.bookings.in_state(None, limit=200)).items


NOISY_DB = 14.0
CLEAN_DB = 50.0
WISH = "a mini excavator from next Tuesday for three days"


def spoken(caller: Caller, text: str, *others: str, db: float = NOISY_DB) -> Reply:
    """What is answered to words over a line with that much noise."""
    heard = Heard(
        text=text, alternatives=(text, *others), by=HeardBy.VOICE, speech_over_noise_db=db
    )
    return caller.say(heard)


def keyed(caller: Caller, *entries: str) -> Reply:
    return caller.say(*(Heard(text=entry, by=HeardBy.KEYS) for entry in entries))
