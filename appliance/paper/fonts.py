"""The fonts of the paper, from Debian packages, and text made printable in them.

Liberation Sans (SIL OFL 1.1, `fonts-liberation`) is the face; DejaVu Sans (Bitstream Vera licence,
`fonts-dejavu-core`) has what that lacks: Hebrew, Arabic, signs. A character that neither has is
printed as an empty box, never dropped in silence and never an error.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from appliance.domain.errors import ConfigurationError

FACE = "face"
SPARE = "spare"
_FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/dejavu"),
)
_FILES = {
    (FACE, ""): "LiberationSans-Regular.ttf",
    (FACE, "B"): "LiberationSans-Bold.ttf",
    (SPARE, ""): "DejaVuSans.ttf",
    (SPARE, "B"): "DejaVuSans-Bold.ttf",
}
_BOX = "□"
_SILENT = frozenset({"Cf", "Cc", "Cs", "Co", "Cn", "Me"})
"""Categories of marks without a shape of their own: joiners, directions, variation selectors."""
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def font_file(family: str, style: str) -> Path:
    """Raises ConfigurationError naming the Debian package that is missing."""
    name = _FILES[family, style]
    for folder in _FOLDERS:
        if (folder / name).is_file():
            return folder / name
    package = "fonts-liberation" if family == FACE else "fonts-dejavu-core"
    raise ConfigurationError(
        f"The font {name} is not installed; nothing can be printed.",
        f"Run: sudo apt-get install {package}",
    )


@cache
def coverage(family: str) -> frozenset[int]:
    """The code points of a family's two styles."""
    from fontTools.ttLib import TTFont

    found: set[int] | None = None
    for style in ("", "B"):
        with TTFont(font_file(family, style), lazy=True) as font:
            points = set(font.getBestCmap())
        found = points if found is None else found & points
    return frozenset(found or ())


def printable(text: str) -> str:
    """The text with tabs and odd spaces plain, what cannot be seen taken out, and a box for each
    character that no font has. Line breaks stay."""
    face = coverage(FACE)
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        if letter == "\n" or ord(letter) in face:
            kept.append(letter)
        elif letter.isspace():
            kept.append(" ")
        elif unicodedata.category(letter) in _SILENT or "\ufe00" <= letter <= "\ufe0f":
            continue
        else:
            kept.append(letter if ord(letter) in coverage(SPARE) else _BOX)
    return "".join(kept)


def needs_spare(text: str) -> bool:
    """True when printable text has characters that the face lacks."""
    face = coverage(FACE)
    return any(letter != "\n" and ord(letter) not in face for letter in text)


def right_to_left(text: str) -> bool:
    """True when the text has letters that run from right to left and join by context."""
    return any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text)
