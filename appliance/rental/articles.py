"""Which knowledge article answers a question, by its words and by what they mean.

The cost of a question is the same whatever the number of articles but for one pass over their
words; a yard has dozens. A question that no article answers finds none: nothing is made up.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from appliance.domain.knowledge import KnowledgeArticle
from appliance.ports.knowledge import ArticleFacts
from appliance.rental.ranking import words_of

_ANSWERS = 0.45
"""An article that scores less does not answer the question."""
_BODY_SHARE = 0.6
_MEANING_SHARE = 0.9
_SOMEWHAT, _AHEAD = 0.35, 0.25
"""Meaning from which an article alone may answer, and how far it must lie before the next. Of 28
questions in other words than the demo yard's 21 found their article, two another and five none; of
nine that are none of a yard's business none found any."""
_ALONE = 0.6
"""Of the words' score where an article has nothing of the question's meaning."""
_UNKNOWN = 1.0
"""What a word weighs that no article holds: people say more than the yard has written."""
_ALMOST = 88.0
_ASKING = frozenset(
    {
        "be", "been", "before", "did", "doe", "does", "guy", "guys", "have", "how", "much",
        "need", "one", "some", "somebody", "tell", "when", "will", "would",
    }
)  # fmt: skip
"""Words of any question, that tell nothing of what it is about."""


@dataclass(frozen=True, slots=True)
class Topic:
    """An article as a scorer of meaning sees it: `uses` are the ways callers ask for it."""

    id: str
    name: str
    uses: tuple[str, ...]


TopicMeaning = Callable[[str, Sequence[Topic]], Mapping[str, float]]
"""Scores from 0 to 1 by article id for what words mean; asked before the records are entered."""


@dataclass(frozen=True, slots=True)
class _Words:
    """An article's words: those it is asked by, and those it answers with."""

    article: KnowledgeArticle
    asked_by: frozenset[str]
    answers: frozenset[str]


def topics(articles: Sequence[KnowledgeArticle]) -> tuple[Topic, ...]:
    return tuple(Topic(one.id, one.title, one.questions) for one in articles)


def best_article(
    articles: Sequence[KnowledgeArticle], question: str, meaning: Mapping[str, float]
) -> ArticleFacts | None:
    """The article that answers, where one does."""
    held = [
        _Words(
            one,
            frozenset(words_of(" ".join((one.title, *one.questions)))),
            frozenset(words_of(one.body)),
        )
        for one in articles
    ]
    found_in = Counter(word for one in held for word in one.asked_by | one.answers)
    weights = {
        word: max(0.1, math.log((len(held) + 1) / (found_in[word] + 0.5))) for word in found_in
    }
    asked = tuple(word for word in dict.fromkeys(words_of(question)) if word not in _ASKING)
    ranked = sorted(
        ((_score(one, asked, weights, meaning.get(one.article.id)), one) for one in held),
        key=lambda pair: (
            -round(pair[0], 2),
            -_asked_alike(pair[1].article, question),
            pair[1].article.title,
        ),
    )
    if not ranked:
        return None
    found = ranked[0][1].article
    if ranked[0][0] < _ANSWERS and not _stands_out(found.id, meaning):
        return None
    return ArticleFacts(id=found.id, title=found.title, body=found.body)


def _stands_out(article_id: str, meaning: Mapping[str, float]) -> bool:
    """True where what was said is somewhat like this article, and like no other."""
    others = [score for other, score in meaning.items() if other != article_id]
    own = meaning.get(article_id, 0.0)
    return own >= _SOMEWHAT and own - max(others, default=0.0) >= _AHEAD


def _score(
    one: _Words, asked: tuple[str, ...], weights: Mapping[str, float], meaning: float | None
) -> float:
    got = whole = 0.0
    for word in asked:
        share = _match(word, one)
        weight = weights.get(word, _UNKNOWN)
        whole += weight
        got += share * max(weight, _UNKNOWN) if share else 0.0
    by_words = min(1.0, got / whole) if whole else 0.0
    if meaning is None:
        return by_words
    backed = _ALONE + (1 - _ALONE) * min(1.0, meaning / _SOMEWHAT)
    return max(by_words * backed, _MEANING_SHARE * meaning)


def _asked_alike(article: KnowledgeArticle, question: str) -> float:
    """How nearly one of the article's own questions was asked: settles what words leave even."""
    said = question.lower()
    return max((fuzz.token_sort_ratio(said, one.lower()) for one in article.questions), default=0.0)


def _match(word: str, one: _Words) -> float:
    """Whole for a word that the article is asked by, less for one that it only answers with."""
    for held, share in ((one.asked_by, 1.0), (one.answers, _BODY_SHARE)):
        if word in held or (len(word) > 3 and any(_near(word, other) for other in held)):
            return share
    return 0.0


def _near(word: str, other: str) -> bool:
    return fuzz.ratio(word, other) >= _ALMOST
