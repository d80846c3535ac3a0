"""`appliance users`: people who sign in to the pages, from the command line of the box."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from appliance.cli.options import data_dir_option, json_option

ROLES = ("clerk", "manager", "admin")


def _ask_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline(1000).rstrip("\n")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


@click.group()
def users() -> None:
    """Add and list people, set passwords."""


@users.command("list")
@data_dir_option
@json_option
def users_list(data_dir: Path, as_json: bool) -> None:
    """List everybody who may sign in, and who has a counter PIN."""
    import json

    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.users import list_users

    found = run_command(data_dir, list_users)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for user in found:
        pin = "  has a PIN" if user["pin"] else ""
        state = "" if user["active"] else "  shut out"
        click.echo(f"{user['username']:24} {user['role']:8} {user['display_name']}{pin}{state}")


@users.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), default="clerk", show_default=True)
@click.option("--name", default="", help="The person's name  [default: the user name]")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@data_dir_option
def users_add(username: str, role: str, name: str, password_stdin: bool, data_dir: Path) -> None:
    """Add a person."""
    from appliance.admin.passwords import Passwords
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.users import add_user
    from appliance.domain.people import Role

    hashed = Passwords().hash(_ask_password(password_stdin))
    added = run_command(
        data_dir, add_user, username=username, name=name, role=Role(role), password_hash=hashed
    )
    click.echo(f"{added} can sign in as {role}.")


@users.command("passwd")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@data_dir_option
def passwd(username: str, password_stdin: bool, data_dir: Path) -> None:
    """Set somebody's password."""
    from appliance.admin.passwords import Passwords
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.users import set_password

    hashed = Passwords().hash(_ask_password(password_stdin))
    kept = run_command(data_dir, set_password, username=username, password_hash=hashed)
    click.echo(f"The password of {kept} is set.")


@users.command("first-admin")
@data_dir_option
def first_admin(data_dir: Path) -> None:
    """Make the first administrator where there is nobody yet; print the one-time password.

    While it has not been changed it is printed again, from its file.
    """
    from appliance.admin.first_admin import USERNAME, one_time_password_file
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.users import make_first_admin

    path = one_time_password_file(data_dir)
    if path.is_file():
        password: str | None = path.read_text(encoding="ascii").strip()
    else:
        password = run_command(data_dir, make_first_admin)
    if password is None:
        click.echo("There are people who can sign in already; nobody was added.")
        return
    click.echo(f"Sign in as {USERNAME} with the one-time password {password}")
    click.echo(f"It also stands in {path} until it is changed.")
