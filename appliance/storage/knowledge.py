"""Knowledge articles, and calls that broke off."""

from __future__ import annotations

from datetime import datetime

from appliance.domain.knowledge import KnowledgeArticle
from appliance.domain.unfinished import UnfinishedCall
from appliance.storage.mapping import Mapping
from appliance.storage.tables import TableRepository


class DuckDbArticles(TableRepository[KnowledgeArticle]):
    mapping = Mapping(
        KnowledgeArticle,
        "knowledge_article",
        key=("id",),
        order="lower(t.title), t.id",
        search=("t.title", "t.body", "array_to_string(t.questions, ' ')"),
    )

    def active(self) -> tuple[KnowledgeArticle, ...]:
        """Those that callers are answered from."""
        return self._where("t.active")


class DuckDbUnfinished(TableRepository[UnfinishedCall]):
    mapping = Mapping(
        UnfinishedCall,
        "unfinished_call",
        key=("call_id",),
        order='t."at" DESC, t.call_id',
        references={"class_id": "equipment_class"},
    )

    def of_customer(self, customer_id: str, since: datetime) -> tuple[UnfinishedCall, ...]:
        """Kept since a moment, latest first."""
        return self._where('t.customer_id = ? AND t."at" >= ?', (customer_id, since))

    def delete_before(self, moment: datetime) -> None:
        """Forget what was kept before a moment."""
        self._session.run('DELETE FROM unfinished_call WHERE "at" < ?', (moment,))
