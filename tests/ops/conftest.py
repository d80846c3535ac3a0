"""An empty store that is watched, and a server on loopback that can fail on purpose."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.ops.tiny_models import LoopbackServer, Watched


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "models")


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    state = LoopbackServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            state.asked.append(wanted)
            found = re.fullmatch(r"bytes=(\d+)-", wanted)
            start = int(found[1]) if found and state.knows_ranges else 0
            body = state.content[start:]
            self.send_response(206 if state.knows_ranges else 200)
            self.send_header("Content-Length", str(len(body)))
            if state.knows_ranges:
                end = len(state.content) - 1
                self.send_header("Content-Range", f"bytes {start}-{end}/{len(state.content)}")
            self.end_headers()
            with suppress(ConnectionError):  # the client may leave first
                self.wfile.write(body[: state.breaks_after])

        def log_message(self, format: str, *args: object) -> None:
            return

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{httpd.server_port}/file"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        httpd.shutdown()
        thread.join(timeout=5)
        httpd.server_close()


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path leaves room for a socket's name."""
    folder = Path(tempfile.mkdtemp(prefix="ap-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)
