"""How the processes log: lines for people, or JSON objects for machines, one a line.

Whoever logs gives ids and counts as `extra`; names, numbers and what was said are never logged.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from appliance.config.settings import LogSettings

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request being answered, in the loop and in the threads that it uses."""
call_id: ContextVar[str] = ContextVar("call_id", default="")
"""Of the call being served, likewise."""
turn_number: ContextVar[int | None] = ContextVar("turn_number", default=None)
"""Of the call's turn being answered, likewise."""
_PLAIN = "%(asctime)s %(levelname)s %(name)s %(message)s"
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """`{"at", "level", "logger", "message", "request", "call", "turn", …extra, "error"}`, ids
    where there are any; times are UTC."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= _ids()
        line |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """`time LEVEL logger message`, with the ids of request, call and turn behind, if any."""

    def __init__(self) -> None:
        super().__init__(_PLAIN)

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        ids = " ".join(str(value) for value in _ids().values())
        return f"{line} [{ids}]" if ids else line


def _ids() -> dict[str, str | int]:
    """What the line belongs to; what there is of it."""
    found: dict[str, str | int] = {}
    if request := request_id.get():
        found["request"] = request
    if call := call_id.get():
        found["call"] = call
    if (turn := turn_number.get()) is not None:
        found["turn"] = turn
    return found


def set_up_logging(settings: LogSettings) -> None:
    """Log to standard error from here on, in the form that was set."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if settings.format == "json" else PlainLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    access = logging.getLogger("appliance.admin.access")
    access.setLevel(logging.INFO if settings.requests else logging.WARNING)
