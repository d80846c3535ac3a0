"""How quickly callers are understood where rules do not suffice: `appliance bench understand`.

The build half's labelled utterances that rules leave to the language model are read on the demo
yard, by one call and by several at once. Each is read twice over: as the appliance does it,
with the prompt's beginning read ahead while the caller speaks, and plainly, by an engine that
completes one prompt at a time, token by token, with nothing read ahead but the instructions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.bootstrap.bench import Report, Result, machine_facts
from appliance.bootstrap.conversation import warm_language_model
from appliance.bootstrap.engines import build_language_model
from appliance.bootstrap.evaluation import open_stage
from appliance.config import load_settings
from appliance.dialogue.actions import Action
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import Reader
from appliance.evaluation.scenarios import TODAY, Set
from appliance.evaluation.understanding import load_utterances, understand
from appliance.ports.conversation import Heard
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import EquipmentQuery, Yard
from appliance.ports.speech import CancelToken, Completion, LanguageModel

if TYPE_CHECKING:
    from appliance.engines.llama import LlamaModel

CALLS = (1, 2, 4)
_SPEAKING_S = 0.7
"""So long, at least, a caller speaks: time in which the prompt's beginning is read."""
_OFFERED = ("scissor-lift", "boom-lift", "towable-boom-lift")
"""What a caller who is asked to choose was offered, as in `eval understand`."""
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One utterance and the state in which it is said."""

    heard: Heard
    state: RentalState


class _Metered:
    """A language model that keeps what its completions cost."""

    def __init__(self, model: LanguageModel | None, completions: list[Completion]) -> None:
        self._model = model
        self._completions = completions

    def complete(
        self,
        prefix: str,
        prompt: str,
        *,
        grammar: str | None = None,
        max_tokens: int = 64,
        stop: tuple[str, ...] = (),
        cancel: CancelToken | None = None,
    ) -> Completion:
        if self._model is None:
            completion = Completion(
                text="unclear", prompt_tokens=0, generated_tokens=0, elapsed_ms=0
            )
        else:
            completion = self._model.complete(
                prefix, prompt, grammar=grammar, max_tokens=max_tokens, stop=stop, cancel=cancel
            )
        self._completions.append(completion)
        return completion

    def prepare(self, prefix: str, prompt_start: str) -> None:
        if self._model is not None:
            self._model.prepare(prefix, prompt_start)


class _Noting(Reader):
    """Reads by rule and keeps what it would have asked a language model about."""

    def __init__(self, yard: Yard) -> None:
        self._completions: list[Completion] = []
        super().__init__(_Metered(None, self._completions), yard)
        self.left: list[Asked] = []

    def read(
        self, heard: Heard, s: RentalState, today: date, cancel: CancelToken | None = None
    ) -> tuple[Action, ...]:
        before = len(self._completions)
        actions = super().read(heard, s, today, cancel)
        if len(self._completions) > before:
            self.left.append(Asked(heard, s))
        return actions


def measure_understanding(data_dir: Path, *, readings: int, told: Told) -> Report:
    """`readings` of utterances for each number of calls at once. Raises ModelError."""
    machine = machine_facts()
    results: list[Result] = []
    ratios: dict[str, float] = {}
    with _models(data_dir) as (quick, plain), open_stage(data_dir, quick) as stage:
        warm_language_model(quick)
        warm_language_model(plain)
        with stage.scene() as scene:
            yard = scene.desk.open_call("sip", None).yard
            asked = _left_to_the_model(yard, scene.desk)
        for calls in CALLS:
            case = f"{calls} call{'s' if calls > 1 else ''} at once"
            ways = {}
            for way, model in (("", quick), (", plainly", plain)):
                reading = Readings(yard, model, prepares=model is quick)
                reading.run(asked, calls, readings, partial(told, case + way))
                results += reading.results(case + way)
                ways[way] = reading
            quicker = Result.of("", ways[", plainly"].ms).p50 / Result.of("", ways[""].ms).p50
            ratios[f"{case}: plainly to as it is"] = round(quicker, 2)
            ratios[f"{case}: understood alike"] = ways[""].share_alike(ways[", plainly"])
    return Report("understand", machine, tuple(results), ratios)


@contextmanager
def _models(data_dir: Path) -> Iterator[tuple[LlamaModel, LlamaModel]]:
    """The appliance's engine, and one that takes one prompt at a time, token by token."""
    settings = load_settings(data_dir)
    quick = build_language_model(settings)
    try:
        plain = build_language_model(settings, places=1, forcing=False)
        try:
            yield quick, plain
        finally:
            plain.close()
    finally:
        quick.close()


def _left_to_the_model(yard: Yard, desk: RentalDesk) -> list[Asked]:
    query = EquipmentQuery(class_ids=_OFFERED, limit=len(_OFFERED))
    labels = [label for label in load_utterances() if label.half is Set.BUILD]
    noting = _Noting(yard)
    understand(noting, labels, desk.find_equipment(query), {}, TODAY.date(), lambda: 0)
    # Neighbours answer different questions, as the turns of calls do.
    return sorted(noting.left, key=lambda one: one.heard.text[::-1])


class Readings:
    """Utterances read by one engine, by several calls at once."""

    def __init__(self, yard: Yard, model: LanguageModel, *, prepares: bool) -> None:
        self.ms: list[float] = []
        self._completions: list[Completion] = []
        self._prepares = prepares
        self._reader = Reader(_Metered(model, self._completions), yard)
        self._understood: dict[str, set[tuple[Action, ...]]] = {}

    def run(
        self, asked: Sequence[Asked], calls: int, readings: int, told: Callable[[int, int], None]
    ) -> None:
        """At least `readings` readings, `calls` begun in the same moment each time."""
        rounds = -(-readings // calls)
        with ThreadPoolExecutor(calls) as threads:
            for turn in range(rounds):
                now = [asked[(turn * calls + call) % len(asked)] for call in range(calls)]
                if self._prepares:
                    for one in now:
                        self._reader.prepare(one.state)
                    time.sleep(_SPEAKING_S)
                for one, (ms, actions) in zip(now, threads.map(self._read, now), strict=True):
                    self.ms.append(ms)
                    self._understood.setdefault(one.heard.text, set()).add(actions)
                told(turn + 1, rounds)

    def _read(self, one: Asked) -> tuple[float, tuple[Action, ...]]:
        begun = time.perf_counter()
        actions = self._reader.read(one.heard, one.state, TODAY.date())
        return (time.perf_counter() - begun) * 1000, actions

    def results(self, case: str) -> tuple[Result, ...]:
        read = [float(one.prompt_tokens) for one in self._completions]
        written = [float(one.generated_tokens) for one in self._completions]
        return (
            Result.of(f"understanding, {case}", self.ms),
            Result.of(f"tokens read, {case}", read, "tokens"),
            Result.of(f"tokens written, {case}", written, "tokens"),
        )

    def share_alike(self, other: Readings) -> float:
        """The share of the utterances that were understood in one way, and in the same."""
        both = self._understood.keys() & other._understood.keys()
        alike = [len(self._understood[text] | other._understood[text]) == 1 for text in both]
        return round(sum(alike) / len(alike), 4)
