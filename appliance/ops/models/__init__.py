"""The model store: what the manifest lists, fetched, verified and found by role."""

from __future__ import annotations

from appliance.ops.models.bundle import write_bundle
from appliance.ops.models.fetch import Fetcher, FetchReport
from appliance.ops.models.machine import Machine, Recommendation, recommend
from appliance.ops.models.manifest import Manifest, Model, ModelFile, Role, load_manifest
from appliance.ops.models.store import ModelState, ModelStore

__all__ = [
    "FetchReport",
    "Fetcher",
    "Machine",
    "Manifest",
    "Model",
    "ModelFile",
    "ModelState",
    "ModelStore",
    "Recommendation",
    "Role",
    "load_manifest",
    "recommend",
    "write_bundle",
]
