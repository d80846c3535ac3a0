"""What can go wrong with the records' file, apart from what the domain already names.

DeskUnreachable
└── StoreClosed         the store has been closed; this process must not use it any more
ApplianceError
├── StoreLocked         another process, or another store of this one, has the file open
├── StoreMisused        code breaks the store's rules: a write in a read, records kept too long
└── StoreUnusable       the file is damaged, newer than this program, or not a records file
"""

from __future__ import annotations

from appliance.domain.errors import ApplianceError, DeskUnreachable


class StoreClosed(DeskUnreachable):
    """The store has been closed; this process must not use it any more."""

    key = "store_closed"


class StoreLocked(ApplianceError):
    """Another process, or another store of this one, has the file open."""

    key = "store_locked"


class StoreMisused(ApplianceError):
    """Code breaks the store's rules: a write in a read, records used outside their transaction."""

    key = "store_misused"


class StoreUnusable(ApplianceError):
    """The file is damaged, newer than this program, or not a records file."""

    key = "store_unusable"
