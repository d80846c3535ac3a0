"""People who sign in, for the command line. Passwords arrive hashed; no hash is given back."""

from __future__ import annotations

from typing import Any

from appliance.bootstrap.commands import Scene, record_command
from appliance.domain.people import Role


@record_command("users.list")
def list_users(scene: Scene) -> list[dict[str, Any]]:
    """Everybody who may sign in, and whether they have a counter PIN."""
    from appliance.admin.people import public_facts

    found = scene.read(lambda records: records.users.page(limit=1000)).items
    return [{**public_facts(user), "pin": bool(user.pin_hash)} for user in found]


@record_command("users.add")
def add_user(scene: Scene, *, username: str, name: str, role: Role, password_hash: str) -> str:
    """The user name as it is kept. Raises RecordError when it is taken or cannot be one."""
    from appliance.admin.people import add_person, new_person

    user = new_person(username, name, role, password_hash)
    scene.write(lambda records: add_person(records, scene.actor, user))
    return user.username


@record_command("users.passwd")
def set_password(scene: Scene, *, username: str, password_hash: str) -> str:
    """The user name as it is kept; the first admin's one-time password ends."""
    from appliance.admin.first_admin import forget_one_time_password
    from appliance.admin.people import find_by_username, replace_password

    user = scene.write(
        lambda records: replace_password(
            records, scene.actor, find_by_username(records, username).id, password_hash
        )
    )
    forget_one_time_password(scene.data_dir, user)
    return user.username


@record_command("users.first-admin")
def make_first_admin(scene: Scene) -> str | None:
    """The one-time password of the first administrator, made now; None where there are people."""
    from appliance.admin.first_admin import ensure_first_admin

    return ensure_first_admin(scene.store, scene.data_dir)
