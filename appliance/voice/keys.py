"""Telephone keys gathered into one entry: complete at `#`, or after a quiet timed elsewhere."""

from __future__ import annotations

from appliance.voice import tuning


class KeyEntry:
    """Collects digits; `*` takes back what was keyed so far.

    While `takes_one` is set a digit is a whole entry."""

    def __init__(self) -> None:
        self._keys = ""
        self.takes_one = False

    @property
    def pending(self) -> bool:
        return bool(self._keys)

    def press(self, key: str) -> str | None:
        """Take a key; the complete entry when it was `#` or the entry is full, else None."""
        if key == "*":
            self._keys = ""
            return None
        if key == "#":
            return self.take()
        self._keys += key
        longest = 1 if self.takes_one else tuning.LONGEST_KEYS
        return self.take() if len(self._keys) >= longest else None

    def take(self) -> str | None:
        """The entry as it stands, and begin anew; None when nothing was keyed."""
        keys, self._keys = self._keys, ""
        return keys or None
