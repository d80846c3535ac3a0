"""The records in DuckDB: one owner thread, migrations, repositories, CSV in and out, demo yard."""

from appliance.storage.errors import StoreClosed, StoreLocked, StoreMisused
from appliance.storage.store import DuckDbStore

__all__ = ["DuckDbStore", "StoreClosed", "StoreLocked", "StoreMisused"]
