"""Which of Whisper's tokens English and Spanish need: `vocabulary.py MODEL OUT.npz`.

A token stays when one word in three million would be written with it, in small letters or with a
capital, behind a space or not; when it is short or has a digit; when another that stays is merged
from it; and every mark but the times. A word counts for English or Spanish unless another language
has it eight times as often. Frequencies are those of the `wordfreq` package.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer
from wordfreq import available_languages, get_frequency_dict

from appliance.engines.tokenizer_file import TOKENIZER, built, tokenizer_in

LEAST = 3e-7
RAREST_WORD = 3e-8
COMMON = 5e-5
"""So common a word is English or Spanish whoever else has it."""
FOREIGN = 8
SHORT = 2
SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡"
TOKENS = 51865
TEXT = 50257
FIRST_TIME = 50364


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    described = tokenizer_in(given.model)
    tokenizer = built(described)
    kept = _with_parts(
        {token for token, share in _shares(tokenizer).items() if share >= LEAST}
        | {token for token in range(TEXT) if _is_plain(tokenizer.decode([token]))},
        described,
    )
    bits = np.zeros(TOKENS, dtype=bool)
    bits[sorted(kept)] = True
    bits[TEXT:FIRST_TIME] = True
    made_for = hashlib.sha256((given.model / TOKENIZER).read_bytes()).hexdigest()
    np.savez_compressed(given.out, made_for=made_for, kept=np.packbits(bits))
    print(f"{bits.sum()} of {TOKENS} tokens stay")


def _shares(tokenizer: Tokenizer) -> dict[int, float]:
    """Of each token, the share of words that are written with it."""
    ours = {language: get_frequency_dict(language, wordlist="best") for language in ("en", "es")}
    others = [
        get_frequency_dict(language, wordlist="best")
        for language in available_languages("best")
        if language not in ours
    ]
    shares: dict[int, float] = defaultdict(float)
    for language, words in ours.items():
        for word, share in words.items():
            if share < RAREST_WORD or (language == "en" and not word.isascii()):
                continue
            elsewhere = max(other.get(word, 0.0) for other in others)
            if share < COMMON and elsewhere > FOREIGN * share:
                continue
            for form, part in (
                (f" {word}", 0.85),
                (f" {word.capitalize()}", 0.12),
                (word.capitalize(), 0.02),
                (word, 0.005),
                (f" {word.upper()}", 0.005),
            ):
                for token in set(tokenizer.encode(form, add_special_tokens=False).ids):
                    shares[token] += share * part
    return shares


def _is_plain(text: str) -> bool:
    """Short, of digits, or of marks alone, in ASCII and Spanish."""
    if not all(char.isascii() or char in SPANISH for char in text):
        return False
    bare = text.strip()
    return len(bare) <= SHORT or bare.isdigit() or not any(char.isalnum() for char in bare)


def _with_parts(kept: set[int], described: dict[str, Any]) -> set[int]:
    """The same with every token that they are merged from."""
    model = described["model"]
    numbers = model["vocab"]
    parts: dict[int, tuple[int, int]] = {}
    for left, right in model["merges"]:
        parts.setdefault(numbers[left + right], (numbers[left], numbers[right]))
    waiting, found = list(kept), set(kept) | {numbers[one] for one in numbers if len(one) == 1}
    while waiting:
        new = set(parts.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return {token for token in found if token < TEXT}


if __name__ == "__main__":
    main()
