"""Every error the product raises on purpose, each with a stable key and a remedy.

ApplianceError
├── ConfigurationError      a setting or a file is wrong; nothing has started
├── ModelError              a model is missing, damaged or refused
├── RecordError             a value or a record breaks a rule of the yard
│   ├── RecordNotFound
│   ├── ImportRefused       a file was refused whole; `rows` names every bad row
│   ├── StaleEdit           somebody else has changed the record meanwhile
│   └── NotAvailable        the unit or quantity is not free for the period
├── NotPermitted            the person, line or role may not do this
├── DeskUnreachable         the records cannot be reached now; trying again is safe
└── LineError               an audio or telephone line failed
"""

from __future__ import annotations

from dataclasses import dataclass


class ApplianceError(Exception):
    """Something that is expected to go wrong: `what` happened and what to `do` about it."""

    key = "appliance"

    def __init__(self, what: str, do: str = "") -> None:
        self.what = what
        self.do = do
        super().__init__(f"{what} {do}".strip())


class ConfigurationError(ApplianceError):
    """A setting or a file is wrong; raised before anything starts."""

    key = "configuration"


class ModelError(ApplianceError):
    """A model is missing, damaged or refused."""

    key = "model"


class RecordError(ApplianceError):
    """A value or a record breaks a rule of the yard."""

    key = "record"


class RecordNotFound(RecordError):
    """The record named does not exist."""

    key = "record_not_found"


@dataclass(frozen=True, slots=True)
class BadRow:
    """One refused row of an import: `line` counts from 1 with the header, as an editor shows it."""

    line: int
    column: str
    value: str
    reason: str


class ImportRefused(RecordError):
    """A file was refused whole; nothing was changed. `rows` names every bad row."""

    key = "import_refused"

    def __init__(self, what: str, rows: tuple[BadRow, ...] = (), do: str = "") -> None:
        self.rows = rows
        super().__init__(what, do)


class StaleEdit(RecordError):
    """Somebody else has changed the record since it was looked at; nothing was changed now."""

    key = "stale_edit"


class NotAvailable(RecordError):
    """The unit or quantity is not free for the period."""

    key = "not_available"


class NotPermitted(ApplianceError):
    """The person, line or role may not do this."""

    key = "not_permitted"


class DeskUnreachable(ApplianceError):
    """The records cannot be reached now; trying again is safe."""

    key = "desk_unreachable"


class LineError(ApplianceError):
    """An audio or telephone line failed."""

    key = "line"
