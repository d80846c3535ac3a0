"""What becomes of a caller who pauses in mid-sentence, faster than real time.

The real detector, the real transcriber and the real conversation decide when the turn is over;
only the clock is made up: what was heard up to a pause is known THINKING_MS after it, which is
faster than two cores are, so that no cut is spared by being late. By hand, for the whole set:
`python -m tests.voice.pausing [build|aside]`.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from appliance.domain.calls import Asks
from appliance.evaluation.phone.ulaw import decode, encode
from appliance.ports.conversation import Completeness, Conversation, Heard, HeardBy, Reply
from appliance.ports.speech import Transcriber, VoiceActivityDetector
from appliance.storage.store import DuckDbStore
from appliance.voice import tuning
from appliance.voice.turns import TurnDetector, Turning
from tests.dialogue.talking import DemoDesk
from tests.fakes.speech import ScriptedModel
from tests.sip.callers import caller_says

RATE_HZ = 8000
FRAME = RATE_HZ // 50 * 2
PAUSES_MS = (300, 400, 500, 600, 700)
THINKING_MS = 240
VOICES = ("slt", "rms", "awb")
NOISE = 20.0
"""Root mean square of a quiet line."""
SET = Path(__file__).with_name("pauses.toml")

_FIRST = "I'd like to rent a mini excavator from next Tuesday for three days"
_UNDATED = ("I'd like to rent a mini excavator", "BL 782341", "yes that's right")
_DATED = (_FIRST, "BL 782341", "yes that's right")
TO_QUESTION: dict[Asks, tuple[str, ...]] = {
    Asks.NEED: (),
    Asks.BUSINESS_LICENSE: (_FIRST,),
    Asks.CONFIRM: (_FIRST, "BL 782341"),
    Asks.START_DATE: _UNDATED,
    Asks.SITE_ADDRESS: _DATED,
    Asks.PRICE_OK: (*_DATED, "1420 Harbor Road"),
    Asks.OPERATOR_NAME: (*_DATED, "1420 Harbor Road", "that works"),
    Asks.CALLBACK_NUMBER: (
        *_DATED, "1420 Harbor Road", "that works", "Maria Lopez", "OC 48213", "INS 550172",
    ),
    Asks.FINAL_CONFIRMATION: (
        *_DATED, "1420 Harbor Road", "that works", "Maria Lopez", "OC 48213", "INS 550172",
        "512 555 0147", "yes",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Paused:
    """`cut_ms` into a pause the turn was taken for over; None: it was heard to its end, and
    `end_ms` of silence later it was over."""

    asks: Asks
    text: str
    pauses_ms: tuple[int, ...]
    heard: tuple[str, ...]
    judged: tuple[Completeness, ...]
    cut_ms: int | None
    end_ms: int


def utterances(half: str) -> list[tuple[Asks, str]]:
    questions = tomllib.loads(SET.read_text(encoding="utf-8"))["question"]
    return [(Asks(one["asks"]), text) for one in questions for text in one[half]]


def open_at(demo: DemoDesk, asks: Asks) -> tuple[Conversation, Reply]:
    """A call on which the question is open, and its latest reply."""
    caller = demo.call("sip", ScriptedModel(lambda _: "unclear"))
    for said in TO_QUESTION[asks]:
        caller.say(said)
    assert caller.asks is asks, f"{caller.asks} instead of {asks}: {caller.last.said}"
    return caller.conversation, caller.last


def spoken(text: str, pauses_ms: tuple[int, ...], voice: str) -> bytes:
    """A text with line noise as its pauses and around it, as a telephone sends it."""
    noise = np.random.default_rng(len(text))
    parts: list[np.ndarray] = [np.zeros(RATE_HZ // 2)]
    for part, pause_ms in zip(text.split("|"), (*pauses_ms, 2000), strict=True):
        samples = np.frombuffer(caller_says(part.strip(), voice), dtype=np.int16).astype(float)
        loud = np.flatnonzero(np.abs(samples) > 300)
        parts += [samples[loud[0] : loud[-1] + 1], np.zeros(RATE_HZ * pause_ms // 1000)]
    whole = np.concatenate(parts)
    whole += noise.normal(0, NOISE, len(whole))
    return decode(encode(np.clip(whole, -32768, 32767).astype(np.int16).tobytes()))


def last_sound_ms(pcm: bytes) -> int:
    return int(np.flatnonzero(np.abs(np.frombuffer(pcm, dtype=np.int16)) > 300)[-1]) // 8


def listen(
    transcriber: Transcriber, detector: VoiceActivityDetector, asks: Asks, text: str, at: int
) -> Paused:
    """Play the `at`-th utterance of a set to the turn detector, on a yard of its own."""
    store = DuckDbStore(":memory:")
    try:
        return _listen(DemoDesk(store), transcriber, detector, asks, text, at)
    finally:
        store.close()


def _listen(
    demo: DemoDesk,
    transcriber: Transcriber,
    detector: VoiceActivityDetector,
    asks: Asks,
    text: str,
    at: int,
) -> Paused:
    count = text.count("|")
    pauses_ms = tuple(PAUSES_MS[(at + 2 * i) % len(PAUSES_MS)] for i in range(count))
    pcm = spoken(text, pauses_ms, VOICES[at % len(VOICES)])
    talk, reply = open_at(demo, asks)
    turns = TurnDetector(detector, RATE_HZ)
    turns.patience = reply.patience
    heard: list[str] = []
    judged: list[Completeness] = []
    known: tuple[int, Completeness] | None = None
    ends_ms = last_sound_ms(pcm)
    for start in range(0, len(pcm) - FRAME + 1, FRAME):
        now_ms = (start + FRAME) // 16
        change = turns.hear(pcm[start : start + FRAME])
        if change is None and known is not None and now_ms >= known[0]:
            change, known = turns.judge(known[1]), None
        if change is None:
            continue
        if change.turning is Turning.RESUMED:
            known = None
        elif change.turning is Turning.PAUSED:
            found = transcriber.transcribe(turns.audio, RATE_HZ, reply.hints)
            said = Heard(text=found.text.strip(), alternatives=found.alternatives, by=HeardBy.VOICE)
            draft = talk.consider(said)
            heard.append(said.text)
            judged.append(draft.completeness)
            known = (now_ms + THINKING_MS, draft.completeness)
        elif change.turning is Turning.OVER:
            cut = now_ms < ends_ms
            return Paused(
                asks, text, pauses_ms, tuple(heard), tuple(judged),
                change.silence_ms if cut else None, now_ms - ends_ms,
            )  # fmt: skip
    raise AssertionError(f"the turn was never over: {text}, {heard}")


def main() -> None:
    from tempfile import TemporaryDirectory

    from appliance.bootstrap.engines import build_transcriber, build_vad
    from appliance.config import Settings

    half = sys.argv[1] if len(sys.argv) > 1 else "build"
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        transcriber = build_transcriber(settings)
        found = [
            listen(transcriber, build_vad(settings), asks, text, at)
            for at, (asks, text) in enumerate(utterances(half))
        ]
    for asks in dict.fromkeys(one.asks for one in found):
        mine = [one for one in found if one.asks is asks]
        cut = [one for one in mine if one.cut_ms is not None]
        ends = sorted(one.end_ms for one in mine if one.cut_ms is None)
        middle = ends[len(ends) // 2] if ends else "-"
        print(f"{asks.value:20} cut {len(cut)} of {len(mine)}, over after {middle} ms")
        if half == "build":
            for one in cut:
                print(f"    {one.pauses_ms} {one.text!r} at {one.cut_ms}: {one.heard} {one.judged}")
    cuts = sum(one.cut_ms is not None for one in found)
    ends = sorted(one.end_ms for one in found if one.cut_ms is None)
    print(f"{half}: cut {cuts} of {len(found)} = {100 * cuts / len(found):.1f} %, "
          f"over after {ends[len(ends) // 2]} ms, pause {tuning.PAUSE_MS} ms")  # fmt: skip


if __name__ == "__main__":
    main()
