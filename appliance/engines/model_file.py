"""CTranslate2's model file, binary version 6: a header, named arrays, and names that stand for
others. Read in place."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

WEIGHTS: Final = "model.bin"
HALF: Final = 4
"""CTranslate2's number for half precision."""
Half = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Variable:
    """One array: its record lies at `begin` to `end` of the file, its values from `values` on."""

    name: str
    shape: tuple[int, ...]
    kind: int
    begin: int
    values: int
    end: int

    def half(self, model: memoryview) -> Half:
        """The values of one of half precision as a view, which may be written where the memory
        may."""
        count = (self.end - self.values) // 2
        return np.frombuffer(model, np.float16, count, self.values).reshape(self.shape)

    def with_values(self, values: Half) -> bytes:
        """The record that holds these values instead, of any shape."""
        name = self.name.encode() + b"\0"
        return b"".join(
            (
                struct.pack("<H", len(name)) + name,
                struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape),
                struct.pack("<BI", HALF, values.nbytes),
                values.tobytes(),
            )
        )


def variables(model: memoryview) -> Iterator[Variable]:
    """Every array, in the file's order. Raises ValueError for what is no such file."""
    try:
        yield from _variables(model)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"no model file of version 6: {error}") from error


def _variables(model: memoryview) -> Iterator[Variable]:
    at = 4
    at += 2 + struct.unpack_from("<H", model, at)[0] + 4
    (count,) = struct.unpack_from("<I", model, at)
    at += 4
    for _ in range(count):
        begin = at
        (length,) = struct.unpack_from("<H", model, at)
        name = bytes(model[at + 2 : at + 1 + length]).decode()
        at += 2 + length
        rank = model[at]
        shape = struct.unpack_from(f"<{rank}I", model, at + 1)
        at += 1 + 4 * rank
        kind, size = struct.unpack_from("<BI", model, at)
        at += 5
        yield Variable(name, shape, kind, begin, at, at + size)
        at += size


def halves(model: memoryview) -> Iterator[tuple[str, Half]]:
    """The arrays of half precision by their names, as views. Raises ValueError."""
    for one in variables(model):
        if one.kind == HALF:
            yield one.name, one.half(model)


@contextmanager
def in_memory(
    folder: Path, replaced: Container[str] = frozenset()
) -> Iterator[tuple[Path, BinaryIO]]:
    """A folder like a model's, while the context lasts, and the file in which its weights are to be
    written: it lies in memory alone, which is free again afterwards (CTranslate2 would keep a file
    that it is handed as bytes). The other files are links, but for those to be `replaced`. Raises
    OSError."""
    with (
        TemporaryDirectory(prefix="model-") as made,
        os.fdopen(os.memfd_create(WEIGHTS), "r+b") as weights,
    ):
        for path in folder.iterdir():
            if path.name != WEIGHTS and path.name not in replaced:
                (Path(made) / path.name).symlink_to(path.resolve())
        (Path(made) / WEIGHTS).symlink_to(f"/proc/self/fd/{weights.fileno()}")
        yield Path(made), weights


def arrays_in(path: Path) -> Mapping[str, npt.NDArray[Any]]:
    """What a packaged .npz file holds. Raises OSError, and ValueError for a damaged one."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except (AttributeError, EOFError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} is damaged: {error!r}") from error
