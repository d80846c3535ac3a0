"""What to listen for after a question: hotwords, a prompt for identifiers, and patience."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from appliance.dialogue import formats
from appliance.dialogue.language import Language
from appliance.dialogue.spoken import identifiers
from appliance.dialogue.state import RentalState, TalkState
from appliance.domain.calls import Asks, Stage
from appliance.ports.conversation import Patience
from appliance.ports.facts import IdentifierRule, Yard
from appliance.ports.speech import HearingHints

_SHORT = {
    Asks.CONFIRM,
    Asks.SITE_QUESTION,
    Asks.PRICE_OK,
    Asks.FINAL_CONFIRMATION,
    Asks.ANYTHING_ELSE,
}
_N_BEST = 6
_SENTENCES = {"en": "The number is {}.", "es": "El número es {}."}
"""By the language's code; in others the number stands alone."""
_ORDERS = "Who has unit {}? Check out {}."
_CHOICES = 5
_HOTWORDS = 20
_VERBS = 10
_CATEGORIES = 6
_CLOSED = {
    *_SHORT,
    Asks.NEED,
    Asks.EQUIPMENT_CHOICE,
    Asks.START_DATE,
    Asks.DURATION,
    Asks.OPERATOR_NAME,
    Asks.SITE_ADDRESS,
}
_BY_NAME = {Asks.OPERATOR_NAME, Asks.SITE_ADDRESS}
"""Answered by a name of the customer's own, which other names would only blur."""


def patience(asks: Asks | None) -> Patience:
    """Yes or no needs little silence to end a turn, dictation needs much."""
    if asks in formats.DICTATED:
        return Patience.DICTATION
    return Patience.SHORT if asks in _SHORT else Patience.NORMAL


def hints(s: TalkState, yard: Yard, language: Language, today: date) -> HearingHints:
    """Hints for the answer to the open question, in the language of the call."""
    return replace(_hints(s, yard, language, today), language=language.code)


def _hints(s: TalkState, yard: Yard, language: Language, today: date) -> HearingHints:
    """What is likely to be said.

    A prompt primes the model for an identifier and leaks otherwise, so it is given for
    identifiers alone, hyphenated with a final stop (measured best over a telephone). The words
    that an answer is likely to hold repair what the line has blurred ("next Q Z" for "next
    Tuesday"), and a few candidates let a closed question find its answer.
    """
    if s.asks in formats.ASKED_BY:
        rule = _rule(yard, formats.ASKED_BY[s.asks])
        return _of_identifier(rule, language) if rule is not None else HearingHints()
    if s.stage is Stage.COUNTER and s.asks is Asks.NEED:
        named = HearingHints(hotwords=s.likely, alternatives=_N_BEST)
        return named if s.likely else _of_orders(yard)
    if s.asks in (Asks.CALLBACK_NUMBER, Asks.OPERATOR_PHONE, Asks.PIN):
        return HearingHints(alternatives=_N_BEST)
    words: tuple[str, ...] = s.likely
    if s.asks in (Asks.NEED, Asks.ANYTHING_ELSE):
        phrases = language.phrases
        words = (*_vocabulary(yard), *phrases.length_words(), *phrases.time_words(today))
    elif s.asks is Asks.START_DATE:
        words = language.phrases.time_words(today)
    elif s.asks is Asks.DURATION:
        words = language.phrases.length_words()
    elif s.asks is Asks.FINAL_CONFIRMATION:
        words = (*language.phrases.answer_words(), *language.phrases.booking_words())
    elif s.asks in _SHORT:
        words = (*language.phrases.answer_words(), *words)
    hotwords = tuple(dict.fromkeys((*words, *_under_discussion(s))))
    return HearingHints(hotwords=hotwords, alternatives=_CHOICES if s.asks in _CLOSED else 1)


def _of_identifier(rule: IdentifierRule, language: Language) -> HearingHints:
    """Two prompts that look like the answer and are on nobody's record: spelled, hyphenated with
    a final stop, and in a sentence. Each hears some that the other does not (measured)."""
    spelled, spoken = (identifiers.plain(one) for one in formats.primed_by(rule))
    digits = spoken[len(rule.prefix) :]
    grouped = " ".join(digits[i : i + 3] for i in range(0, len(digits), 3))
    sentence = _SENTENCES.get(language.code, "{}.").format(f"{rule.prefix} {grouped}".strip())
    return HearingHints(
        prompt=f"{'-'.join(spelled)}.", second_prompt=sentence, alternatives=_N_BEST
    )


def _of_orders(yard: Yard) -> HearingHints:
    """Orders name units by their tags, and quotes machines. Over a telephone line 24 of 32 tags
    are heard at once with such a prompt, 20 with the machines' names alone."""
    names = tuple(item.name for item in yard.items)[:_HOTWORDS]
    rule = _rule(yard, formats.ASSET_TAG)
    if rule is None:
        return HearingHints(hotwords=names, alternatives=_N_BEST)
    one, other = (identifiers.plain(example) for example in formats.primed_by(rule))
    return HearingHints(hotwords=names, prompt=_ORDERS.format(one, other), alternatives=_N_BEST)


def _rule(yard: Yard, name: str) -> IdentifierRule | None:
    return next((rule for rule in yard.identifiers if rule.name == name), None)


def _under_discussion(s: TalkState) -> tuple[str, ...]:
    """The machine that is being rented, or those to choose from."""
    if not isinstance(s, RentalState) or s.asks in _BY_NAME:
        return ()
    return (s.item.name,) if s.item is not None else tuple(one.name for one in s.options)


def _vocabulary(yard: Yard) -> tuple[str, ...]:
    """What the yard's machines are for and called, as much as helps: the uses' verbs first."""
    verbs = dict.fromkeys(use.split()[0] for item in yard.items for use in item.uses if use)
    names = [item.name for item in yard.items]
    return (*list(verbs)[:_VERBS], *yard.categories[:_CATEGORIES], *names[:_HOTWORDS])
