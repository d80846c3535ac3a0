"""Runs a report's query inside the transaction of whoever asks."""

from __future__ import annotations

from datetime import datetime

from appliance.domain.reports import ReportAsk, ReportTable
from appliance.storage.reports.calls import calls
from appliance.storage.reports.money import concessions, overrides, revenue
from appliance.storage.reports.span import span_of
from appliance.storage.reports.standing import expiring, overdue
from appliance.storage.reports.utilization import utilization
from appliance.storage.session import Row, Session


class DuckDbReports:
    """Reports over the records as they stand in this transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def table(self, ask: ReportAsk, now: datetime) -> ReportTable:
        return ReportTable(ask=ask, rows=tuple(self._rows(ask, now)))

    def _rows(self, ask: ReportAsk, now: datetime) -> list[Row]:
        session, by = self._session, ask.by.name
        span = span_of(ask, now, session.zone)
        match ask.spec.name:
            case "utilization":
                return utilization(session, by, span)
            case "revenue":
                return revenue(session, by, span)
            case "concessions":
                if by == "override":
                    return overrides(session, span)
                return concessions(session, by, span)
            case "calls":
                return calls(session, by, span)
            case "overdue":
                return overdue(session, span)
            case "expiring":
                return expiring(session, now.astimezone(session.zone).date(), ask.ahead)
        raise LookupError(f"no query for the report {ask.spec.name}")
