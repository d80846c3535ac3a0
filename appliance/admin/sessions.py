"""Who is signed in: opaque random tokens in a cookie, their hashes here in memory.

Tokens never leave this process but in the cookie; a restart signs everybody out. Any thread may
call; nothing here blocks.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from appliance.domain.people import User

COOKIE = "appliance_session"
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser signed in as one user. Times are seconds of a monotonic clock."""

    key: str
    user_id: str
    fingerprint: str
    """Of the password hash at sign-in: a changed password ends the session."""
    started: float
    seen: float
    must_change_password: bool = False


def password_fingerprint(user: User) -> str:
    return hashlib.sha256(user.password_hash.encode()).hexdigest()


class SessionTable:
    """At most `most` sessions: the one unseen for longest is dropped beyond that.

    A session ends `idle_s` after its last request and `longest_s` after sign-in.
    """

    def __init__(
        self,
        *,
        idle_s: float = 4 * 3600,
        longest_s: float = 12 * 3600,
        most: int = 500,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._idle_s = idle_s
        self._longest_s = longest_s
        self._most = most
        self._now = now
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}

    @property
    def longest_s(self) -> int:
        return int(self._longest_s)

    def __len__(self) -> int:
        return len(self._sessions)

    def start(self, user: User, *, must_change_password: bool = False) -> str:
        """Sign a user in; the token for the cookie, new each time."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        now = self._now()
        session = Session(
            key=_key(token),
            user_id=user.id,
            fingerprint=password_fingerprint(user),
            started=now,
            seen=now,
            must_change_password=must_change_password,
        )
        with self._lock:
            if len(self._sessions) >= self._most:
                oldest = min(self._sessions.values(), key=lambda kept: kept.seen)
                del self._sessions[oldest.key]
            self._sessions[session.key] = session
        return token

    def find(self, token: str) -> Session | None:
        """The session of a token, marked as seen now; None when unknown or over."""
        now = self._now()
        key = _key(token)
        with self._lock:
            session = self._sessions.get(key)
            if session is None:
                return None
            if now - session.seen > self._idle_s or now - session.started > self._longest_s:
                del self._sessions[key]
                return None
            self._sessions[key] = seen = replace(session, seen=now)
            return seen

    def end(self, key: str) -> None:
        with self._lock:
            self._sessions.pop(key, None)

    def end_all_of(self, user_id: str) -> None:
        """Sign a user out everywhere."""
        with self._lock:
            for key in [k for k, s in self._sessions.items() if s.user_id == user_id]:
                del self._sessions[key]


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
