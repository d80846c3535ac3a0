"""Spanish text as it is compared: lower case, without accents, since transcribers leave them out.

An ñ becomes an n; no two words of this conversation differ by it alone.
"""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+|[$%.,?¿!¡+#-]")


def fold(text: str) -> str:
    """ "¿Mañana, Peña?" is "¿manana, pena?"."""
    parted = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in parted if not unicodedata.combining(char))


def tokens(text: str) -> list[str]:
    """Folded words, figures and marks."""
    return _TOKEN.findall(fold(text))


def words(text: str) -> list[str]:
    """Folded words and figures alone."""
    return [token for token in tokens(text) if token[0].isalnum()]
