"""`appliance chat`: the same agent by keyboard. No audio engine is loaded."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.options import data_dir_option, json_option
from appliance.cli.utterances import Utterances

if TYPE_CHECKING:
    from appliance.ports.conversation import Conversation, Reply

POLL_EVERY_S = 0.5
"""While somebody else is asked, how often it is looked for an answer."""


@click.command()
@click.option(
    "--line",
    default="chat",
    show_default=True,
    help="Answer as on this line; `desk` is the counter.",
)
@click.option("--caller", default=None, help="The number the call comes from.")
@click.option("--agent", default="", help="Try this agent, also while it is off.")
@data_dir_option
@json_option
def chat(line: str, caller: str | None, agent: str, data_dir: Path, as_json: bool) -> None:
    """Talk to the agent by keyboard: a line in, a reply out."""
    from appliance.bootstrap.chat import open_chat
    from appliance.ports.conversation import Heard

    with open_chat(data_dir) as open_conversation:
        conversation = open_conversation(line, caller, f"agent:{agent}" if agent else "")
        utterances = Utterances()
        try:
            reply = conversation.greet()
            _show(reply, None, as_json)
            # The agent's last word ends the call: no further line is waited for.
            while not reply.ended:
                heard = _heard(conversation, reply, utterances)
                if heard is None:
                    break
                if isinstance(heard, str):
                    reply = conversation.confirm(conversation.consider(Heard(text=heard)))
                    conversation.keep()
                    _show(reply, heard, as_json)
                else:
                    reply = heard
                    _show(reply, "", as_json)
        finally:
            outcome = conversation.close()
        if as_json:
            _print({"ended": True, "outcome": outcome.value, "booking": reply.booking})


def _prompt() -> None:
    if sys.stdin.isatty():
        click.echo("> ", nl=False)


def _heard(conversation: Conversation, reply: Reply, utterances: Utterances) -> str | Reply | None:
    """The next utterance, None at the end of input, or the reply that came of itself while the
    conversation waited for somebody else."""
    _prompt()
    while reply.waits:
        try:
            return utterances.next(POLL_EVERY_S)
        except TimeoutError:
            came = conversation.poll()
            if came is not None:
                return came
    return utterances.next()


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
    if reply.waits:
        turn["waits"] = True
    _print(turn)


def _print(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
    sys.stdout.flush()
