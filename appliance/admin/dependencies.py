"""What every route may ask for by name."""

from __future__ import annotations

from litestar.di import NamedDependency

from appliance.admin.parts import AdminParts

Parts = NamedDependency[AdminParts]
"""The parts of the process, as the argument `parts`."""
