"""llama.cpp's C interface as far as the language model needs it: tokens, sequences, grammars.

Refuses nothing and guards little: `LlamaModel` is its only user and keeps its rules (one
thread at a time, positions without gaps). Return codes become exceptions here.
"""

from __future__ import annotations

import ctypes
import logging
import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt

from appliance.domain.errors import ModelError

Logits = npt.NDArray[np.float32]

_LOGGER = logging.getLogger("appliance.engines.llama")
_ERROR_LEVEL = 4
_PIECE_BYTES = 256
_BYTES = 256

_TOKEN_DATA = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
"""llama.cpp's `llama_token_data`: it sets the logit of a refused token to minus infinity."""

_complaints: deque[str] = deque(maxlen=8)
"""llama.cpp's last error lines: its calls only return codes."""


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _log(level: int, text: bytes, _data: Any) -> None:
    line = text.decode("utf-8", "replace").strip()
    if not line:
        return
    if level == _ERROR_LEVEL:
        _complaints.append(line)
    _LOGGER.debug(line)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive tokens of one sequence, to be evaluated in a pass."""

    sequence: int
    tokens: Sequence[int]
    position: int
    """Where the first of them stands; the sequence holds all before it."""
    judged: bool
    """Whether the logits after the last one are wanted: they cost as much as five layers."""


class Grammar:
    """A compiled GBNF grammar and how far it has been walked."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle

    def close(self) -> None:
        if self._handle is not None:
            llama_cpp.llama_sampler_free(self._handle)
            self._handle = None

    def copy(self) -> Grammar:
        """Another in the same state, to walk on by itself; close it."""
        return Grammar(llama_cpp.llama_sampler_clone(self._handle))

    def allowed(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Which of the tokens may come next."""
        data = np.zeros(len(tokens), dtype=_TOKEN_DATA)
        data["id"] = tokens
        array = llama_cpp.llama_token_data_array(
            data=data.ctypes.data_as(llama_cpp.llama_token_data_p),
            size=len(tokens),
            selected=-1,
            sorted=False,
        )
        llama_cpp.llama_sampler_apply(self._handle, ctypes.byref(array))
        return np.asarray(data["logit"] == 0.0)

    def accept(self, token: int) -> None:
        """Move on by a token; it must be allowed, llama.cpp aborts the process otherwise."""
        llama_cpp.llama_sampler_accept(self._handle, token)


class NativeLlama:
    """One GGUF model with one context of `context_tokens` cells shared by all sequences.

    Raises ModelError when the file is missing or no model, or memory does not suffice.
    """

    def __init__(
        self, path: Path, *, context_tokens: int, sequences: int, batch_tokens: int, threads: int
    ) -> None:
        self._model: Any = None
        self._context: Any = None
        self._batch: Any = None
        if not path.is_file():
            raise ModelError(
                f"The language model {path} is missing.",
                "Fetch the models: appliance models fetch",
            )
        llama_cpp.llama_log_set(_log, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        _complaints.clear()
        options = llama_cpp.llama_model_default_params()
        options.n_gpu_layers = 0
        self._model = llama_cpp.llama_model_load_from_file(os.fsencode(path), options)
        if not self._model:
            raise _unusable(path)
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = context_tokens
        settings.n_batch = settings.n_ubatch = batch_tokens
        settings.n_seq_max = sequences
        settings.n_threads = settings.n_threads_batch = threads
        settings.kv_unified = True
        self._context = llama_cpp.llama_init_from_model(self._model, settings)
        if not self._context:
            self.close()
            raise _unusable(path)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._batch = llama_cpp.llama_batch_init(batch_tokens, 0, 1)
        self.vocabulary_size = int(llama_cpp.llama_vocab_n_tokens(self._vocabulary))
        self.batch_tokens = batch_tokens

    def close(self) -> None:
        """Free everything; safe to repeat."""
        if self._batch is not None:
            llama_cpp.llama_batch_free(self._batch)
        if self._context:
            llama_cpp.llama_free(self._context)
        if self._model:
            llama_cpp.llama_model_free(self._model)
        self._model = self._context = self._batch = None

    def tokens(self, text: str, *, opening: bool) -> list[int]:
        """Text as tokens, chat markers understood; `opening` adds what the model starts with."""
        raw = text.encode()
        room = len(raw) + 8
        found = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(
            self._vocabulary, raw, len(raw), found, room, opening, True
        )
        if count < 0:
            raise ModelError(f"A prompt of {len(raw)} bytes could not be split into tokens.")
        return list(found[:count])

    def piece(self, token: int) -> bytes:
        """The bytes of a token; none for a control token."""
        buffer = ctypes.create_string_buffer(_PIECE_BYTES)
        size = llama_cpp.llama_token_to_piece(
            self._vocabulary, token, buffer, _PIECE_BYTES, 0, False
        )
        return buffer.raw[: max(size, 0)]

    def ends(self, token: int) -> bool:
        """True for the tokens with which the model ends its turn."""
        return bool(llama_cpp.llama_vocab_is_eog(self._vocabulary, token))

    def evaluate(self, stretches: Sequence[Stretch]) -> list[Logits | None]:
        """Evaluate stretches of different sequences, at most `batch_tokens` tokens, in one pass;
        for each the logits after its last token, if it is judged.

        The arrays are overwritten by the next call."""
        batch = self._batch
        at = 0
        judged: list[int | None] = []
        for stretch in stretches:
            last = at + len(stretch.tokens) - 1
            for offset, token in enumerate(stretch.tokens):
                batch.token[at] = token
                batch.pos[at] = stretch.position + offset
                batch.n_seq_id[at] = 1
                batch.seq_id[at][0] = stretch.sequence
                batch.logits[at] = stretch.judged and at == last
                at += 1
            judged.append(last if stretch.judged else None)
        batch.n_tokens = at
        code = llama_cpp.llama_decode(self._context, batch)
        if code != 0:
            raise ModelError(f"The language model failed on a prompt (code {code}).")
        return [None if row is None else self._logits(row) for row in judged]

    def _logits(self, row: int) -> Logits:
        pointer = llama_cpp.llama_get_logits_ith(self._context, row)
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,))

    def byte_tokens(self) -> npt.NDArray[np.int32] | None:
        """The token of each single byte; None where the vocabulary lacks one."""
        found: dict[int, int] = {}
        for token in range(self.vocabulary_size):
            piece = self.piece(token)
            if len(piece) == 1:
                found.setdefault(piece[0], token)
                if len(found) == _BYTES:
                    return np.array([found[byte] for byte in range(_BYTES)], dtype=np.int32)
        return None

    def ending(self) -> int:
        """The token with which the model ends its turn."""
        return int(llama_cpp.llama_vocab_eot(self._vocabulary))

    def forget(self, sequence: int, position: int = 0) -> None:
        """Drop what a sequence holds from a position on."""
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, position, -1)

    def share(self, source: int, target: int, length: int) -> None:
        """Let `target` begin with the first `length` tokens of `source`, without computing."""
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, 0, length)

    def dump(self, sequence: int) -> bytes:
        """What a sequence holds, as bytes that `restore` of the same model takes."""
        size = llama_cpp.llama_state_seq_get_size(self._context, sequence)
        buffer = (ctypes.c_uint8 * size)()
        written = llama_cpp.llama_state_seq_get_data(self._context, buffer, size, sequence)
        return bytes(memoryview(buffer)[:written])

    def restore(self, sequence: int, dumped: bytes) -> bool:
        """Fill an empty sequence; False when it does not fit this model.

        llama.cpp aborts the process on damaged bytes: give it whole ones only."""
        buffer = (ctypes.c_uint8 * len(dumped)).from_buffer_copy(dumped)
        return bool(
            llama_cpp.llama_state_seq_set_data(self._context, buffer, len(dumped), sequence)
        )

    def compile(self, grammar: str) -> Grammar:
        """A GBNF grammar whose rule `root` is the start. Raises ModelError when it is wrong."""
        _complaints.clear()
        if not grammar.strip():
            # llama.cpp takes an empty grammar for none at all and would allow everything.
            raise ModelError("A grammar is wrong: it is empty.")
        handle = llama_cpp.llama_sampler_init_grammar(self._vocabulary, grammar.encode(), b"root")
        if not handle:
            raise ModelError(f"A grammar is wrong: {'; '.join(_complaints) or 'not parsed'}")
        return Grammar(handle)


def _unusable(path: Path) -> ModelError:
    why = "; ".join(_complaints) or "not a model that this build can load"
    return ModelError(
        f"The language model {path} cannot be loaded: {why}.",
        "Check it with: appliance models verify",
    )
