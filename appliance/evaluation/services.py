"""Parts of the agent that scenarios may need: those that it serves today."""

from __future__ import annotations

SERVED: frozenset[str] = frozenset()
"""A scenario with `needs:` is played only when its part is named here."""
