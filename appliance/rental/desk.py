"""`LocalDesk`: the rental desk in the process that owns the records.

Each method runs one use case whole, in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from appliance.domain.calls import Outcome, Timings, Turn
from appliance.domain.periods import Period
from appliance.domain.unfinished import UnfinishedCall
from appliance.domain.verification import Verification
from appliance.ports.booking import Availability, EquipmentOption
from appliance.ports.clock import Clock
from appliance.ports.facts import (
    Credential,
    EquipmentQuery,
    HoldResult,
    LicenseMatch,
    OfferAnswer,
    OpenedCall,
    OverrideFacts,
    Quote,
    SiteCheck,
)
from appliance.ports.knowledge import ArticleFacts, ReviewFacts
from appliance.ports.store import Store
from appliance.rental import (
    articles,
    calls,
    holding,
    overrides,
    pricing,
    registry,
    requirements,
    resuming,
    reviewing,
    search,
    tasks,
)
from appliance.rental.confirming import Registries
from appliance.rental.deciding_desk import PinDesk
from appliance.rental.gate_desk import GateDesk
from appliance.rental.life_desk import LifeDesk
from appliance.rental.ranking import Meaning, Vocabulary
from appliance.rental.staff_desk import StaffDesk


class LocalDesk(GateDesk, LifeDesk, StaffDesk, PinDesk):
    """Implements `RentalDesk` over a store; `meaning` adds to the ranking of searches, `topics`
    to the choice of knowledge articles, and `manager_watches` says whether somebody would see an
    override request at once."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        meaning: Meaning | None = None,
        manager_watches: Callable[[], bool] = lambda: False,
        topics: articles.TopicMeaning | None = None,
    ) -> None:
        self._topics = topics
        self._store = store
        self._clock = clock
        self._meaning = meaning
        self._vocabulary = Vocabulary(())
        self._manager_watches = manager_watches
        self._registries: Registries | None = None

    def confirm_with(self, registries: Registries) -> None:
        """From now on what the records pass needs the registries' yes besides."""
        self._registries = registries

    def open_call(self, line: str, caller: str | None, called: str = "") -> OpenedCall:
        return self._store.write(
            lambda records: calls.open_call(records, self._clock.now(), line, caller, called)
        )

    def record_turn(self, turn: Turn, verifications: tuple[Verification, ...] = ()) -> None:
        self._store.write(
            lambda records: calls.record_turn(records, self._clock.now(), turn, verifications)
        )

    def record_timings(self, call_id: str, turn: int, timings: Timings) -> None:
        self._store.write(lambda records: calls.record_timings(records, call_id, turn, timings))

    def close_call(self, call_id: str, outcome: Outcome, recording: str | None = None) -> None:
        self._store.write(
            lambda records: calls.close_call(
                records, self._clock.now(), call_id, outcome, recording
            )
        )

    def match_license(self, candidates: tuple[str, ...]) -> LicenseMatch:
        return self._store.read(lambda records: registry.match_license(records, candidates))

    def find_equipment(self, query: EquipmentQuery) -> tuple[EquipmentOption, ...]:
        scores = self._scores(query.text) if query.text.strip() else {}
        return self._store.read(
            lambda records: search.find_equipment(records, self._clock.now(), query, scores)
        )

    def _scores(self, text: str) -> dict[str, float]:
        """How well each class answers to the words; worked out outside the records' thread."""
        classes = self._store.read(lambda records: records.classes.all())
        vocabulary = self._vocabulary
        if vocabulary.classes != classes:
            self._vocabulary = vocabulary = Vocabulary(classes)
        return vocabulary.rank(text, self._meaning(text, classes) if self._meaning else None)

    def availability(
        self, class_id: str, period: Period, quantity: int, call_id: str
    ) -> Availability:
        return self._store.read(
            lambda records: search.availability(
                records, self._clock.now(), class_id, period, quantity, call_id
            )
        )

    def check_site(
        self,
        customer_id: str,
        class_id: str,
        address: str,
        answers: tuple[tuple[str, bool], ...],
    ) -> SiteCheck:
        return self._store.read(
            lambda records: requirements.check_site(
                records, customer_id, class_id, address, answers
            )
        )

    def quote(
        self, customer_id: str, class_id: str, period: Period, quantity: int, call_id: str = ""
    ) -> Quote:
        return self._store.read(
            lambda records: pricing.quote(records, customer_id, class_id, period, quantity, call_id)
        )

    def consider_offer(
        self,
        call_id: str,
        customer_id: str,
        class_id: str,
        period: Period,
        quantity: int,
        offered_day_rate: Decimal | None,
    ) -> OfferAnswer:
        watched = self._manager_watches()
        return self._store.read(
            lambda records: pricing.consider_offer(
                records,
                call_id,
                customer_id,
                class_id,
                period,
                quantity,
                offered_day_rate,
                manager_watches=watched,
            )
        )

    def record_offer(
        self,
        call_id: str,
        key: str,
        class_id: str,
        offered_day_rate: Decimal | None,
        answer: OfferAnswer,
    ) -> None:
        self._store.write(
            lambda records: pricing.record_offer(
                records, self._clock.now(), call_id, class_id, offered_day_rate, answer
            )
        )

    def request_override(
        self,
        call_id: str,
        key: str,
        customer_id: str,
        class_id: str,
        period: Period,
        quantity: int,
        offered_day_rate: Decimal,
    ) -> OverrideFacts:
        return self._store.write(
            lambda records: overrides.request_override(
                records,
                self._clock.now(),
                call_id,
                key,
                customer_id,
                class_id,
                period,
                quantity,
                offered_day_rate,
            )
        )

    def override(self, override_id: str) -> OverrideFacts:
        return self._store.read(
            lambda records: overrides.override(records, self._clock.now(), override_id)
        )

    def withdraw_override(self, key: str, override_id: str) -> None:
        self._store.write(
            lambda records: overrides.withdraw_override(records, self._clock.now(), override_id)
        )

    def credentials(self, customer_id: str) -> tuple[Credential, ...]:
        return self._store.read(lambda records: registry.credentials(records, customer_id))

    def sites(self, customer_id: str) -> tuple[str, ...]:
        return self._store.read(lambda records: registry.sites(records, customer_id))

    def operators(self, customer_id: str) -> tuple[str, ...]:
        return self._store.read(lambda records: registry.operators(records, customer_id))

    def hold(
        self, call_id: str, key: str, class_id: str, period: Period, quantity: int
    ) -> HoldResult:
        return self._store.write(
            lambda records: holding.hold(
                records, self._clock.now(), call_id, class_id, period, quantity
            )
        )

    def find_article(self, question: str) -> ArticleFacts | None:
        known = self._store.read(lambda records: records.articles.active())
        meaning = self._topics(question, articles.topics(known)) if self._topics else {}
        return articles.best_article(known, question, meaning)

    def reviews(self) -> tuple[ReviewFacts, ...]:
        return self._store.read(lambda records: reviewing.waiting(records, self._clock.now()))

    def unfinished(self, customer_id: str, call_id: str) -> UnfinishedCall | None:
        return self._store.read(
            lambda records: resuming.unfinished(records, self._clock.now(), customer_id, call_id)
        )

    def keep_unfinished(self, progress: UnfinishedCall) -> None:
        self._store.write(
            lambda records: resuming.keep_unfinished(records, self._clock.now(), progress)
        )

    def drop_unfinished(self, call_id: str) -> None:
        self._store.write(lambda records: resuming.drop_unfinished(records, call_id))

    def resume(self, call_id: str, earlier_call_id: str, customer_id: str) -> None:
        self._store.write(
            lambda records: resuming.resume(
                records, self._clock.now(), call_id, earlier_call_id, customer_id
            )
        )

    def leave_task(self, call_id: str, key: str, kind: str, subject: str, detail: str) -> None:
        self._store.write(
            lambda records: tasks.leave_task(
                records, self._clock.now(), key, kind, subject, detail, call_id=call_id or None
            )
        )
