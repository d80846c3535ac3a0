"""Understanding with a GGUF model on llama.cpp: greedy, bound to a grammar, prefix kept warm.

What a conversation's prompts have in common stays evaluated in the model's cache, so a turn
pays only for its new words. Refuses to sample at random, and to run two completions at once.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from appliance.domain.errors import ModelError
from appliance.engines.cores import physical_cores
from appliance.engines.native_llama import Grammar, Logits, NativeLlama
from appliance.engines.prefix_files import PrefixFiles
from appliance.engines.turnstile import Turnstile, check
from appliance.ports.speech import CancelToken, Completion

_CHUNK_TOKENS = 64
"""Tokens between two looks at the cancel token while a prompt is read (about 0.7 s on 2 cores)."""
_LIKELIEST = (32, 2048)
_WORTH_SHARING = 32
_WORTH_A_FILE = 128
"""Tokens; a file takes some 30 kB a token and saves 12 ms a token on 2 cores."""


@dataclass(slots=True)
class _Line:
    """One kept sequence: what the cache holds of it, and the prefix it belongs to."""

    sequence: int
    prefix: str | None = None
    tokens: list[int] = field(default_factory=list)
    opening: list[int] = field(default_factory=list)
    """The prefix as tokens."""


class LlamaModel:
    """LanguageModel on llama.cpp, for all conversations of the process.

    Keeps up to `kept_prefixes` prefixes evaluated, the least recently used giving way; they
    share `context_tokens` cells with the completion under way. Long prefixes are also kept as
    files in `prefix_folder`, if one is given, so that the next process finds them evaluated.
    Up to `queue` callers wait, each at most `wait_s` seconds (ModelError after that). Raises
    ModelError on a bad file.
    """

    def __init__(
        self,
        path: Path,
        *,
        context_tokens: int = 4096,
        threads: int | None = None,
        kept_prefixes: int = 4,
        kept_grammars: int = 32,
        prefix_folder: Path | None = None,
        wait_s: float = 20.0,
        queue: int = 8,
    ) -> None:
        self._native = NativeLlama(
            path,
            context_tokens=context_tokens,
            sequences=kept_prefixes,
            batch_tokens=_CHUNK_TOKENS,
            threads=threads or physical_cores(),
        )
        self._files = PrefixFiles(prefix_folder, path) if prefix_folder is not None else None
        self._context_tokens = context_tokens
        self._lines = [_Line(sequence) for sequence in range(kept_prefixes)]
        """Most recently used last."""
        self._grammars: OrderedDict[str, Grammar] = OrderedDict()
        self._kept_grammars = kept_grammars
        self._turnstile = Turnstile("language model", wait_s=wait_s, queue=queue)
        self._closed = False

    def close(self) -> None:
        """Free the model once the completion under way is over. Later calls raise ModelError."""
        with self._turnstile.enter():
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
        with self._turnstile.enter(cancel):
            if self._closed:
                raise ModelError("The language model has been closed.")
            with self._walk(grammar) as walk:
                line, logits, evaluated = self._read(prefix, prompt, max_tokens, cancel)
                text, generated = self._write(line, logits, walk, max_tokens, stop, cancel)
        return Completion(
            text=text,
            prompt_tokens=evaluated,
            generated_tokens=generated,
            elapsed_ms=(time.perf_counter() - begun) * 1000,
        )

    def warm(self, prefix: str, cancel: CancelToken | None = None) -> None:
        """Evaluate a prefix ahead of its first use."""
        with self._turnstile.enter(cancel):
            if self._closed:
                raise ModelError("The language model has been closed.")
            line = self._line_for(prefix)
            if line.opening:
                self._make_room(line, len(line.opening))
                self._open(line, cancel)

    @contextmanager
    def _walk(self, text: str | None) -> Iterator[Grammar | None]:
        """The grammar in its starting state, compiled once and kept."""
        if text is None:
            yield None
            return
        kept = self._grammars.get(text)
        if kept is None:
            kept = self._grammars[text] = self._native.compile(text)
            if len(self._grammars) > self._kept_grammars:
                self._grammars.popitem(last=False)[1].close()
        self._grammars.move_to_end(text)
        walk = kept.started()
        try:
            yield walk
        finally:
            walk.close()

    def _line_for(self, prefix: str) -> _Line:
        """The kept sequence of a prefix, or the least recently used one, emptied for it."""
        for line in self._lines:
            if line.prefix == prefix:
                break
        else:
            line = self._lines[0]
            self._empty(line)
            line.prefix = prefix
            line.opening = self._native.tokens(prefix, opening=True)
            self._borrow(line)
        self._lines.remove(line)
        self._lines.append(line)
        return line

    def _borrow(self, line: _Line) -> None:
        """Begin with the longest stretch that another sequence has evaluated already."""
        other = max(self._lines, key=lambda candidate: _common(candidate.tokens, line.opening))
        length = _common(other.tokens, line.opening)
        if other is not line and length >= _WORTH_SHARING:
            self._native.share(other.sequence, line.sequence, length)
            line.tokens = line.opening[:length]

    def _empty(self, line: _Line) -> None:
        self._native.forget(line.sequence)
        line.tokens = []
        line.prefix = None

    def _make_room(self, line: _Line, needed: int) -> None:
        """Drop other prefixes, oldest first, until `needed` tokens fit beside the rest."""
        if needed > self._context_tokens:
            raise ModelError(
                f"A prompt needs {needed} tokens and the context holds {self._context_tokens}.",
                "Shorten the agent's instructions or raise the context in the configuration.",
            )
        for other in self._lines:
            kept = sum(len(one.tokens) for one in self._lines if one is not line)
            if kept + needed <= self._context_tokens:
                return
            if other is not line:
                self._empty(other)

    def _read(
        self, prefix: str, prompt: str, max_tokens: int, cancel: CancelToken | None
    ) -> tuple[_Line, Logits, int]:
        """Evaluate what the cache does not hold; the last logits and how many tokens it took."""
        line = self._line_for(prefix)
        wanted = line.opening + self._native.tokens(prompt, opening=not line.opening)
        if not wanted:
            raise ModelError("There is nothing to complete: the prompt is empty.")
        self._make_room(line, len(wanted) + max_tokens)
        opened = self._open(line, cancel)
        logits, evaluated = self._evaluate(line, wanted, cancel)
        return line, logits, opened + evaluated

    def _open(self, line: _Line, cancel: CancelToken | None) -> int:
        """See to it that a sequence holds its prefix; how many tokens had to be evaluated.

        The prefix is evaluated apart from what follows: its values, and so the answers, are
        then the same whatever the first prompt was.
        """
        wanted = line.opening
        if _common(line.tokens, wanted) == len(wanted):
            return 0
        lasting = self._files if len(wanted) >= _WORTH_A_FILE else None
        if (
            lasting is not None
            and not line.tokens
            and lasting.load(self._native, line.sequence, wanted)
        ):
            line.tokens = list(wanted)
            return 0
        _, evaluated = self._evaluate(line, wanted, cancel)
        if lasting is not None:
            lasting.keep(self._native, line.sequence, wanted)
        return evaluated

    def _evaluate(
        self, line: _Line, wanted: list[int], cancel: CancelToken | None
    ) -> tuple[Logits, int]:
        """Bring a sequence to hold `wanted`; at least its last token is evaluated anew."""
        held = min(_common(line.tokens, wanted), len(wanted) - 1)
        self._native.forget(line.sequence, held)
        line.tokens = line.tokens[:held]
        logits: Logits = np.empty(0, dtype=np.float32)
        for start in range(held, len(wanted), _CHUNK_TOKENS):
            check(cancel)
            chunk = wanted[start : start + _CHUNK_TOKENS]
            logits = self._native.evaluate(line.sequence, chunk, start)
            line.tokens += chunk
        return logits, len(wanted) - held

    def _write(
        self,
        line: _Line,
        logits: Logits,
        walk: Grammar | None,
        max_tokens: int,
        stop: tuple[str, ...],
        cancel: CancelToken | None,
    ) -> tuple[str, int]:
        """Generate token by token; the text and how many tokens were generated."""
        stops = [text.encode() for text in stop if text]
        written = b""
        count = 0
        while count < max_tokens:
            check(cancel)
            token = self._choose(logits, walk)
            if self._native.ends(token):
                break
            if walk is not None:
                walk.accept(token)
            written += self._native.piece(token)
            count += 1
            cut = min((at for s in stops if (at := written.find(s)) >= 0), default=-1)
            if cut >= 0:
                written = written[:cut]
                break
            if count < max_tokens:
                logits = self._native.evaluate(line.sequence, [token], len(line.tokens))
                line.tokens.append(token)
        return written.decode("utf-8", "replace"), count

    def _choose(self, logits: Logits, walk: Grammar | None) -> int:
        """The likeliest token that the grammar allows.

        The likeliest few are tried first: asking the grammar about the whole vocabulary costs
        far more than a token's evaluation.
        """
        best = int(np.argmax(logits))
        if walk is None or walk.allowed(np.array([best], dtype=np.int32))[0]:
            return best
        for count in _LIKELIEST:
            few = np.argpartition(logits, -count)[-count:].astype(np.int32)
            few = few[np.argsort(-logits[few], kind="stable")]
            allowed = few[walk.allowed(few)]
            if len(allowed):
                return int(allowed[0])
        every = np.arange(len(logits), dtype=np.int32)
        allowed = every[walk.allowed(every)]
        if not len(allowed):
            raise ModelError("A grammar admits no way on.", "Check the grammar's rules.")
        return int(allowed[np.argmax(logits[allowed])])


def _common(held: list[int], wanted: list[int]) -> int:
    """How many tokens both lists begin with."""
    for at, (one, other) in enumerate(zip(held, wanted, strict=False)):
        if one != other:
            return at
    return min(len(held), len(wanted))
