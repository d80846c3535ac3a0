"""Whisper's tokenizer as published with CTranslate2's models, read and mended.

The published `tokenizer.json` lacks the first of its merges, which was taken for a heading when it
was made: "Ġ t", so that " the", " two" and " time" fall into a space and a word, which nobody spoke
to the decoder when it learned.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

TOKENIZER: Final = "tokenizer.json"
_FIRST: Final = ("\u0120", "t")


def tokenizer_in(folder: Path) -> dict[str, Any]:
    """The tokenizer's description, complete. Raises OSError, and ValueError for what is none."""
    parsed = json.loads((folder / TOKENIZER).read_text(encoding="utf-8"))
    try:
        words, merges = parsed["model"]["vocab"], parsed["model"]["merges"]
        if "".join(_FIRST) in words and " ".join(_FIRST) not in merges[:1]:
            parsed["model"]["merges"] = [" ".join(_FIRST), *merges]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{TOKENIZER} describes no byte-pair encoding: {error!r}") from error
    described: dict[str, Any] = parsed
    return described
