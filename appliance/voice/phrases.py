"""The few sentences that voice says of its own accord, none of which states a fact of the yard."""

from __future__ import annotations

from appliance.ports.speech import Synthesizer

FILLER = "One moment."
FILLER_AGAIN = "Still with you, one moment please."
STILL_THERE = "Are you still there?"
LET_GO = "I can't hear anyone, so I will end the call here. Please call again any time. Goodbye."
ON_HOLD = "I'm still waiting for an answer. Thanks for holding."
SAY_AGAIN = "Sorry, I didn't catch that. Could you say it again?"
WENT_WRONG = "Sorry, something went wrong on my side. Could you say that again?"
NO_RECORDS = "I cannot reach our records just now. Please give me a moment and say that again."
GIVE_UP = (
    "I'm sorry, something is wrong on my side and I cannot help right now. "
    "Please call again, or ask for a person at the counter. Goodbye."
)
NO_RECORDS_AT_ALL = (
    "I'm sorry, I cannot reach our records right now. Please call again in a few minutes. Goodbye."
)
STOPPING = "I'm sorry, the system is being restarted. Please call again in a minute. Goodbye."

ALL = (
    FILLER,
    FILLER_AGAIN,
    STILL_THERE,
    LET_GO,
    ON_HOLD,
    SAY_AGAIN,
    WENT_WRONG,
    NO_RECORDS,
    GIVE_UP,
    NO_RECORDS_AT_ALL,
    STOPPING,
)


SPANISH = {
    FILLER: "Un momento.",
    FILLER_AGAIN: "Sigo con usted, un momento por favor.",
    STILL_THERE: "¿Sigue ahí?",
    LET_GO: "No oigo a nadie, así que termino la llamada. Llámenos cuando guste. Hasta luego.",
    ON_HOLD: "Sigo esperando la respuesta. Gracias por su paciencia.",
    SAY_AGAIN: "Perdón, no le oí bien. ¿Me lo repite?",
    WENT_WRONG: "Perdón, algo falló de mi lado. ¿Me lo repite?",
    NO_RECORDS: "En este momento no puedo ver los registros. Deme un momento y dígamelo otra vez.",
    GIVE_UP: (
        "Lo siento, algo falla de mi lado y ahora no puedo ayudarle. "
        "Llame otra vez, o pida hablar con alguien del mostrador. Hasta luego."
    ),
    NO_RECORDS_AT_ALL: (
        "Lo siento, en este momento no puedo ver los registros. "
        "Llame otra vez en unos minutos. Hasta luego."
    ),
    STOPPING: "Lo siento, el sistema se está reiniciando. Llame en un minuto. Hasta luego.",
}
_OTHERS = {"es": SPANISH}


def said_in(language: str, text: str) -> str:
    """A fixed phrase in the call's language; anything else as it is."""
    return _OTHERS.get(language, {}).get(text, text)


class SpokenPhrases:
    """Audio of the fixed phrases, made once per sample rate; bounded by their number."""

    def __init__(self, synthesizer: Synthesizer) -> None:
        self._synthesizer = synthesizer
        self._audio: dict[tuple[str, int], bytes] = {}

    def prepare(self, text: str, sample_rate_hz: int) -> None:
        """Make one phrase for a rate, unless it is there; blocks. Raises ModelError."""
        if (text, sample_rate_hz) not in self._audio:
            spoken = b"".join(self._synthesizer.synthesize(text, sample_rate_hz))
            self._audio[text, sample_rate_hz] = spoken

    def audio(self, text: str, sample_rate_hz: int) -> bytes | None:
        """The audio of a phrase that was prepared at this rate, else None."""
        return self._audio.get((text, sample_rate_hz))
