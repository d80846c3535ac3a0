"""English (US), whole."""

from __future__ import annotations

from typing import Final

from appliance.dialogue import wording
from appliance.dialogue.english import phrases, values
from appliance.dialogue.knowledge.answering import Answerer
from appliance.dialogue.language import Language, Tell
from appliance.dialogue.services import wording as service_wording
from appliance.dialogue.understand import Reader
from appliance.dialogue.understand.prompts import FIRST_TURN, PREFIX
from appliance.ports.speech import LanguageModel


def _telling(model: LanguageModel) -> Tell:
    return Answerer(model).answer


ENGLISH: Final = Language(
    code="en",
    name="English",
    words=wording,
    service_words=service_wording,
    values=values,
    phrases=phrases,
    reading=Reader,
    telling=_telling,
    prefix=PREFIX,
    first_turn=FIRST_TURN,
)
