"""What is no answer: profanity, another language, babble, a speech of a minute.

Each is heard as what it is, so that no write can come of it and the reply stays polite. English
(US); another language is known by its commonest words alone.
"""

from __future__ import annotations

import re

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.spoken import yesno
from appliance.dialogue.work import Work
from appliance.domain.calls import BINDING, Asks
from appliance.ports.conversation import Heard, HeardBy

LONG_WORDS = 60
"""An utterance of more words than this is looked through sentence by sentence."""
POOR_DB = 17.5
"""Speech no further over the noise than that: 10 dB of noise measure 13 to 16 here, 15 dB 18 to
21. Below it Whisper loses numbers and names."""
_RUDE = re.compile(
    r"\b(?:f+u+c*k+\w*|sh[i1]t\w*|bullshit|assholes?|bitch\w*|bastards?|cunts?|"
    r"(?:god ?)?damn (?:you|robot|machine|thing|computer)|screw you|go to hell|"
    r"(?:you(?:'re| are)?|this is) (?:a )?(?:stupid|dumb|useless|worthless|an idiot|idiots?)\b.*|"
    r"stupid (?:robot|machine|computer|thing|bot)|idiots?|morons?|shut up)\b",
    re.I,
)
_FOREIGN = {
    "es": """hola necesito quiero una un excavadora por favor para el la los las que cuanto cuánto
        cuesta gracias buenos dias días usted habla español espanol puedo rentar alquilar máquina
        maquina semana mañana lunes martes miércoles jueves viernes sí estoy tengo donde dónde
        necesitamos queremos de en con""",
    "fr": """bonjour je voudrais une un pelle louer combien merci vous parlez français le la les des
        pour avec est semaine demain lundi mardi mercredi jeudi vendredi oui nous avons besoin s'il
        vous plaît""",
    "de": """guten tag ich möchte brauche einen eine bagger mieten wie viel kostet danke sprechen
        sie deutsch der die das für mit ist woche morgen montag dienstag mittwoch donnerstag freitag
        ja nein wir bitte""",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FOREIGN.items()}
_ENGLISH = frozenset(
    {
        "the", "a", "i", "we", "it", "is", "are", "you", "need", "want", "to", "for", "and",
        "my", "your", "of", "on", "at", "that", "this", "what", "how", "can", "do", "yes",
        "no", "please", "thanks", "next", "week", "days", "day", "have", "would", "like",
        "rent",
    }
)  # fmt: skip
_SHARE = 0.5
_BARE = 2
"""Words of a yes and nothing else: "sure", "yes please"."""
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0900-\u097f\u3040-\u9fff]")
_AFFIRMATIVE = re.compile(
    r"\b(?:y(?:es|eah|ep|up|ah|a)|sure|ok(?:ay)?|right|correct|fine|good|great|perfect|works?|"
    r"sounds?|deal|agreed?|absolutely|definitely|certainly|exactly|please|go (?:ahead|for)|book|do "
    r"it|take it|i'?ll take|let'?s|alright|confirm\w*|affirmative|true|accept\w*|you got it|"
    r"of course|uh[- ]huh|mm+[- ]?hm+|m-hm|why not|cool|approve\w*|extend|cancel|report)\b",
    re.I,
)


def certain(text: str) -> tuple[Action, ...] | None:
    """Profanity or another language; None for anything else."""
    if _RUDE.search(text) and not _also_says_something(text):
        return (Action(Act.RUDE),)
    return (Action(Act.FOREIGN),) if is_foreign(text) else None


def _also_says_something(text: str) -> bool:
    """True where the cursing is by the way: "yes, damn it", "BL 782341 for heaven's sake"."""
    rest = _RUDE.sub(" ", text)
    answer, _ = yesno.split_yes_no(rest)
    return answer is not None or bool(re.search(r"\d{3}", rest)) or len(rest.split()) > 6


def is_foreign(text: str) -> bool:
    """True where most words are those of another language, and hardly one is English."""
    if _OTHER_SCRIPT.search(text):
        return True
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower())
    if len(words) < 3:
        return False
    english = sum(word in _ENGLISH for word in words)
    for held in _WORDS.values():
        known = sum(word in held for word in words)
        if len(held & set(words)) >= 2 and known >= _SHARE * len(words) and known > 2 * english:
            return True
    return False


def sentences(text: str) -> tuple[str, ...]:
    """A long utterance in pieces that may be understood one by one."""
    parts = re.split(r"(?<=[.!?;])\s+|,\s+(?=(?:and|so|but|anyway|now)\b)", text)
    return tuple(part.strip() for part in parts if part.strip())


def backed(w: Work, actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """The actions without a yes that was not said: where a yes binds, its words must say so."""
    more = w.state.asks is Asks.ANYTHING_ELSE and w.heard.by is HeardBy.VOICE
    if not (more or w.state.asks in BINDING) or w.heard.by is HeardBy.KEYS:
        return actions
    if more or is_noisy(w.heard):  # "Note that I'll do it" was "nope, that'll do it"
        said = w.phrases.says_yes(w.heard.text)  # noise is transcribed as thanks and "no worries"
        short = len(w.heard.text.split()) <= _BARE and not is_noisy(w.heard)
        said = said or (more and short and w.phrases.agrees(w.heard.text))
    else:
        said = any(w.phrases.agrees(text) for text in (w.heard.text, *w.texts))
    if said:
        return actions
    kept = tuple(one for one in actions if one.act is not Act.YES)
    return kept or (Action(Act.UNCLEAR),)


def is_noisy(heard: Heard) -> bool:
    """Whether the noise of the line was measured to blur what was said."""
    over_db = heard.speech_over_noise_db
    return heard.by is HeardBy.VOICE and over_db is not None and over_db <= POOR_DB


def agrees(text: str) -> bool:
    """True where the words hold a yes of some kind."""
    return bool(yesno.parse_yes_no(text)) or bool(_AFFIRMATIVE.search(text))
