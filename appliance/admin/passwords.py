"""Password hashing (argon2id) and what a password must be. Never keeps or logs one."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from appliance.domain.errors import RecordError

MINIMUM_LENGTH = 10
MAXIMUM_LENGTH = 200


class Passwords:
    """Argon2id with the library's defaults (RFC 9106, low memory); `cost` is lowered in tests."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._unknown = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The hash to keep. Raises RecordError for a password that is too short or too long."""
        require_acceptable(password)
        return self._hasher.hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        """True when the password is right. Takes as long for a user that does not exist (None)."""
        if len(password) > MAXIMUM_LENGTH:
            return False
        try:
            self._hasher.verify(password_hash or self._unknown, password)
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None


def require_acceptable(password: str) -> None:
    """Raises RecordError for a password under 10 or over 200 characters, or all one character."""
    if len(password) < MINIMUM_LENGTH:
        raise RecordError(
            f"The password has {len(password)} characters.",
            f"Use at least {MINIMUM_LENGTH}; a few words are fine.",
        )
    if len(password) > MAXIMUM_LENGTH:
        raise RecordError("The password is too long.", f"Use at most {MAXIMUM_LENGTH} characters.")
    if len(set(password)) == 1:
        raise RecordError("The password is one character repeated.", "Choose another.")
