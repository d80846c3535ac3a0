"""Evaluated prefixes as files, so that a process starts without reading its instructions again.

Refuses to be needed: a file that is missing, damaged or of another model is only a prefix to be
evaluated. At most a few are kept, the oldest going first.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from pathlib import Path

import llama_cpp

from appliance.engines.native_llama import NativeLlama

_LOGGER = logging.getLogger(__name__)
_MOST_FILES = 6
_SUFFIX = ".prefix"
_DIGEST_BYTES = hashlib.sha256().digest_size


class PrefixFiles:
    """Kept prefixes of one model in a folder of their own, made when the first is kept."""

    def __init__(self, folder: Path, model: Path) -> None:
        self._folder = folder
        stat = model.stat()
        self._model = f"{stat.st_size}:{stat.st_mtime_ns}:{llama_cpp.__version__}"

    def load(self, native: NativeLlama, sequence: int, tokens: list[int]) -> bool:
        """Put a kept prefix into an empty sequence; False when there is none that fits."""
        path = self._path(tokens)
        try:
            whole = path.read_bytes()
        except OSError:
            return False
        digest, dumped = whole[:_DIGEST_BYTES], whole[_DIGEST_BYTES:]
        if hashlib.sha256(dumped).digest() == digest and native.restore(sequence, dumped):
            with contextlib.suppress(OSError):
                os.utime(path)
            return True
        native.forget(sequence)
        _LOGGER.warning("the kept prefix %s is damaged and is made anew", path)
        return False

    def keep(self, native: NativeLlama, sequence: int, tokens: list[int]) -> None:
        """Write a sequence that holds just `tokens`; a full or closed disk is only logged."""
        path = self._path(tokens)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        dumped = native.dump(sequence)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_bytes(hashlib.sha256(dumped).digest() + dumped)
            draft.replace(path)
            self._drop_old()
        except OSError as error:
            _LOGGER.warning("the prefix could not be kept: %s", error)
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    def _path(self, tokens: list[int]) -> Path:
        named = hashlib.sha256(f"{self._model}:{tokens}".encode()).hexdigest()
        return self._folder / f"{named[:24]}{_SUFFIX}"

    def _drop_old(self) -> None:
        kept = sorted(self._folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-_MOST_FILES]:
            path.unlink(missing_ok=True)
