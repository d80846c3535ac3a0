"""A question answered by the language model from one article, under the number-and-name check.

What fails the check, comes too late or says nothing is never spoken: the article's own first
sentence is, word for word. Of two prices ("heavy machines cost …") none is told without the other.
"""

from __future__ import annotations

import re
import time

from appliance.dialogue.knowledge import checking
from appliance.dialogue.knowledge.aloud import aloud
from appliance.domain.errors import ModelError
from appliance.domain.knowledge import sentences
from appliance.ports.knowledge import ArticleFacts
from appliance.ports.speech import Cancelled, LanguageModel

PREFIX = """<|im_start|>system
You answer a caller of an equipment rental yard on the telephone. Use only what the article says,
in its own words. One or two short sentences. No greeting, no list, no advice.<|im_end|>
<|im_start|>user
article: We sharpen chains while you wait, which takes ten minutes. It costs $15 a chain.
question: how much is it to sharpen a chain<|im_end|>
<|im_start|>assistant
It costs $15 a chain.<|im_end|>
"""
_MOST_TOKENS = 60
_MOST_SENTENCES = 2
_MOST_QUESTION = 200
_PRICE, _PRICES = "$", 2
DEADLINE_S = 3.0
"""So long a caller waits at most for the model's answer; then the first sentence is spoken."""
_OPENING = re.compile(r"^(?:yes|no|sure|certainly|of course|well)\b[,.!]*\s*", re.I)


class Deadline:
    """A CancelToken that is set once its time has passed."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def is_set(self) -> bool:
        return time.monotonic() >= self._ends


class Answerer:
    """Answers from articles with a language model; `deadline_s` bounds the caller's wait."""

    def __init__(self, model: LanguageModel, deadline_s: float = DEADLINE_S) -> None:
        self._model = model
        self._deadline_s = deadline_s

    def answer(self, article: ArticleFacts, question: str) -> str:
        """One or two sentences to be spoken. Never raises for want of an answer."""
        try:
            completion = self._model.complete(
                PREFIX,
                _prompt(article, question),
                max_tokens=_MOST_TOKENS,
                stop=("<|im_end|>", "\n"),
                cancel=Deadline(self._deadline_s),
            )
        except (ModelError, Cancelled):
            return first_sentence(article)
        return aloud(checked(completion.text, article, question))


def first_sentence(article: ArticleFacts) -> str:
    """The article's own first sentence, as it is spoken."""
    return aloud(_own(article))


def answer_by_code(article: ArticleFacts, _question: str) -> str:
    """The first sentence, whatever was asked: for a conversation without a model."""
    return first_sentence(article)


def checked(written: str, article: ArticleFacts, question: str) -> str:
    """What the model wrote, if the article bears it out; else the article's first sentence."""
    own = _own(article)
    text = _OPENING.sub("", " ".join(written.split()))
    whole = [one for one in sentences(text) if one[-1] in ".!?"][:_MOST_SENTENCES]
    if not whole or any(one.endswith("?") for one in whole):
        return own
    answer = " ".join(whole)
    answer = answer[:1].upper() + answer[1:]
    sources = (article.title, article.body, question)
    if checking.is_refusal(answer) or checking.unsupported(answer, *sources):
        return own
    if checking.strays(answer, *sources):
        return own
    return _with_both_prices(answer, article)


def _own(article: ArticleFacts) -> str:
    return _with_both_prices(sentences(article.body)[0], article)


def _with_both_prices(answer: str, article: ArticleFacts) -> str:
    """Where the article has two prices, for this and for that, one alone would mislead."""
    priced = [one for one in sentences(article.body) if _PRICE in one]
    told = [one for one in priced if _amounts(one) & _amounts(answer)]
    return " ".join(priced) if len(priced) == _PRICES and len(told) == 1 else answer


def _amounts(text: str) -> set[str]:
    return set(re.findall(r"\$[\d.,]*\d", text))


def _prompt(article: ArticleFacts, question: str) -> str:
    body = _clean(article.body)
    asked = _clean(question)[:_MOST_QUESTION]
    return (
        f"<|im_start|>user\narticle: {body}\nquestion: {asked}<|im_end|>\n<|im_start|>assistant\n"
    )


def _clean(text: str) -> str:
    return " ".join(text.replace("<|", "").replace("|>", "").split())
