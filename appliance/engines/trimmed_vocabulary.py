"""A Whisper model without the tokens of languages that nobody speaks here.

Half of what the decoder computes for a token is the score of each of 51,865 tokens, of a hundred
languages. Leaving out those that English and Spanish hardly use makes each token a fifth cheaper
(vocabulary trimming: Abdaoui et al., 2020; Ushio et al., 2023) and changes nothing else: what is
left keeps its order, its weights and its merges. Which tokens stay was counted by
`models/hearing/vocabulary.py`.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from appliance.engines.model_file import (
    HALF,
    WEIGHTS,
    Variable,
    arrays_in,
    in_memory,
    variables,
)
from appliance.engines.tokenizer_file import TOKENIZER, tokenizer_in

SPOKEN_HERE: Final = Path(__file__).parent / "data" / "tokens_of_english_and_spanish.npz"
LANGUAGES: Final = frozenset({"en", "es"})
_CONFIG: Final = "config.json"
_VOCABULARY: Final = "vocabulary.txt"
_REPLACED: Final = frozenset({TOKENIZER, _CONFIG, _VOCABULARY})
_EMBEDDINGS: Final = "decoder/embeddings/weight"
_MARKED: Final = ("lang_ids", "suppress_ids", "suppress_ids_begin")
"""Lists of tokens in a model's configuration."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`kept` are the tokens that stay, ascending. `made_for` is the SHA-256 of the tokenizer that
    they belong to, in hexadecimal: all of Whisper's multilingual models but the largest share
    one."""

    made_for: str
    kept: npt.NDArray[np.int64]

    def fits(self, folder: Path) -> bool:
        """Whether a model has that tokenizer and is laid out so that it can be trimmed: any other
        is used whole. Raises OSError."""
        with (folder / TOKENIZER).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != self.made_for:
                return False
        if not ((folder / _VOCABULARY).is_file() and (folder / _CONFIG).is_file()):
            return False
        with _mapped(folder / WEIGHTS) as model:
            found = _embeddings(model)
            return found is not None and found.kind == HALF and found.shape[0] > self.kept[-1]

    @contextmanager
    def applied(self, folder: Path) -> Iterator[Path]:
        """A model's folder with these tokens alone, while the context lasts; its weights lie in
        memory, which is free again afterwards. For a model that fits. Raises OSError, and
        ValueError for a damaged one."""
        new = {int(old): at for at, old in enumerate(self.kept)}
        with in_memory(folder, _REPLACED) as (trimmed, weights):
            try:
                _write(trimmed / TOKENIZER, _tokenizer(tokenizer_in(folder), new))
                _write(trimmed / _CONFIG, _config(_text(folder / _CONFIG), new))
                lines = _text(folder / _VOCABULARY).split("\n")
                words = "".join(f"{lines[old]}\n" for old in self.kept)
            except (AttributeError, IndexError, KeyError, TypeError) as error:
                raise ValueError(f"one of its descriptions is damaged: {error!r}") from error
            (trimmed / _VOCABULARY).write_text(words, encoding="utf-8")
            with _mapped(folder / WEIGHTS) as model:
                _copy(model, weights, self.kept)
            yield trimmed


def vocabulary_in(path: Path) -> Vocabulary:
    """Raises OSError, and ValueError for what is no list of tokens."""
    packed = arrays_in(path)
    if not {"kept", "made_for"} <= packed.keys():
        raise ValueError(f"{path} is damaged: it lists no tokens")
    return Vocabulary(str(packed["made_for"]), np.flatnonzero(np.unpackbits(packed["kept"])))


@contextmanager
def _mapped(path: Path) -> Iterator[memoryview]:
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as model,
    ):
        yield model


def _embeddings(model: memoryview) -> Variable | None:
    """None where there are none, or the file is of another version."""
    try:
        return next((one for one in variables(model) if one.name == _EMBEDDINGS), None)
    except ValueError:
        return None


def _copy(model: memoryview, trimmed: BinaryIO, kept: npt.NDArray[np.int64]) -> None:
    found = _embeddings(model)
    if found is None:
        raise ValueError(f"the model has no {_EMBEDDINGS}")
    values = found.half(model)[kept]  # a copy
    trimmed.write(model[: found.begin])
    trimmed.write(found.with_values(values))
    trimmed.write(model[found.end :])
    trimmed.flush()


def _tokenizer(parsed: dict[str, Any], new: dict[int, int]) -> dict[str, Any]:
    """Byte-pair encoding of the kept tokens: what needed no other token is encoded as before."""
    model = parsed["model"]
    vocabulary = {word: new[old] for word, old in model["vocab"].items() if old in new}
    merges = [
        [left, right]
        for left, right in model["merges"]
        if left in vocabulary and right in vocabulary and left + right in vocabulary
    ]
    added = [{**one, "id": new[one["id"]]} for one in parsed["added_tokens"] if one["id"] in new]
    after = parsed["post_processor"]
    special = {
        name: {**one, "ids": [new[old] for old in one["ids"]]}
        for name, one in after["special_tokens"].items()
    }
    return {
        **parsed,
        "model": {**model, "vocab": vocabulary, "merges": merges},
        "added_tokens": added,
        "post_processor": {**after, "special_tokens": special},
    }


def _config(text: str, new: dict[int, int]) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(text)
    for name in _MARKED:
        if name in parsed:
            parsed[name] = [new[old] for old in parsed[name] if old in new]
    return parsed


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, parsed: dict[str, Any]) -> None:
    path.write_text(json.dumps(parsed, ensure_ascii=False), encoding="utf-8")
