"""What is read for the knowledge pages, and how an article sounds."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.dialogue.knowledge.aloud import aloud
from appliance.domain.errors import RecordNotFound
from appliance.domain.knowledge import KnowledgeArticle, sentences
from appliance.ports.knowledge import ArticleFacts
from appliance.ports.repositories import Page
from appliance.ports.store import Records

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """An article as callers hear it: `short` when nothing better can be said, `rest` besides."""

    short: str
    rest: tuple[str, ...]


def articles(records: Records, search: str, offset: int) -> Page[KnowledgeArticle]:
    return records.articles.page(search=search, offset=offset, limit=PAGE_SIZE)


def find(records: Records, article_id: str) -> KnowledgeArticle:
    """Raises RecordNotFound."""
    article = records.articles.get(article_id)
    if article is None:
        raise RecordNotFound("There is no such article.", "Look it up in the list of articles.")
    return article


def spoken(body: str) -> Spoken:
    """A text as it would be spoken; empty for one without words."""
    said = [aloud(one) for one in sentences(body)]
    return Spoken(short=said[0] if said else "", rest=tuple(said[1:]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A question that was tried out, and the article that answers it, if one does."""

    question: str
    article: ArticleFacts | None
    spoken: Spoken | None


def tried(question: str, article: ArticleFacts | None) -> Tried:
    return Tried(
        question=question, article=article, spoken=spoken(article.body) if article else None
    )
