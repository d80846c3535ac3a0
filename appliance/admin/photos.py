"""Photos of handovers: taken in, made harmless, kept as files, served to staff.

An upload is judged by its bytes, not by its name. Whatever comes in is decoded and encoded anew as
a JPEG without metadata, so that nothing else in the file survives. Refuses other types, files
that are too large, and pictures with more pixels than any camera's.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from appliance.domain.errors import RecordError
from appliance.domain.handover import Photo
from appliance.ports.store import Records

MOST_PHOTOS = 6
MOST_PHOTO_BYTES = 12_000_000
MOST_UPLOAD_BYTES = 40_000_000
"""All photos of one handover with the form around them."""
_MOST_PIXELS = 60_000_000
_LONGEST_SIDE = 1600
_QUALITY = 82
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A picture encoded anew."""

    content: bytes
    width: int
    height: int


def clean_photo(content: bytes) -> CleanPhoto:
    """The picture alone, at most 1600 pixels long. Raises RecordError saying what is wrong."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(content) > MOST_PHOTO_BYTES:
        raise RecordError("A photo is larger than 12 MB.", "Take it at a lower resolution.")
    if not content.startswith(_SIGNATURES):
        raise RecordError("A photo is neither JPEG nor PNG.", "Choose pictures only.")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise RecordError("A photo has too many pixels.", "Take it at a lower resolution.")
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise RecordError("A photo is damaged and cannot be read.", "Take it again.") from error
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return CleanPhoto(out.getvalue(), plain.width, plain.height)


def clean_photos(contents: Sequence[bytes]) -> tuple[CleanPhoto, ...]:
    """All of them, or none. Raises RecordError."""
    if len(contents) > MOST_PHOTOS:
        raise RecordError(f"At most {MOST_PHOTOS} photos at once.", "Leave some out.")
    return tuple(clean_photo(content) for content in contents)


def photo_path(folder: Path, photo_id: str) -> Path:
    """Where a photo's file lies. Raises RecordError for an id that is none."""
    if len(photo_id) != 32 or not all(letter in "0123456789abcdef" for letter in photo_id):
        raise RecordError("That is no photo.")
    return folder / f"{photo_id}.jpg"


class PhotoDraft:
    """Photo files written ahead of their rows; those without a row are removed in the end."""

    def __init__(self, folder: Path, photos: Sequence[CleanPhoto]) -> None:
        self._folder = folder
        self._photos = {secrets.token_hex(16): photo for photo in photos}
        self._kept = False

    def __enter__(self) -> PhotoDraft:
        if self._photos:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for photo_id, photo in self._photos.items():
            path = photo_path(self._folder, photo_id)
            path.touch(mode=0o600)
            path.write_bytes(photo.content)
        return self

    def put(self, records: Records, now: datetime, actor: str, handover_id: str) -> None:
        """Rows for the files; a handover that has photos keeps those it has."""
        if not self._photos or records.photos.of_handovers((handover_id,)):
            return
        for photo_id, photo in self._photos.items():
            made = Photo(
                id=photo_id,
                handover_id=handover_id,
                width=photo.width,
                height=photo.height,
                size_bytes=len(photo.content),
                at=now,
                by=actor,
            )
            records.photos.put(made)
            records.audit.append(actor, "add_photo", f"handover:{handover_id}", None, made)
        self._kept = True

    def __exit__(self, error_type: type[BaseException] | None, *_: object) -> None:
        if self._kept and error_type is None:
            return
        for photo_id in self._photos:
            photo_path(self._folder, photo_id).unlink(missing_ok=True)
