"""Questions that an article would answer, in Spanish.

Articles are written in the yard's own language. They are not translated here: a fact put into
other words by a small model could not be checked, so the caller is given a person.
"""

from __future__ import annotations

from typing import Final

from appliance.dialogue.spanish.wording.answers import not_known
from appliance.ports.knowledge import ArticleFacts

FROM_THE_COUNTER: Final = not_known()


def tell(article: ArticleFacts, question: str) -> str:
    return FROM_THE_COUNTER
