"""`appliance chat`: the same agent by keyboard. No audio engine is loaded."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.options import data_dir_option, json_option
from appliance.domain.errors import RecordError

if TYPE_CHECKING:
    from appliance.ports.conversation import Reply

LONGEST_LINE_BYTES = 16_384


@click.command()
@click.option(
    "--line",
    default="chat",
    show_default=True,
    help="Answer as on this line; `desk` is the counter.",
)
@click.option("--caller", default=None, help="The number the call comes from.")
@data_dir_option
@json_option
def chat(line: str, caller: str | None, data_dir: Path, as_json: bool) -> None:
    """Talk to the agent by keyboard: a line in, a reply out."""
    from appliance.bootstrap.chat import open_chat
    from appliance.ports.conversation import Heard

    with open_chat(data_dir) as open_conversation:
        conversation = open_conversation(line, caller)
        try:
            reply = conversation.greet()
            _show(reply, None, as_json)
            # The agent's last word ends the call: no further line is waited for.
            while not reply.ended and (heard := _next_line()) is not None:
                reply = conversation.confirm(conversation.consider(Heard(text=heard)))
                _show(reply, heard, as_json)
        finally:
            outcome = conversation.close()
        if as_json:
            _print({"ended": True, "outcome": outcome.value, "booking": reply.booking})


def _next_line() -> str | None:
    """The next utterance from stdin; None at its end. Raises RecordError on one too long."""
    if sys.stdin.isatty():
        click.echo("> ", nl=False)
    line = sys.stdin.buffer.readline(LONGEST_LINE_BYTES + 1)
    if not line:
        return None
    if len(line) > LONGEST_LINE_BYTES:
        raise RecordError(
            f"A line of more than {LONGEST_LINE_BYTES} bytes came in; that is no utterance.",
            "Send one utterance a line.",
        )
    return line.decode("utf-8", errors="replace").strip()


def _show(reply: Reply, heard: str | None, as_json: bool) -> None:
    if not as_json:
        click.echo(reply.said)
        return
    turn: dict[str, Any] = {"turn": reply.turn}
    if heard is not None:
        turn |= {"heard": heard, "actions": list(reply.actions)}
    turn |= {
        "said": reply.said,
        "asks": reply.asks.value if reply.asks else None,
        "stage": reply.stage.value,
    }
    _print(turn)


def _print(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
    sys.stdout.flush()
