"""The evaluation wired: the real agent on a fresh demo yard, a copy of the file a scenario."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appliance.bootstrap.conversation import build_open_conversation, warm_language_model
from appliance.bootstrap.engines import (
    build_embedder,
    build_first_opinion,
    build_language_model,
    build_transcriber,
)
from appliance.bootstrap.ops import model_path
from appliance.bootstrap.records import (
    build_local_desk,
    build_meaning,
    build_store,
    warm_meanings,
)
from appliance.config import Settings, load_settings
from appliance.dialogue.understand import Reader
from appliance.evaluation.difference import Tables
from appliance.evaluation.kept import KeptTranscriber
from appliance.evaluation.playing import Channel, TypedChannel
from appliance.evaluation.scenarios import TODAY, Set
from appliance.evaluation.understanding import Understood, load_utterances, understand
from appliance.ports.conversation import Conversation, OpenConversation
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import EquipmentQuery
from appliance.ports.opinion import FirstOpinion
from appliance.ports.speech import CancelToken, Completion, LanguageModel, Transcriber
from appliance.ports.store import Store

if TYPE_CHECKING:
    from appliance.rental.articles import TopicMeaning
    from appliance.rental.ranking import Meaning


_OFFERED = ("scissor-lift", "boom-lift", "towable-boom-lift")
"""What a caller who is asked to choose was offered, in this order."""


_LOADING_S = 120.0
"""The demo yard is loaded on whatever else the box is doing."""


class StandingClock:
    """Time that stands still, so that every scenario has the same day."""

    def now(self) -> datetime:
        return TODAY


class DemoScene:
    """A copy of the demo yard's file, its desk, and conversations on it."""

    def __init__(
        self,
        path: Path,
        before: Tables,
        settings: Settings,
        model: LanguageModel,
        meaning: Meaning,
        topics: TopicMeaning,
        opinion: FirstOpinion | None,
    ) -> None:
        self._path = path
        self._before = before
        self._store: Store = build_store(path, lambda: TODAY)
        clock = StandingClock()
        self.desk: RentalDesk = build_local_desk(self._store, clock, meaning, topics)
        self._open: OpenConversation = build_open_conversation(
            settings, self.desk, model, clock, opinion=opinion
        )

    def call(self, line: str, caller: str | None) -> Conversation:
        return self._open(line, caller)

    def before(self) -> Tables:
        return self._before

    def after(self) -> Tables:
        from appliance.storage.snapshot import read_tables

        self._store.close()
        return read_tables(self._path)

    def close(self) -> None:
        self._store.close()


class Stage:
    """Makes scenes. Holds the model, the embedder and the demo yard's file, made once."""

    def __init__(self, settings: Settings, folder: Path, model: LanguageModel) -> None:
        from appliance.storage.demo import load_demo
        from appliance.storage.snapshot import read_tables

        self._settings = settings
        self._folder = folder
        self.model = model
        self._meaning = build_meaning(settings)
        self._topics = self._meaning.of_other_texts()
        self.opinion: FirstOpinion | None = build_first_opinion(settings)
        self._template = folder / "template.duckdb"
        store = build_store(self._template, lambda: TODAY)
        try:
            store.write(lambda records: load_demo(records, TODAY), wait_s=_LOADING_S)
            for learning in warm_meanings(store, self._meaning, self._topics):
                learning.join(_LOADING_S)
        finally:
            store.close()
        self._before = read_tables(self._template)

    @contextmanager
    def scene(self) -> Iterator[DemoScene]:
        """A fresh yard; its file goes when the scene ends."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            path = Path(folder) / "records.duckdb"
            shutil.copyfile(self._template, path)
            scene = DemoScene(
                path,
                self._before,
                self._settings,
                self.model,
                self._meaning,
                self._topics,
                self.opinion,
            )
            try:
                yield scene
            finally:
                scene.close()


@contextmanager
def open_stage(data_dir: Path, model: LanguageModel | None = None) -> Iterator[Stage]:
    """The stage with the language model loaded; nothing is written to the data dir's records.

    Raises ModelError when a model is missing.
    """
    settings = load_settings(data_dir)
    model_path(settings, "language_model")
    with tempfile.TemporaryDirectory(prefix="appliance-eval-") as folder:
        yield Stage(settings, Path(folder), model or build_language_model(settings))


def build_channel(data_dir: Path, mode: str, snr_db: float, keep: Path | None = None) -> Channel:
    """How callers are heard: `text`, or over a telephone with (`noisy`) or without noise; `keep`
    is a folder for transcriptions to keep between runs."""
    if mode == "text":
        return TypedChannel()
    from appliance.evaluation.telephone import TelephoneChannel

    transcriber: Transcriber = build_transcriber(load_settings(data_dir))
    if keep is not None:
        transcriber = KeptTranscriber(transcriber, keep)
    return TelephoneChannel(transcriber, snr_db if mode == "noisy" else None)


class _Counted:
    """A language model that counts its completions."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.completions = 0

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
        self.completions += 1
        return self._model.complete(
            prefix, prompt, grammar=grammar, max_tokens=max_tokens, stop=stop, cancel=cancel
        )

    def prepare(self, prefix: str, prompt_start: str) -> None:
        self._model.prepare(prefix, prompt_start)


def measure_understanding(
    data_dir: Path, halves: Sequence[Set], model: LanguageModel | None = None
) -> list[Understood]:
    """Every labelled utterance of the halves, read as the agent on the demo yard reads it."""
    with open_stage(data_dir, model) as stage, stage.scene() as scene:
        counted = _Counted(stage.model)
        opened = scene.desk.open_call("sip", None)
        warm_language_model(stage.model)
        query = EquipmentQuery(class_ids=_OFFERED, limit=len(_OFFERED))
        offered = {option.class_id: option for option in scene.desk.find_equipment(query)}
        return understand(
            Reader(counted, opened.yard, stage.opinion),
            [label for label in load_utterances() if label.half in halves],
            tuple(offered[class_id] for class_id in _OFFERED),
            {item.name.lower(): item.class_id for item in opened.yard.items},
            TODAY.date(),
            lambda: counted.completions,
        )


def learn_first_opinion(data_dir: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is learnt from the build half, and how it does when cross-validated."""
    from appliance.evaluation.learning import cross_validated, learn

    embedder = build_embedder(load_settings(data_dir))
    labels = [label for label in load_utterances() if label.half is Set.BUILD]
    return learn(labels, embedder), cross_validated(labels, embedder)
