"""Spanish, whole."""

from __future__ import annotations

from typing import Final

from appliance.dialogue.language import Language, Tell
from appliance.dialogue.spanish import phrases, service_wording, telling, values, wording
from appliance.dialogue.spanish.lexicon import in_english
from appliance.dialogue.spanish.prompts import FIRST_TURN, PREFIX
from appliance.dialogue.spanish.reader import SpanishReader
from appliance.ports.facts import Yard
from appliance.ports.opinion import FirstOpinion
from appliance.ports.speech import LanguageModel


def _telling(_model: LanguageModel) -> Tell:
    return telling.tell


def _reading(model: LanguageModel, yard: Yard, _opinion: FirstOpinion | None) -> SpanishReader:
    """Without the first opinion, which was learnt from English."""
    return SpanishReader(model, yard)


SPANISH: Final = Language(
    code="es",
    name="Spanish",
    words=wording,
    service_words=service_wording,
    values=values,
    phrases=phrases,
    reading=_reading,
    telling=_telling,
    prefix=PREFIX,
    first_turn=FIRST_TURN,
    searched=in_english,
)
