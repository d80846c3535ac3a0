"""`FpdfPaper`: documents and labels on fpdf2, a few at a time so that a busy counter's printing
takes neither all memory nor all threads."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.domain.errors import DeskUnreachable
from appliance.ports.paper import BookingPaper, LabelSheets

AT_ONCE = 2
WAIT_S = 20.0


class FpdfPaper:
    """Implements `PaperMaker`. Any thread may call."""

    def __init__(self, *, at_once: int = AT_ONCE, wait_s: float = WAIT_S) -> None:
        # It tells every table of a font that it looks at.
        logging.getLogger("fontTools").setLevel(logging.WARNING)
        self._places = threading.BoundedSemaphore(at_once)
        self._wait_s = wait_s

    def document(self, facts: BookingPaper) -> bytes:
        from appliance.paper.documents import render_document

        with self._place():
            return render_document(facts)

    def labels(self, sheets: LabelSheets) -> bytes:
        from appliance.paper.labels import render_labels

        with self._place():
            return render_labels(sheets)

    def logo(self, content: bytes) -> bytes:
        from appliance.paper.pictures import logo_png

        with self._place():
            return logo_png(content)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._wait_s):
            raise DeskUnreachable("Too much is being printed at once.", "Try again in a moment.")
        try:
            yield
        finally:
            self._places.release()
