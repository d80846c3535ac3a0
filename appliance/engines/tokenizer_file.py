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
    """The tokenizer's description, complete, each merge as a pair. Raises OSError, and ValueError
    for what is none."""
    described: Any = json.loads((folder / TOKENIZER).read_text(encoding="utf-8"))
    try:
        words, merges = described["model"]["vocab"], described["model"]["merges"]
        pairs = [one.split(" ") if isinstance(one, str) else one for one in merges]
        if "".join(_FIRST) in words and pairs[:1] != [[*_FIRST]]:
            pairs.insert(0, [*_FIRST])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{TOKENIZER} describes no byte-pair encoding: {error!r}") from error
    whole: dict[str, Any] = {**described, "model": {**described["model"], "merges": pairs}}
    return whole


def built(described: dict[str, Any]) -> Any:
    """The tokenizer so described. Raises ValueError."""
    import tokenizers

    try:
        return tokenizers.Tokenizer.from_str(json.dumps(described))
    except Exception as error:  # of no class of its own
        raise ValueError(f"{TOKENIZER} is damaged: {error}") from error
