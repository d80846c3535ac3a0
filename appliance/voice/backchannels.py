"""What listeners say to show that they listen: it asks for no answer and takes no turn."""

from __future__ import annotations

import re

_WORDS = (
    r"m+[ -]?h+m+|m+|h+m+|a?ha+|u+h[ -]?h+u+h|a+h|o+h|okay|ok|right|alright|all right|sure|"
    r"yeah|yep|i see|got it|good|great|ajá|ya|claro|vale|sí"
)
_BACKCHANNEL = re.compile(rf"(?:\W*(?:{_WORDS})\b){{1,3}}\W*", re.IGNORECASE)


def is_backchannel(words: str) -> bool:
    """True when the words, said while another speaks, do not want the floor; nothing said is so.

    Only to be asked of speech over the agent: as the answer to a question "okay" means yes.
    """
    return not re.search(r"\w", words) or _BACKCHANNEL.fullmatch(words) is not None
