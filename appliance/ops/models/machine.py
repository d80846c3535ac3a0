"""Which model suits a box of this size, from its cores and memory alone."""

from __future__ import annotations

import os
from dataclasses import dataclass

from appliance.ops.models.manifest import Manifest, Model, Role

_BYTES_PER_MB = 1 << 20
_FOR_THE_REST_MB = 1024
"""Left for the system, the database and the programs themselves."""


@dataclass(frozen=True, slots=True)
class Machine:
    cores: int
    memory_mb: int

    @classmethod
    def here(cls) -> Machine:
        """This box: the cores this process may use and all of its memory."""
        pages, page_bytes = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
        return cls(len(os.sched_getaffinity(0)), pages * page_bytes // _BYTES_PER_MB)


@dataclass(frozen=True, slots=True)
class Recommendation:
    role: Role
    model: Model | None
    reason: str


def recommend(manifest: Manifest, machine: Machine) -> tuple[Recommendation, ...]:
    """For each role the largest model that fits, all of them loaded at once.

    Memory is shared out so that every role gets at least its smallest model; what is then
    left goes to the language model first, since understanding gains most from size.
    """
    free = machine.memory_mb - _FOR_THE_REST_MB
    smallest = {role: _by_size(manifest, role)[:1] for role in Role}
    reserved = {role: models[0].memory_mb if models else 0 for role, models in smallest.items()}
    answers: dict[Role, Recommendation] = {}
    for role in (Role.LANGUAGE_MODEL, Role.TRANSCRIBER, Role.VOICE, Role.EMBEDDER):
        room = free - sum(need for other, need in reserved.items() if other is not role)
        answers[role] = answer = _largest(manifest, role, machine.cores, room)
        if answer.model is not None:
            reserved[role] = answer.model.memory_mb
    return tuple(answers[role] for role in Role)


def _by_size(manifest: Manifest, role: Role) -> list[Model]:
    return sorted(manifest.of_role(role), key=lambda model: model.memory_mb)


def _largest(manifest: Manifest, role: Role, cores: int, room_mb: int) -> Recommendation:
    models = _by_size(manifest, role)
    if not models:
        return Recommendation(role, None, "the manifest has none for this role")
    fitting = [model for model in models if model.cores <= cores and model.memory_mb <= room_mb]
    if fitting:
        model = fitting[-1]
        return Recommendation(
            role, model, f"needs {model.cores} cores and {model.memory_mb} MB, which are there"
        )
    least = models[0]
    return Recommendation(
        role,
        None,
        f"the smallest, {least.id}, needs {least.cores} cores and {least.memory_mb} MB; "
        f"there are {cores} and {max(room_mb, 0)} MB to spare",
    )
