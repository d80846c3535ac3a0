"""Low-rank changes to a Whisper model's weights, applied when it is loaded.

A CTranslate2 model is one file of named half-precision arrays. The changes (LoRA, Hu et al., 2021)
are a few megabytes beside its 145: every linear layer W becomes W + B A, every bias and norm gets a
vector added. How they were learned stands in `models/hearing/README.md`. They fit one file alone,
which they name by its hash, and leave every other as it is.
"""

from __future__ import annotations

import hashlib
import mmap
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from appliance.engines.model_file import WEIGHTS, Half, arrays_in, halves, in_memory

TELEPHONE: Final = Path(__file__).parent / "data" / "telephone_hearing.npz"
"""Learned from speech over telephone lines."""
_DOWN: Final = "down:"
_UP: Final = "up:"
_ADDED: Final = "add:"
_MADE_FOR: Final = "made_for"


@dataclass(frozen=True, slots=True)
class Changes:
    """`made_for` is the SHA-256 of the model file they were learned on, in hexadecimal."""

    made_for: str
    arrays: Mapping[str, Half]

    def fit(self, folder: Path) -> bool:
        """Raises OSError."""
        with (folder / WEIGHTS).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.made_for

    @contextmanager
    def applied(self, folder: Path) -> Iterator[Path]:
        """A model's folder with its weights changed, in memory alone, while the context lasts.
        Raises OSError, and ValueError when a weight is missing."""
        with in_memory(folder) as (changed, file):
            with (folder / WEIGHTS).open("rb") as original:
                shutil.copyfileobj(original, file)
            file.flush()
            with mmap.mmap(file.fileno(), 0) as mapped, memoryview(mapped) as weights:
                _change(weights, self.arrays)
            yield changed


def changes_in(path: Path) -> Changes:
    """Raises OSError, and ValueError for what is no file of changes."""
    kept = arrays_in(path)
    if _MADE_FOR not in kept:
        raise ValueError(f"{path} is damaged: it names no model")
    arrays = {name: values for name, values in kept.items() if name != _MADE_FOR}
    for name in arrays:
        if name.startswith(_DOWN) and _UP + name.removeprefix(_DOWN) not in arrays:
            raise ValueError(f"{path} is damaged: {name} stands alone")
    return Changes(str(kept[_MADE_FOR]), arrays)


def _change(model: memoryview, arrays: Mapping[str, Half]) -> None:
    used = set()
    for name, values in halves(model):
        try:
            if (added := arrays.get(_ADDED + name)) is not None:
                values += added
                used.add(_ADDED + name)
            if (down := arrays.get(_DOWN + name)) is not None:
                up = arrays[_UP + name]
                values += (up.astype(np.float32) @ down.astype(np.float32)).astype(np.float16)
                used |= {_DOWN + name, _UP + name}
        finally:
            del values  # the buffer cannot be released while it is viewed
    if unused := set(arrays) - used:
        raise ValueError(f"the model has no {min(unused).partition(':')[2]}")
