"""Telephone keys gathered into one entry: complete at `#`, or after a quiet timed elsewhere."""

from __future__ import annotations

from appliance.voice import tuning


class KeyEntry:
    """Collects digits; `*` takes back what was keyed so far, and is an entry of its own where
    nothing was.

    While `takes_one` is set a digit is a whole entry."""

    def __init__(self) -> None:
        self._keys = ""
        self._taken_back = False
        """A second `*` after one that took something back is no entry."""
        self.takes_one = False

    @property
    def pending(self) -> bool:
        return bool(self._keys)

    def press(self, key: str) -> str | None:
        """Take a key; the complete entry when it was `#` or the entry is full, else None."""
        if key == "*":
            alone = not (self._keys or self._taken_back)
            self._keys, self._taken_back = "", not alone
            return key if alone else None
        if key == "#":
            return self.take()
        self._keys += key
        self._taken_back = False
        longest = 1 if self.takes_one else tuning.LONGEST_KEYS
        return self.take() if len(self._keys) >= longest else None

    def take(self) -> str | None:
        """The entry as it stands, and begin anew; None when nothing was keyed."""
        keys, self._keys = self._keys, ""
        return keys or None
