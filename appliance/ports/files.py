"""Records in and out as CSV files, as the pages and the command line see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from appliance.domain.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class FileColumn:
    """One column: whether a file has to have it, and what a cell holds, in words."""

    header: str
    needed: bool
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """One kind of record as a file. `role` may import it and export it."""

    name: str
    title: str
    about: str
    columns: tuple[FileColumn, ...]
    importable: bool = True
    role: Role = Role.MANAGER


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What a file does, or would do: `added`, `updated`, `unchanged` sum up to its records."""

    noun: str
    added: int
    updated: int
    unchanged: int
    more: str = ""
    """What else comes of it, as a clause; for inventory files the new classes."""

    @property
    def rows(self) -> int:
        return self.added + self.updated + self.unchanged

    @property
    def sentence(self) -> str:
        return (
            f"{self.rows} {self.noun} in the file: {self.added} added, {self.updated} updated, "
            f"{self.unchanged} unchanged{'; ' + self.more if self.more else ''}."
        )


class RecordFiles(Protocol):
    """Calls block. Unknown types raise RecordNotFound."""

    def types(self) -> tuple[FileType, ...]: ...

    def check(self, name: str, content: bytes) -> FileReport:
        """Dry run. Raises ImportRefused naming every bad row."""
        ...

    def load(self, name: str, content: bytes, actor: str) -> FileReport:
        """Import all rows or none. Raises ImportRefused naming every bad row."""
        ...

    def export(self, name: str) -> bytes:
        """All records of the type as UTF-8 CSV, formula cells neutralised."""
        ...
