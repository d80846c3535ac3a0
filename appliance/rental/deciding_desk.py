"""The part of `LocalDesk` on which a person decides by PIN.

PINs are compared before the transaction begins: the thread that owns the records never waits for
a hash. One order is looked at after the other, so that no two guesses are counted as one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from appliance.domain.pins import WrongPins
from appliance.ports.clock import Clock
from appliance.ports.deciding import PinDecision
from appliance.ports.pins import PinHashes
from appliance.ports.store import Store
from appliance.rental import deciding

WRONG = "That PIN is not right."
TOO_MANY = "Too many wrong PINs. Decide it on the page, or try again later."
ON_THE_PAGE = "Decide it on the page."
MOST_REMEMBERED = 500


class CounterPins:
    """Wrong PINs counted, and what was answered to which order. In memory: starting anew forgets
    it, which takes more than being at the desk. No PIN is kept."""

    def __init__(self, hashes: PinHashes) -> None:
        self.hashes = hashes
        self.one_at_a_time = threading.Lock()
        self.wrong = WrongPins()
        self._answered: OrderedDict[str, tuple[str, bool, PinDecision]] = OrderedDict()

    def answered(self, key: str, number: str, approve: bool) -> PinDecision | None:
        """The answer that the order with this key had. Raises RecordError for a key that another
        order has used."""
        known = self._answered.get(key)
        if known is not None and known[:2] != (number, approve):
            raise deciding.key_used(f"the review of {known[0]}")
        return known[2] if known else None

    def remember(self, key: str, number: str, approve: bool, answer: PinDecision) -> None:
        self._answered[key] = (number, approve, answer)
        while len(self._answered) > MOST_REMEMBERED:
            self._answered.popitem(last=False)


class PinDesk:
    """Implements `DecidingDesk` over a store; without `decide_with` every PIN is refused."""

    _store: Store
    _clock: Clock
    _counter_pins: CounterPins | None = None

    def decide_with(self, hashes: PinHashes) -> None:
        """From now on people may decide by PIN."""
        self._counter_pins = CounterPins(hashes)

    def decide_review_by_pin(
        self, key: str, pin: str, number: str, approve: bool, note: str
    ) -> PinDecision:
        pins = self._counter_pins
        if pins is None:
            return PinDecision(booking=None, refused=ON_THE_PAGE)
        with pins.one_at_a_time:
            done = self._store.read(
                lambda records: deciding.decided_before(records, key, number, approve)
            ) or pins.answered(key, number, approve)
            if done is not None:
                return done
            answer = self._decided(pins, key, pin, number, approve, note)
            if answer is None:
                answer = self._wrong_pin(pins, number)
            pins.remember(key, number, approve, answer)
            return answer

    def _decided(
        self, pins: CounterPins, key: str, pin: str, number: str, approve: bool, note: str
    ) -> PinDecision | None:
        """None for a PIN that decides nothing because it is nobody's, or none is taken now."""
        if pins.wrong.closed(self._clock.now()):
            return None
        people = self._store.read(lambda records: records.users.active())
        person = deciding.whose_pin(pins.hashes, people, pin)
        if person is None:
            return None
        return self._store.write(
            lambda records: deciding.decide_as(
                records, self._clock.now(), key, person, number, approve=approve, note=note
            )
        )

    def _wrong_pin(self, pins: CounterPins, number: str) -> PinDecision:
        """In the trail first: what cannot be noted is not answered."""
        self._store.write(lambda records: deciding.note_wrong_pin(records, number))
        now = self._clock.now()
        pins.wrong = pins.wrong.one_more(now)
        left = pins.wrong.left(now)
        refused = WRONG if left else TOO_MANY
        return PinDecision(booking=None, refused=refused, pin_refused=True, tries_left=left)
