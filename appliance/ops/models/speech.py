"""What this box can speak with and hear, by its model store."""

from __future__ import annotations

from appliance.domain.agents import InstalledVoice, Speech
from appliance.ops.models.manifest import Role
from appliance.ops.models.store import ModelStore


def speech_of(store: ModelStore) -> Speech:
    """The store's voices, installed or not, and the languages of its transcriber. Looks at the
    sizes of files. Raises ModelError where no voice or transcriber is chosen."""
    transcriber = store.model(Role.TRANSCRIBER)
    return Speech(
        voices=tuple(
            InstalledVoice(
                id=model.id,
                title=model.title,
                languages=model.languages,
                installed=not store.missing(model),
            )
            for model in store.manifest.of_role(Role.VOICE)
        ),
        own_voice=store.model(Role.VOICE).id,
        heard=transcriber.languages,
        transcriber=transcriber.id,
    )
