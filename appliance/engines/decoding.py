"""The one thread that evaluates: every pass advances all completions under way.

First come the completions that are being written, each with its next tokens, then those that
are still being read, shortest first; what is read ahead has only the passes that nobody else
wants. Refuses to wait without end: who is not admitted in time is told so, and who is
cancelled loses the place before the next pass.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from appliance.domain.errors import ModelError
from appliance.engines.grammar_walk import Forcing, choose
from appliance.engines.kept_sequences import KeptSequences, Place, Prefix
from appliance.engines.native_llama import Grammar, Logits, NativeLlama, Stretch
from appliance.engines.prefix_files import PrefixFiles
from appliance.ports.speech import Cancelled, CancelToken

_LOGGER = logging.getLogger(__name__)
_READ_BESIDE_WRITING = 32
"""Tokens read in a pass that others wait for: a third of a second on 2 cores."""
_READ_AHEAD = 16
_LEAST_SHARE = 8
"""Tokens a pass for whoever waits longest, so that short prompts do not starve a long one."""
_WORTH_A_FILE = 128
"""Tokens; a file takes some 30 kB a token and saves 12 ms a token on 2 cores."""
_MOST_AHEAD = 8
_NICENESS = 8
"""Of the thread that evaluates: with other calls on the line, their hearing and speaking, which are
over in a moment, go before an answer that takes seconds (a third of their share)."""


@dataclass(slots=True, eq=False)
class Job:
    """One prompt to be read and, unless it is only read ahead, completed."""

    prefix: str
    opening: list[int]
    prompt: list[int]
    walk: Grammar | None = None
    max_tokens: int = 0
    stops: tuple[bytes, ...] = ()
    cancel: CancelToken | None = None
    ahead: bool = False
    """Nobody waits for it."""
    done: threading.Event = field(default_factory=threading.Event)
    failure: BaseException | None = None
    written: bytes = b""
    count: int = 0
    evaluated: int = 0
    queued_at: float = field(default_factory=time.monotonic)
    kept: Prefix | None = None
    place: Place | None = None
    pending: list[int] = field(default_factory=list)
    """Tokens to be evaluated before the next one can be chosen."""
    reading: bool = True

    @property
    def wanted(self) -> list[int]:
        return [*self.opening, *self.prompt]

    @property
    def is_cancelled(self) -> bool:
        return self.cancel is not None and self.cancel.is_set()

    def is_judged(self, tokens: int) -> bool:
        """Whether the logits after so many of the pending tokens decide what comes next."""
        return tokens == len(self.pending) and not self.ahead


class Decoder:
    """Owns the native model and its cache while its thread runs."""

    def __init__(
        self,
        native: NativeLlama,
        kept: KeptSequences,
        files: PrefixFiles | None,
        *,
        queue: int,
        wait_s: float,
        forcing: bool,
    ) -> None:
        self._native = native
        self._kept = kept
        self._files = files
        self._queue = queue
        self._wait_s = wait_s
        self._forcing = Forcing(native) if forcing else None
        self._changed = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._ahead: deque[Job] = deque(maxlen=_MOST_AHEAD)
        self._active: list[Job] = []
        """Admitted, oldest first; touched by the thread alone."""
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="language-model", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job. Raises ModelError when too many wait, or the model is closed."""
        with self._changed:
            if self._closing:
                raise ModelError("The language model has been closed.")
            if job.ahead:
                self._ahead.append(job)
            elif len(self._waiting) > self._queue:
                raise ModelError(
                    "The language model is busy and its queue is full.",
                    "Lower the number of calls at once, or give the box more cores.",
                )
            else:
                self._waiting.append(job)
            self._changed.notify_all()

    def withdraw(self, job: Job) -> None:
        """Whoever waited for it has given up: a job that waits leaves now, one that has its place
        before the next pass."""
        with self._changed:
            if job in self._waiting:
                self._waiting.remove(job)
                self._end(job, Cancelled())

    @property
    def is_idle(self) -> bool:
        with self._changed:
            return not (self._active or self._waiting or self._ahead)

    def close(self) -> None:
        """Give up everything under way and end the thread; safe to repeat."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()

    # The thread

    def _run(self) -> None:
        thread = threading.get_native_id()
        niceness = max(_NICENESS, os.getpriority(os.PRIO_PROCESS, thread))
        os.setpriority(os.PRIO_PROCESS, thread, niceness)
        try:
            while self._wait_for_work():
                self._drop_cancelled()
                self._admit()
                self._turn_away()
                self._open_a_prefix()
                self._pass()
        except BaseException as error:
            _LOGGER.exception("the language model's thread failed")
            self._end_all(ModelError(f"The language model failed: {error}."))
            raise
        self._end_all(ModelError("The language model has been closed."))

    def _wait_for_work(self) -> bool:
        with self._changed:
            while not (self._closing or self._active or self._waiting or self._ahead):
                self._changed.wait()
            return not self._closing

    def _end_all(self, failure: ModelError) -> None:
        with self._changed:
            self._closing = True
            jobs = [*self._active, *self._waiting, *self._ahead]
            self._waiting.clear()
            self._ahead.clear()
        for job in jobs:
            self._end(job, failure)

    def _drop_cancelled(self) -> None:
        for job in [one for one in self._active if one.is_cancelled]:
            self._end(job, Cancelled())
        with self._changed:
            for job in [one for one in self._waiting if one.is_cancelled]:
                self._waiting.remove(job)
                self._end(job, Cancelled())

    def _turn_away(self) -> None:
        """Who has waited too long is told; not before looking whether there is a place now."""
        with self._changed:
            now = time.monotonic()
            for job in [one for one in self._waiting if now - one.queued_at >= self._wait_s]:
                self._waiting.remove(job)
                busy = ModelError(
                    f"The language model was busy for {self._wait_s:g} s.",
                    "Lower the number of calls at once, or give the box more cores.",
                )
                self._end(job, busy)

    def _admit(self) -> None:
        """Places for those who wait, in their order; for one ahead when nobody else is there."""
        with self._changed:
            while self._waiting:
                if self._begin(self._waiting[0]):
                    self._waiting.popleft()
                    continue
                ahead = next((one for one in self._active if one.ahead), None)
                if ahead is None:
                    return
                self._end(ahead)
            if self._ahead and not self._active:
                job = self._ahead.popleft()
                if not self._begin(job):
                    self._end(job)

    def _begin(self, job: Job) -> bool:
        """Give a job its place; False while there is none."""
        prefix = self._kept.opening(job.prefix, job.opening)
        if prefix is None:
            return False
        if job.prompt:
            job.place = self._kept.place(prefix, job.wanted, job.max_tokens)
            if job.place is None:
                self._kept.leave(prefix)
                return False
        job.kept = prefix
        self._active.append(job)
        if prefix.is_open:
            self._opened(job)
        return True

    def _open_a_prefix(self) -> None:
        """Evaluate some more of a prefix that somebody waits for, apart from all else."""
        prefix = next((job.kept for job in self._active if job.kept and not job.kept.is_open), None)
        if prefix is None:
            return
        waiting = [job for job in self._active if job.kept is prefix]
        lasting = self._files if len(prefix.opening) >= _WORTH_A_FILE else None
        if (
            lasting is not None
            and not prefix.tokens
            and lasting.load(self._native, prefix.sequence, prefix.opening)
        ):
            prefix.tokens = list(prefix.opening)
        else:
            at = len(prefix.tokens)
            chunk = prefix.opening[at : at + self._native.batch_tokens]
            try:
                self._native.evaluate([Stretch(prefix.sequence, chunk, at, judged=False)])
            except ModelError as failure:
                for job in waiting:
                    self._end(job, failure)
                return
            prefix.tokens += chunk
            waiting[0].evaluated += len(chunk)
            if prefix.is_open and lasting is not None:
                lasting.keep(self._native, prefix.sequence, prefix.opening)
        if prefix.is_open:
            for job in waiting:
                self._opened(job)

    def _opened(self, job: Job) -> None:
        """The prefix is there: begin with what is evaluated of the prompt."""
        if job.place is None or job.kept is None:
            self._end(job)
            return
        wanted = job.wanted
        if not job.ahead:
            # What was read ahead for this very prompt is read by it from here on.
            for one in [one for one in self._active if one.ahead]:
                if wanted[: len(one.wanted)] == one.wanted:
                    self._end(one)
        self._kept.fill(job.place, job.kept, wanted)
        job.pending = wanted[len(job.place.tokens) :]
        job.evaluated += len(job.pending)
        if self._force(job):
            self._end(job)

    def _pass(self) -> None:
        plan = self._plan()
        if not plan:
            return
        stretches = [
            Stretch(place.sequence, tokens, len(place.tokens), judged=job.is_judged(len(tokens)))
            for job, place, tokens in plan
        ]
        try:
            results = self._native.evaluate(stretches)
        except ModelError as failure:
            for job, place, _ in plan:
                place.tokens.clear()
                self._end(job, failure)
            return
        for (job, place, tokens), logits in zip(plan, results, strict=True):
            place.tokens += tokens
            del job.pending[: len(tokens)]
            if not job.pending:
                self._go_on(job, logits)

    def _plan(self) -> list[tuple[Job, Place, list[int]]]:
        """Whose tokens are evaluated in the next pass, and which."""
        ready = [job for job in self._active if job.place is not None and job.pending]
        writing = [job for job in ready if not job.reading]
        reading = [job for job in ready if job.reading and not job.ahead]
        if not writing and not reading:
            ahead = [job for job in ready if job.ahead][:1]
            return self._shares(ahead, min(_READ_AHEAD, self._native.batch_tokens))
        room = self._native.batch_tokens
        plan = self._shares(writing, room)
        room -= sum(len(tokens) for _, _, tokens in plan)
        if writing:
            room = min(room, _READ_BESIDE_WRITING)
        if reading:
            # The one that waits longest is sure of a little, then the shortest come first.
            oldest = reading[0]
            rest = sorted(reading[1:], key=lambda job: len(job.pending))
            if rest and len(rest[0].pending) < len(oldest.pending):
                sure = min(_LEAST_SHARE, room, len(oldest.pending))
                plan += self._shares(rest, room - sure)
                room -= sum(len(tokens) for job, _, tokens in plan if job in rest)
                plan += self._shares([oldest], room)
            else:
                plan += self._shares([oldest, *rest], room)
        return plan

    def _shares(self, jobs: Sequence[Job], room: int) -> list[tuple[Job, Place, list[int]]]:
        """The next tokens of each in turn, as far as there is room."""
        plan = []
        for job in jobs:
            tokens = job.pending[:room]
            if tokens and job.place is not None:
                plan.append((job, job.place, tokens))
                room -= len(tokens)
        return plan

    # Writing

    def _go_on(self, job: Job, logits: Logits | None) -> None:
        """All of a job's tokens are evaluated: choose the next, or end."""
        job.reading = False
        try:
            if logits is None or self._write(job, logits):
                self._end(job)
        except ModelError as failure:
            self._end(job, failure)

    def _write(self, job: Job, logits: Logits) -> bool:
        """Write the likeliest token and what must follow it; True at the end."""
        if job.count >= job.max_tokens:
            return True
        token = choose(logits, job.walk)
        if self._native.ends(token):
            return True
        return self._add(job, token) or self._force(job)

    def _force(self, job: Job) -> bool:
        """Write what the grammar admits alone; True at the end."""
        if job.walk is None or self._forcing is None:
            return False
        forced = self._forcing.after(job.walk)
        return any(self._add(job, token) for token in forced.tokens) or forced.ends

    def _add(self, job: Job, token: int) -> bool:
        """Write a token; True when it is the last."""
        if job.count >= job.max_tokens:
            return True
        if job.walk is not None:
            job.walk.accept(token)
        job.written += self._native.piece(token)
        job.count += 1
        job.pending.append(token)
        cut = min((at for stop in job.stops if (at := job.written.find(stop)) >= 0), default=-1)
        if cut >= 0:
            job.written = job.written[:cut]
        return cut >= 0 or job.count >= job.max_tokens

    def _end(self, job: Job, failure: BaseException | None = None) -> None:
        """Free the place and tell whoever waits; what was read stays evaluated."""
        if job in self._active:
            self._active.remove(job)
        if job.walk is not None:
            job.walk.close()
        if job.place is not None:
            self._kept.give_back(job.place, min(len(job.place.tokens), len(job.wanted)))
            job.place = None
        if job.kept is not None:
            self._kept.leave(job.kept)
            job.kept = None
        job.failure = failure
        job.done.set()
