"""How patterns of set phrases are put together. English (US)."""

from __future__ import annotations

import re


def any_of(*alternatives: str) -> str:
    """One of these, as part of a pattern."""
    return f"(?:{'|'.join(alternatives)})"


def whole(*alternatives: str) -> re.Pattern[str]:
    """One of these as whole words, in any case, anywhere."""
    return re.compile(rf"\b{any_of(*alternatives)}\b", re.I)


def from_start(lead: str, body: str, tail: str = "") -> re.Pattern[str]:
    """A whole beginning, in any case."""
    return re.compile(rf"^{lead}{body}{tail}", re.I)


OPENERS = (
    r"(?:(?:um|uh|well|so|ok|okay|yes|yeah|sure|oh|and|but|no|actually|thanks|thank you|"
    r"you know what|you know(?! what)|ah|look|listen|sorry|wait|hey|(?:say|oh well|you see|i see)"
    r"(?=,)),? )*"
)
"""What an utterance may begin with, that tells nothing."""
