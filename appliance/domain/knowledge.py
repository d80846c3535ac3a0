"""Knowledge articles: what the yard answers to questions that no record answers.

An article is written to be spoken. Its first sentence is the short answer: it is what callers
hear when nothing better can be said from the article without adding to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from appliance.domain.errors import RecordError

MOST_TITLE, MOST_BODY, MOST_QUESTIONS, MOST_QUESTION = 80, 1200, 20, 160
_SENTENCE = re.compile(r"[^.!?]*(?:[.!?](?=\w)[^.!?]*)*[.!?]?", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeArticle:
    """`questions` are ways in which callers ask for it; one that is not `active` is not used."""

    id: str
    title: str
    body: str
    questions: tuple[str, ...] = ()
    active: bool = True
    updated_at: datetime

    def __post_init__(self) -> None:
        for field, text, most in (
            ("title", self.title, MOST_TITLE),
            ("body", self.body, MOST_BODY),
        ):
            if not text.strip():
                raise RecordError(f"Article {self.id}: {field} is empty.", "Write something.")
            if len(text) > most:
                raise RecordError(
                    f"Article {self.id}: {field} has {len(text)} characters.",
                    f"Use at most {most}.",
                )
        if len(self.questions) > MOST_QUESTIONS or any(
            not one.strip() or len(one) > MOST_QUESTION for one in self.questions
        ):
            raise RecordError(
                f"Article {self.id}: questions are at most {MOST_QUESTIONS}, none of them empty "
                f"or longer than {MOST_QUESTION} characters."
            )


def sentences(text: str) -> tuple[str, ...]:
    """The text's sentences in order; a point within a figure or a word ends none."""
    found = (part.strip() for part in _SENTENCE.findall(" ".join(text.split())))
    return tuple(part for part in found if part)
