"""What listeners say to show that they listen: it asks for no answer and takes no turn."""

from __future__ import annotations

import re

from appliance.ports.speech import HearingHints

# A hum is often written out in letters: "M-M-H-N-M", "NMHMM".
_WORDS = (
    r"m+[ -]?h+m+|m+|h+m+|a?ha+|u+h[ -]?h+u+h|a+h|o+h|okay|ok|right|alright|all right|sure|"
    r"(?:[mnh]\W*){3,7}|yeah|yep|i see|got it|good|great|ajá|ya|claro|vale|sí"
)
_BACKCHANNEL = re.compile(rf"(?:\W*(?:{_WORDS})\b){{1,3}}\W*", re.IGNORECASE)

_LISTENED_FOR = {
    "en": ("Mm-hmm", "uh-huh", "okay", "no", "wait", "stop"),
    "es": ("Ajá", "mm-hmm", "sí", "no", "espere"),
}


def listening(language: str) -> HearingHints:
    """Hints for a short sound over the agent. What answers the agent's question is not among
    them: primed for a number, a hum was heard as one (measured)."""
    return HearingHints(hotwords=_LISTENED_FOR.get(language, ()), language=language)


def is_backchannel(words: str) -> bool:
    """True when the words, said while another speaks, do not want the floor; nothing said is so.

    Only to be asked of speech over the agent: as the answer to a question "okay" means yes.
    """
    return not re.search(r"\w", words) or _BACKCHANNEL.fullmatch(words) is not None
