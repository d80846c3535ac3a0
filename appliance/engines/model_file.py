"""CTranslate2's model file, binary version 6: a header, named arrays, and names that stand for
others. Read in place."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

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
