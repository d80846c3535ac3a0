"""An article as a form: every field read, and what is wrong named by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from appliance.admin.forms import FieldError, parse_required, text_of
from appliance.domain.knowledge import (
    MOST_BODY,
    MOST_QUESTION,
    MOST_QUESTIONS,
    MOST_TITLE,
    KnowledgeArticle,
)


def slug_of(title: str) -> str:
    """The id of a new article."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "article"


def values_of(article: KnowledgeArticle | None) -> dict[str, Any]:
    """The article as the form's fields."""
    if article is None:
        return {"title": "", "body": "", "questions": "", "active": True}
    return {
        "title": article.title,
        "body": article.body,
        "questions": "\n".join(article.questions),
        "active": article.active,
    }


def sent_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, to be shown again beside what is wrong with it."""
    return {
        "title": str(data.get("title", ""))[: MOST_TITLE * 2],
        "body": str(data.get("body", ""))[: MOST_BODY * 2],
        "questions": str(data.get("questions", ""))[: MOST_QUESTION * MOST_QUESTIONS],
        "active": data.get("active") == "yes",
    }


def read_article(
    data: Mapping[str, Any], article_id: str, now: datetime
) -> tuple[KnowledgeArticle | None, dict[str, str]]:
    """The article as sent, or None and what is wrong by field."""
    errors: dict[str, str] = {}
    title = _field(data, "title", MOST_TITLE, errors)
    body = _field(data, "body", MOST_BODY, errors)
    questions = _questions(data, errors)
    if errors:
        return None, errors
    return (
        KnowledgeArticle(
            id=article_id or slug_of(title),
            title=title,
            body=body,
            questions=questions,
            active=data.get("active") == "yes",
            updated_at=now,
        ),
        {},
    )


def _field(data: Mapping[str, Any], name: str, most: int, errors: dict[str, str]) -> str:
    try:
        return " ".join(parse_required(text_of(data, name, most)).split())
    except FieldError as error:
        errors[name] = error.what
        return ""


def _questions(data: Mapping[str, Any], errors: dict[str, str]) -> tuple[str, ...]:
    try:
        text = text_of(data, "questions", MOST_QUESTION * MOST_QUESTIONS)
    except FieldError as error:
        errors["questions"] = error.what
        return ()
    found = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(found) > MOST_QUESTIONS:
        errors["questions"] = f"At most {MOST_QUESTIONS} questions, one a line."
    elif any(len(one) > MOST_QUESTION for one in found):
        errors["questions"] = f"A question has at most {MOST_QUESTION} characters."
    return found
