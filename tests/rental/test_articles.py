"""Which article answers: by the words that are shared, and by what the question means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appliance.domain.knowledge import KnowledgeArticle
from appliance.rental.articles import best_article

NOW = datetime(2027, 3, 1, tzinfo=UTC)
FUEL = KnowledgeArticle(
    id="fuel",
    title="Fuel",
    body="Machines leave with a full tank. Bring them back full.",
    questions=("who pays for the fuel", "does it come with a full tank"),
    updated_at=NOW,
)
GATE = KnowledgeArticle(
    id="gate",
    title="After hours",
    body="After hours leave machines at the gate and put the key in the box.",
    questions=("can I drop it off after hours",),
    updated_at=NOW,
)
ARTICLES = (FUEL, GATE)


@pytest.mark.parametrize(
    "question, meaning, found",
    [
        ("who pays for the fuel", {}, "fuel"),
        ("what about the diesel", {"fuel": 0.42, "gate": 0.1}, "fuel"),
        ("what about the diesel", {"fuel": 0.42, "gate": 0.3}, None),
        ("what about the diesel", {"fuel": 0.2, "gate": 0.0}, None),
        ("what are your favorite hours", {}, "gate"),
        ("what are your favorite hours", {"fuel": 0.0, "gate": 0.0}, None),
        ("is your brother in", {"fuel": 0.05, "gate": 0.02}, None),
    ],
)
def test_words_find_an_article_and_its_meaning_bears_it_out(
    question: str, meaning: dict[str, float], found: str | None
) -> None:
    article = best_article(ARTICLES, question, meaning)
    assert (article.id if article else None) == found


def test_no_articles_answer_nothing() -> None:
    assert best_article((), "who pays for the fuel", {}) is None
