"""Rules for user records that the pages and the command line share. Never shows a hash."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

from appliance.domain.errors import NotPermitted, RecordError, RecordNotFound
from appliance.domain.people import Role, User
from appliance.ports.store import Records

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


def require_username(text: str) -> str:
    """A user name in lower case: 2 to 32 letters, digits, `.`, `_` or `-`. Raises RecordError."""
    name = text.strip().lower()
    if not _USERNAME.fullmatch(name):
        raise RecordError(
            "A user name has 2 to 32 letters, digits, dots or dashes.", "For example: maria.lopez"
        )
    return name


def public_facts(user: User) -> dict[str, object]:
    """What the audit keeps of a user."""
    return {
        "username": user.username,
        "display_name": user.display_name,
        "role": user.role.value,
        "active": user.active,
    }


def new_person(username: str, name: str, role: Role, password_hash: str) -> User:
    """A user not yet kept. Raises RecordError for a user name that may not be."""
    accepted = require_username(username)
    return User(
        id=uuid.uuid4().hex,
        username=accepted,
        display_name=name or accepted,
        role=role,
        password_hash=password_hash,
    )


def find_person(records: Records, user_id: str) -> User:
    """Raises RecordNotFound."""
    user = records.users.get(user_id)
    if user is None:
        raise RecordNotFound("There is no such user.")
    return user


def find_by_username(records: Records, username: str) -> User:
    """Raises RecordNotFound."""
    user = records.users.by_username(username.strip().lower())
    if user is None:
        raise RecordNotFound(f"There is no user {username[:40]}.", "See `appliance users list`.")
    return user


def add_person(records: Records, actor: str, user: User) -> None:
    """Raises RecordError when the user name is taken."""
    if records.users.by_username(user.username) is not None:
        raise RecordError(f"The user name {user.username} is taken.", "Choose another.")
    records.users.put(user)
    records.audit.append(actor, "create_user", f"user:{user.username}", None, public_facts(user))


def edit_person(records: Records, by: User, user_id: str, *, role: Role, active: bool) -> User:
    """Change a role, or shut somebody out, whose counter PIN then goes: it may be another's by
    the time the person comes back. Raises NotPermitted for oneself, so that there always is an
    administrator."""
    user = find_person(records, user_id)
    pin_hash = user.pin_hash if active and user.active else ""
    changed = replace(user, role=role, active=active, pin_hash=pin_hash)
    if changed == user:
        return user
    if user.id == by.id:
        raise NotPermitted(
            "You cannot change your own role or shut yourself out.", "Ask another administrator."
        )
    records.users.put(changed)
    records.audit.append(
        by.username,
        "edit_user",
        f"user:{user.username}",
        public_facts(user),
        public_facts(changed),
    )
    if user.pin_hash and not pin_hash:
        records.audit.append(by.username, "remove_pin", f"user:{user.username}", None, None)
    return changed


def replace_password(records: Records, actor: str, user_id: str, password_hash: str) -> User:
    """Keep a new hash; the audit notes that it changed. Raises RecordNotFound."""
    user = replace(find_person(records, user_id), password_hash=password_hash)
    records.users.put(user)
    records.audit.append(actor, "change_password", f"user:{user.username}", None, None)
    return user
