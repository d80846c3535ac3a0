"""Kits: a main item that is rented together with its attachments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KitPart:
    """An attachment; `included` in the main item's price, or at its own rate."""

    class_id: str
    quantity: int
    included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """One of the main class and its parts."""

    id: str
    name: str
    class_id: str
    parts: tuple[KitPart, ...]
