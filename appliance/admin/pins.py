"""Counter PINs: hashed (argon2id), and kept with the person. Never keeps, shows or logs one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from appliance.admin.people import find_person
from appliance.domain.errors import NotPermitted, RecordError
from appliance.domain.people import User
from appliance.domain.pins import is_pin, require_acceptable_pin
from appliance.ports.pins import PinHashes
from appliance.ports.store import Records, Store

CHOOSE_ANOTHER = "Choose another PIN."
_ROUNDS = 3


class Pins:
    """Argon2id, cheaper than for passwords (19 MiB, two passes): at the counter everybody's hash
    is computed while somebody waits."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

    @cached_property
    def _nobodys(self) -> str:
        """Compared for who has none; what was hashed is no PIN, so none matches it."""
        return self._hasher.hash("no PIN at all")

    def hash(self, pin: str) -> str:
        """The hash to keep. Raises RecordError for what may not be a PIN."""
        require_acceptable_pin(pin)
        return self._hasher.hash(pin)

    def matches(self, pin_hash: str, pin: str) -> bool:
        """True when it is this PIN's. Takes as long for somebody who has none (empty)."""
        if not is_pin(pin):
            return False
        try:
            self._hasher.verify(pin_hash or self._nobodys, pin)
        except (VerificationError, InvalidHashError):
            return False
        return True


def set_own_pin(store: Store, hashes: PinHashes, user: User, pin: str) -> None:
    """Keep a PIN that no other active person has: it says who decides. Hashes are computed
    outside the records; whoever sets a PIN meanwhile has it compared too. Blocks. Raises
    RecordError."""
    hashed = hashes.hash(pin)
    if not any(_compared_and_kept(store, hashes, user, pin, hashed) for _ in range(_ROUNDS)):
        raise RecordError("Others are setting their PINs at this moment.", "Try again.")


def remove_pin(records: Records, actor: str, user_id: str) -> None:
    """The person decides nothing at the counter any more. Raises RecordNotFound."""
    user = find_person(records, user_id)
    if user.pin_hash:
        records.users.put(replace(user, pin_hash=""))
        records.audit.append(actor, "remove_pin", f"user:{user.username}", None, None)


def _compared_and_kept(store: Store, hashes: PinHashes, user: User, pin: str, hashed: str) -> bool:
    others = store.read(lambda records: _others_pins(records, user))
    if any([hashes.matches(other, pin) for other in others]):
        raise RecordError(CHOOSE_ANOTHER)
    return store.write(lambda records: _keep(records, user, hashed, others))


def _others_pins(records: Records, user: User) -> tuple[str, ...]:
    return tuple(one.pin_hash for one in records.users.active() if one.id != user.id)


def _keep(records: Records, user: User, hashed: str, others: Sequence[str]) -> bool:
    """False when others' PINs are not those that were compared. Raises NotPermitted for somebody
    shut out, or whose password was changed, since it was checked."""
    if _others_pins(records, user) != others:
        return False
    now_is = find_person(records, user.id)
    if not now_is.active or now_is.password_hash != user.password_hash:
        raise NotPermitted("Your password was changed meanwhile.", "Sign in again.")
    records.users.put(replace(now_is, pin_hash=hashed))
    records.audit.append(user.username, "set_pin", f"user:{user.username}", None, None)
    return True
