"""Reports over the records: aggregates in SQL, and their rows as CSV and Parquet."""

from appliance.storage.reports.files import report_csv, report_parquet
from appliance.storage.reports.running import DuckDbReports

__all__ = ["DuckDbReports", "report_csv", "report_parquet"]
