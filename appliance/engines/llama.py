"""Understanding with a GGUF model on llama.cpp: greedy, bound to a grammar, prefix kept warm.

One loaded model serves all conversations at once: a pass over its weights advances each of
them, and what their prompts have in common is evaluated once. Refuses to sample at random.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections import OrderedDict
from pathlib import Path

from appliance.domain.errors import ModelError
from appliance.engines.cores import physical_cores
from appliance.engines.decoding import Decoder, Job
from appliance.engines.kept_sequences import KeptSequences
from appliance.engines.native_llama import Grammar, NativeLlama
from appliance.engines.prefix_files import PrefixFiles
from appliance.engines.turnstile import check
from appliance.ports.speech import Cancelled, CancelToken, Completion

_PASS_TOKENS = 64
"""Most tokens of a pass, and so between two looks at the cancel tokens: 0.7 s on 2 cores."""
_POLL_S = 0.02


class LlamaModel:
    """LanguageModel on llama.cpp, for all conversations of the process.

    Up to `places` completions advance together; `queue` more wait, each at most `wait_s` seconds
    (ModelError after that), first come, first served. Keeps up to `kept_prefixes` prefixes
    evaluated, the least recently used giving way; they share `context_tokens` cells with the
    completions under way. Long prefixes are also kept as files in `prefix_folder`, if one is
    given, so that the next process finds them evaluated. With `forcing` what a grammar admits
    alone is not chosen token by token. Raises ModelError on a bad file.
    """

    def __init__(
        self,
        path: Path,
        *,
        context_tokens: int = 6144,
        threads: int | None = None,
        kept_prefixes: int = 4,
        kept_grammars: int = 32,
        prefix_folder: Path | None = None,
        wait_s: float = 20.0,
        queue: int = 8,
        places: int = 6,
        forcing: bool = True,
    ) -> None:
        self._native = NativeLlama(
            path,
            context_tokens=context_tokens,
            sequences=kept_prefixes + places,
            batch_tokens=_PASS_TOKENS,
            threads=threads or physical_cores(),
        )
        self._context_tokens = context_tokens
        self._grammars: OrderedDict[str, Grammar] = OrderedDict()
        self._kept_grammars = kept_grammars
        self._openings: OrderedDict[str, list[int]] = OrderedDict()
        self._kept_openings = kept_prefixes
        self._reading = threading.Lock()
        """Held while a caller's thread uses the model itself: to split and to compile."""
        self._closed = False
        self._decoder = Decoder(
            self._native,
            KeptSequences(
                self._native, cells=context_tokens, prefixes=kept_prefixes, places=places
            ),
            PrefixFiles(prefix_folder, path) if prefix_folder is not None else None,
            queue=queue,
            wait_s=wait_s,
            forcing=forcing,
        )
        atexit.register(self.close)  # the program's end must not find a pass under way

    @property
    def is_idle(self) -> bool:
        """Nothing is under way, waits or is to be read ahead."""
        return self._decoder.is_idle

    def close(self) -> None:
        """Free the model; what is under way is given up. Later calls raise ModelError."""
        atexit.unregister(self.close)
        self._decoder.close()
        with self._reading:
            if not self._closed:
                self._closed = True
                for grammar in self._grammars.values():
                    grammar.close()
                self._grammars.clear()
                self._native.close()

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
        """Greedy completion of `prefix + prompt`; ends at the model's own end, at a `stop`
        string (left out of the text), where the grammar is fulfilled, or at `max_tokens`.

        Chat markers in either text count as such: strip them from what people said or typed.
        Raises Cancelled, and ModelError for a wrong grammar, a prompt longer than the context
        or an engine too busy.
        """
        begun = time.perf_counter()
        check(cancel)
        if not prompt:
            prefix, prompt = "", prefix
        job = self._job(prefix, prompt, max_tokens=max_tokens, cancel=cancel)
        if not job.wanted:
            raise ModelError("There is nothing to complete: the prompt is empty.")
        job.stops = tuple(text.encode() for text in stop if text)
        if grammar is not None:
            job.walk = self._walk(grammar)
        self._wait_for(job)
        return Completion(
            text=job.written.decode("utf-8", "replace"),
            prompt_tokens=job.evaluated,
            generated_tokens=job.count,
            elapsed_ms=(time.perf_counter() - begun) * 1000,
        )

    def prepare(self, prefix: str, prompt_start: str) -> None:
        """Read ahead what a prompt will begin with, once nothing else is to be done.

        Returns at once and raises nothing: where it cannot be done there is only less ready."""
        try:
            self._decoder.submit(self._job(prefix, prompt_start, ahead=True))
        except ModelError:
            return

    def warm(self, prefix: str, cancel: CancelToken | None = None) -> None:
        """Evaluate a prefix ahead of its first use."""
        check(cancel)
        job = self._job(prefix, "", cancel=cancel)
        if job.opening:
            self._wait_for(job)

    def _job(
        self,
        prefix: str,
        prompt: str,
        *,
        max_tokens: int = 0,
        cancel: CancelToken | None = None,
        ahead: bool = False,
    ) -> Job:
        with self._reading:
            self._check_open()
            opening = self._openings.get(prefix)
            if opening is None:
                opening = self._openings[prefix] = self._native.tokens(prefix, opening=True)
                if len(self._openings) > self._kept_openings:
                    self._openings.popitem(last=False)
            self._openings.move_to_end(prefix)
            told = self._native.tokens(prompt, opening=not opening)
        needed = len(opening) + len(told) + max_tokens
        if needed > self._context_tokens:
            raise ModelError(
                f"A prompt needs {needed} tokens and the context holds {self._context_tokens}.",
                "Shorten the agent's instructions or raise the context in the configuration.",
            )
        return Job(
            prefix=prefix,
            opening=opening,
            prompt=told,
            max_tokens=max_tokens,
            cancel=cancel,
            ahead=ahead,
        )

    def _wait_for(self, job: Job) -> None:
        """Until the decoding thread is done with a job. Raises what became of it."""
        try:
            self._decoder.submit(job)
        except ModelError:
            if job.walk is not None:
                job.walk.close()
            raise
        while not job.done.wait(_POLL_S if job.cancel is not None else None):
            if job.is_cancelled:
                self._decoder.withdraw(job)
                raise Cancelled
        if job.failure is not None:
            raise job.failure

    def _walk(self, text: str) -> Grammar:
        """The grammar in its starting state, compiled once and kept."""
        with self._reading:
            self._check_open()
            kept = self._grammars.get(text)
            if kept is None:
                kept = self._grammars[text] = self._native.compile(text)
                if len(self._grammars) > self._kept_grammars:
                    self._grammars.popitem(last=False)[1].close()
            self._grammars.move_to_end(text)
            return kept.copy()

    def _check_open(self) -> None:
        if self._closed:
            raise ModelError("The language model has been closed.")
