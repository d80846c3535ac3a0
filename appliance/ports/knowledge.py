"""What a conversation may ask beside the rental: articles, and calls that broke off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from appliance.domain.unfinished import UnfinishedCall


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """A knowledge article as it may be spoken from."""

    id: str
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """A booking that waits for staff's decision, and why, in words."""

    number: str
    customer_name: str
    item: str
    reason: str


class KnowledgeDesk(Protocol):
    """The part of `RentalDesk` that answers questions and remembers calls."""

    def find_article(self, question: str) -> ArticleFacts | None:
        """The article that answers a question in free words; None where none does."""
        ...

    def reviews(self) -> tuple[ReviewFacts, ...]:
        """Bookings that wait for review, oldest first; for staff alone."""
        ...

    def unfinished(self, customer_id: str, call_id: str) -> UnfinishedCall | None:
        """The latest rental of this customer that broke off within the hour on another call."""
        ...

    def keep_unfinished(self, progress: UnfinishedCall) -> None:
        """Write: what this call knows of its rental by now; replaces what it knew before."""
        ...

    def drop_unfinished(self, call_id: str) -> None:
        """Write: that call's rental was booked or given up; there is nothing to go on with."""
        ...

    def resume(self, call_id: str, earlier_call_id: str, customer_id: str) -> None:
        """Write: this call goes on with the earlier one: what was agreed there holds here. Safe
        to repeat."""
        ...
