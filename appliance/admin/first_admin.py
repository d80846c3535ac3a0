"""The first administrator of a new box, with a one-time password kept in a file of mode 0600.

The file is the only place that says the password is one-time: it goes when the password is changed.
"""

from __future__ import annotations

import secrets
import uuid
from pathlib import Path

from appliance.admin.passwords import Passwords
from appliance.admin.people import public_facts
from appliance.config import read_or_create_secret
from appliance.domain.people import Role, User
from appliance.ports.store import Records, Store

USERNAME = "admin"
SECRET_NAME = "first-admin-password"  # noqa: S105 (the name of a file)


def ensure_first_admin(
    store: Store, data_dir: Path, passwords: Passwords | None = None
) -> str | None:
    """Create `admin` where there is no user at all; its one-time password, else None.

    The password also stands in `<data>/secrets/first-admin-password` until it is changed.
    """
    if store.read(lambda records: records.users.count()):
        return None
    password = read_or_create_secret(data_dir, SECRET_NAME, renew=True)
    user = User(
        id=uuid.uuid4().hex,
        username=USERNAME,
        display_name="Administrator",
        role=Role.ADMIN,
        password_hash=(passwords or Passwords()).hash(password),
    )

    def create(records: Records) -> bool:
        if records.users.count():
            return False
        records.users.put(user)
        records.audit.append("setup", "create_user", f"user:{USERNAME}", None, public_facts(user))
        return True

    return password if store.write(create) else None


def is_one_time_password(data_dir: Path, user: User, password: str) -> bool:
    """True for the generated password of the first admin, which must be changed at first use."""
    if user.username != USERNAME:
        return False
    path = one_time_password_file(data_dir)
    try:
        kept = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return False
    return secrets.compare_digest(kept.encode(), password.encode())


def forget_one_time_password(data_dir: Path, user: User) -> None:
    """The password has been changed: the file has done its work."""
    if user.username == USERNAME:
        one_time_password_file(data_dir).unlink(missing_ok=True)


def one_time_password_file(data_dir: Path) -> Path:
    return data_dir / "secrets" / SECRET_NAME
