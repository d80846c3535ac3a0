"""The agent wired for the keyboard: the records and the language model, no audio."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.bootstrap.conversation import build_open_conversation, warm_language_model
from appliance.bootstrap.engines import build_first_opinion, build_language_model
from appliance.bootstrap.ops import model_path
from appliance.bootstrap.records import open_desk
from appliance.config import load_settings
from appliance.ports.conversation import OpenConversation


@contextmanager
def open_chat(data_dir: Path) -> Iterator[OpenConversation]:
    """Conversations by keyboard, through the running appliance, else on the records."""
    settings = load_settings(data_dir)
    model_path(settings, "language_model")  # before records are made for a call that cannot be
    with open_desk(settings) as desk:
        language_model = build_language_model(settings)
        warm_language_model(language_model)
        opinion = build_first_opinion(settings)
        yield build_open_conversation(settings, desk, language_model, opinion=opinion)
