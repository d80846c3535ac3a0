"""`appliance users`: people who sign in to the pages, from the command line of the box."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appliance.cli.options import data_dir_option, json_option

if TYPE_CHECKING:
    from appliance.ports.store import Store

ROLES = ("clerk", "manager", "admin")


@contextmanager
def _store(data_dir: Path) -> Iterator[Store]:
    from appliance.bootstrap.records import build_store
    from appliance.config import load_settings

    store = build_store(load_settings(data_dir))
    try:
        yield store
    finally:
        store.close()


def _ask_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline(1000).rstrip("\n")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


@click.group()
def users() -> None:
    """Add and list people, set passwords. The web process must not be running."""


@users.command("list")
@data_dir_option
@json_option
def list_users(data_dir: Path, as_json: bool) -> None:
    """List everybody who may sign in."""
    import json

    from appliance.admin.people import public_facts

    with _store(data_dir) as store:
        found = store.read(lambda records: records.users.page(limit=1000)).items
    if as_json:
        click.echo(json.dumps([public_facts(user) for user in found], ensure_ascii=False))
        return
    for user in found:
        state = "" if user.active else "  shut out"
        click.echo(f"{user.username:24} {user.role.value:8} {user.display_name}{state}")


@users.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), default="clerk", show_default=True)
@click.option("--name", default="", help="The person's name  [default: the user name]")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@data_dir_option
def add_user(username: str, role: str, name: str, password_stdin: bool, data_dir: Path) -> None:
    """Add a person."""
    from appliance.admin.passwords import Passwords
    from appliance.admin.people import add_person, new_person
    from appliance.domain.people import Role

    password = _ask_password(password_stdin)
    user = new_person(username, name, Role(role), Passwords().hash(password))
    with _store(data_dir) as store:
        store.write(lambda records: add_person(records, "command line", user))
    click.echo(f"{user.username} can sign in as {role}.")


@users.command("passwd")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@data_dir_option
def passwd(username: str, password_stdin: bool, data_dir: Path) -> None:
    """Set somebody's password."""
    from appliance.admin.first_admin import forget_one_time_password
    from appliance.admin.passwords import Passwords
    from appliance.admin.people import find_by_username, replace_password

    hashed = Passwords().hash(_ask_password(password_stdin))
    with _store(data_dir) as store:
        user = store.write(
            lambda records: replace_password(
                records, "command line", find_by_username(records, username).id, hashed
            )
        )
    forget_one_time_password(data_dir, user)
    click.echo(f"The password of {user.username} is set.")


@users.command("first-admin")
@data_dir_option
def first_admin(data_dir: Path) -> None:
    """Make the first administrator where there is nobody yet; print the one-time password.

    While it has not been changed it is printed again, from its file.
    """
    from appliance.admin.first_admin import USERNAME, ensure_first_admin, one_time_password_file

    path = one_time_password_file(data_dir)
    if path.is_file():
        password: str | None = path.read_text(encoding="ascii").strip()
    else:
        with _store(data_dir) as store:
            password = ensure_first_admin(store, data_dir)
    if password is None:
        click.echo("There are people who can sign in already; nobody was added.")
        return
    click.echo(f"Sign in as {USERNAME} with the one-time password {password}")
    click.echo(f"It also stands in {path} until it is changed.")
