"""What the daily jobs did last: one row a job."""

from __future__ import annotations

from appliance.domain.upkeep import JobRun
from appliance.storage.mapping import Mapping
from appliance.storage.tables import TableRepository


class DuckDbJobRuns(TableRepository[JobRun]):
    mapping = Mapping(JobRun, "job_run", key=("name",), order="t.name")

    def all(self) -> tuple[JobRun, ...]:
        return self._where("TRUE")
