"""Paper as others read it: poppler for its text and pages, zbar for what its QR codes say."""

from __future__ import annotations

import subprocess
from pathlib import Path


def text_of(pdf: bytes, *, layout: bool = False) -> str:
    """The text in reading order; with `layout` as it lies on the page."""
    flags = ["-layout"] if layout else []
    return _run(["pdftotext", *flags, "-enc", "UTF-8", "-", "-"], pdf).decode()


def flat(pdf: bytes) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text_of(pdf).split())


def pages_of(pdf: bytes) -> int:
    info = _run(["pdfinfo", "-"], pdf).decode()
    return int(next(line for line in info.splitlines() if line.startswith("Pages:")).split()[1])


def page_size(pdf: bytes) -> str:
    info = _run(["pdfinfo", "-"], pdf).decode()
    return next(line for line in info.splitlines() if line.startswith("Page size:"))


def codes_of(pdf: bytes, folder: Path, *, dpi: int = 200) -> list[str]:
    """What the QR codes of all pages say, as read from the pages' pictures."""
    _run(["pdftoppm", "-r", str(dpi), "-gray", "-", str(folder / "page")], pdf)
    found: list[str] = []
    for picture in sorted(folder.glob("page*.pgm")):
        read = subprocess.run(
            ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        found += read.stdout.split()
    return found


def _run(command: list[str], given: bytes) -> bytes:
    return subprocess.run(command, input=given, capture_output=True, timeout=60, check=True).stdout
