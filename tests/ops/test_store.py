"""Models are found by role, a wrong file is found out, and the manifest is checked whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.config import checkout_root
from appliance.domain.errors import ModelError
from appliance.ops.models import (
    Machine,
    Manifest,
    ModelState,
    ModelStore,
    Role,
    load_manifest,
    recommend,
)
from tests.ops.tiny_models import Watched, file_entry, model_entry, one_model

CONTENT = b"a model" * 100


@pytest.fixture
def store(watched: Watched) -> ModelStore:
    manifest, _ = one_model(model_entry([file_entry("voice.bin", CONTENT)], entry="voice.bin"))
    made = watched.store(manifest)
    (watched.folder / "tiny").mkdir()
    (watched.folder / "tiny" / "voice.bin").write_bytes(CONTENT)
    return made


def test_a_role_leads_to_the_entry_file(store: ModelStore) -> None:
    assert store.path("voice") == store.folder / "tiny" / "voice.bin"


def test_a_missing_model_names_itself_and_the_remedy(store: ModelStore) -> None:
    store.path(Role.VOICE).unlink()
    with pytest.raises(ModelError, match=r"tiny is missing voice.bin.*models fetch tiny"):
        store.path(Role.VOICE)


def test_a_wrong_hash_is_refused_and_removed(store: ModelStore) -> None:
    path = store.path(Role.VOICE)
    path.write_bytes(CONTENT[::-1])
    model = store.model(Role.VOICE)
    assert [file.name for file in store.verify(model)] == ["voice.bin"]
    assert not path.exists()
    assert store.state(model) is ModelState.MISSING


def test_a_file_changed_after_it_was_verified_is_known(store: ModelStore) -> None:
    model = store.model(Role.VOICE)
    assert store.verify(model) == ()
    assert store.state(model) is ModelState.READY
    store.path(Role.VOICE).write_bytes(CONTENT[::-1])
    assert store.state(model) is ModelState.UNVERIFIED


def test_a_model_of_another_role_is_refused(store: ModelStore) -> None:
    chosen = ModelStore(store.folder, store.manifest, {Role.TRANSCRIBER: "tiny"})
    with pytest.raises(ModelError, match="is a voice, not a transcriber"):
        chosen.model(Role.TRANSCRIBER)


def test_an_unknown_model_names_those_there_are(store: ModelStore) -> None:
    chosen = ModelStore(store.folder, store.manifest, {Role.VOICE: "other"})
    with pytest.raises(ModelError, match="Known: tiny"):
        chosen.path(Role.VOICE)


@pytest.mark.parametrize(
    "wrong",
    [
        model_entry([file_entry("../escape", CONTENT)]),
        model_entry([file_entry("voice.bin", CONTENT)], colour="red"),
        model_entry([file_entry("voice.bin", CONTENT)], entry="other.bin"),
        model_entry([file_entry("voice.bin", CONTENT, url="file:///etc/passwd")]),
        model_entry([file_entry("voice.bin", CONTENT) | {"sha256": "00"}]),
        model_entry([]),
        model_entry(
            [
                file_entry(
                    "voice.bin",
                    CONTENT,
                    parts=[
                        {
                            "package": "tiny==1.0 --index-url=x",
                            "member": "m",
                            "bytes": len(CONTENT),
                            "sha256": "0" * 64,
                        }
                    ],
                )
            ]
        ),
    ],
    ids=["path", "unknown key", "entry", "scheme", "hash", "no files", "package"],
)
def test_a_wrong_manifest_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(_as_toml(wrong), encoding="utf-8")
    with pytest.raises(ModelError, match=str(path)):
        load_manifest(path)


def test_a_boxs_own_entry_takes_the_place_of_the_default(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped.toml", tmp_path / "own.toml"
    files = [file_entry("voice.bin", CONTENT)]
    shipped.write_text(_as_toml(model_entry(files)), encoding="utf-8")
    own.write_text(_as_toml(model_entry(files) | {"id": "mine"}), encoding="utf-8")
    manifest = load_manifest(shipped, own)
    assert [model.id for model in manifest.model] == ["tiny", "mine"]
    assert manifest.default(Role.VOICE).id == "mine"


def test_the_shipped_manifest_fills_every_role_and_pins_every_source() -> None:
    root = checkout_root()
    assert root is not None
    manifest = load_manifest(root / "models" / "manifest.toml")
    for role in Role:
        model = manifest.default(role)
        assert model.license
        for file in model.file:
            assert file.parts, f"{model.id}: {file.name} comes from nowhere without internet"
    assert len({model.id for model in manifest.model}) == len(manifest.model)


def test_recommend_takes_the_largest_that_fits() -> None:
    def sized(name: str, role: str, memory_mb: int, cores: int) -> dict[str, object]:
        files = [file_entry("model.bin", CONTENT)]
        more = {"id": name, "role": role, "memory_mb": memory_mb, "cores": cores}
        return model_entry(files) | more

    manifest = Manifest.model_validate(
        {
            "version": 1,
            "model": [
                sized("small", "language_model", 1000, 2),
                sized("large", "language_model", 6000, 4),
                sized("ears", "transcriber", 500, 1),
            ],
        }
    )

    def chosen(cores: int, memory_mb: int) -> dict[str, str | None]:
        answers = recommend(manifest, Machine(cores, memory_mb))
        return {answer.role.value: answer.model and answer.model.id for answer in answers}

    assert chosen(2, 16000)["language_model"] == "small"
    assert chosen(4, 16000)["language_model"] == "large"
    assert chosen(4, 7000)["language_model"] == "small"
    assert chosen(4, 1500)["language_model"] is None
    assert chosen(4, 16000) == {
        "transcriber": "ears",
        "language_model": "large",
        "voice": None,
        "embedder": None,
    }


def _as_toml(model: dict[str, object]) -> str:
    lines = ["version = 1", "[[model]]"]
    for key, value in model.items():
        if key != "file":
            lines.append(f"{key} = {_value(value)}")
    files = model["file"]
    assert isinstance(files, list)
    for file in files:
        lines.append("[[model.file]]")
        lines += [f"{key} = {_value(value)}" for key, value in file.items()]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
