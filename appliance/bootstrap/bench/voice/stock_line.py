"""The stock pipeline as a process of its own, on a telephone line of the loopback.

`python -m appliance.bootstrap.bench.voice.stock_line DATA_DIR SIP_PORT`. It starts the model's
server beside itself, reads orders as JSON lines (`{"mode": …}`, `{"expect": tool}`) and tells
what happens in the same way; it ends when its input does.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from appliance.bootstrap.bench.box import HOST, free_port
from appliance.bootstrap.ops import model_path
from appliance.config import Settings, load_settings
from appliance.domain.errors import ModelError

CONTEXT_TOKENS = 4096
SERVER_READY_S = 120.0
SERVER_STOP_S = 10.0
FIRST_RTP_PORT, LAST_RTP_PORT = 25_200, 25_399


def main(data_dir: str, sip_port: str) -> None:
    """Serve until standard input ends. Raises ModelError, ConfigurationError."""
    # Nothing is to be fetched while it runs.
    os.environ["HF_HUB_OFFLINE"] = "1"
    settings = load_settings(Path(data_dir))
    with _language_model(settings) as url:
        asyncio.run(_serve(settings, int(sip_port), url))


def _tell(event: Mapping[str, Any]) -> None:
    print(json.dumps(event), flush=True)


async def _serve(settings: Settings, sip_port: int, url: str) -> None:
    from appliance.lines.sip import SipLine, SipSettings
    from appliance.voice.logs import route_pipecat_logs
    from appliance.yardstick.pipeline import Mode, StockCalls, StockEngines

    route_pipecat_logs()
    calls = StockCalls(
        StockEngines(
            whisper=model_path(settings, "transcriber"),
            voice=model_path(settings, "voice"),
            llm_url=url,
        ),
        _tell,
    )
    line = SipLine(
        SipSettings(
            host=HOST, port=sip_port, rtp_first_port=FIRST_RTP_PORT, rtp_last_port=LAST_RTP_PORT
        )
    )
    await line.start(calls)
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def order(text: str) -> None:
        wanted = json.loads(text)
        if "mode" in wanted:
            calls.mode = Mode(wanted["mode"])
        if "expect" in wanted:
            calls.expect(wanted["expect"])

    def read() -> None:
        for text in sys.stdin:
            loop.call_soon_threadsafe(order, text)
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=read, daemon=True).start()
    _tell({"ready": True})
    await over.wait()
    await line.stop()


@contextmanager
def _language_model(settings: Settings) -> Iterator[str]:
    """llama_cpp's own server with every core; its address. Raises ModelError."""
    port, threads = free_port(), str(settings.voice.thread_count)
    process = subprocess.Popen(  # noqa: S603 (a module of this environment)
        [
            sys.executable,
            *("-m", "llama_cpp.server"),
            *("--model", str(model_path(settings, "language_model"))),
            *("--model_alias", "local"),
            *("--n_ctx", str(CONTEXT_TOKENS)),
            *("--n_threads", threads),
            *("--n_threads_batch", threads),
            *("--host", HOST),
            *("--port", str(port)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )
    url = f"http://{HOST}:{port}/v1"
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(SERVER_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SERVER_READY_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/models", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    raise ModelError(
        "The stock pipeline's language model server does not run.",
        "Install its packages: pip install --no-deps --require-hashes -r requirements-bench.lock",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
