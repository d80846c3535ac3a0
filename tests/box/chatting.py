"""`appliance chat --json` at the other end of two pipes, and what a caller answers it.

Keeps every object that came and how long it took, and which modules the program had loaded.
"""

from __future__ import annotations

import json
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

REPLY_S = 120.0
"""As long as a busy box of two cores may take, the model's load and all."""
_MOST_TURNS = 25

# Runs the command as the console script does and leaves the names of what it imported.
_PROGRAM = """
import json, pathlib, sys
from appliance.cli import main
try:
    main(sys.argv[2:])
finally:
    pathlib.Path(sys.argv[1]).write_text(json.dumps(sorted(sys.modules)))
"""

NORTHSIDE = {
    "need": ("I need something to dig a trench with.", "A mini excavator please."),
    "business_license": ("BL 782341",),
    "equipment_choice": ("The mini excavator please.",),
    "start_date": ("Next Tuesday.",),
    "duration": ("Three days.",),
    "site_address": ("1420 Harbor Road",),
    "price_ok": ("Yes, that works for me.",),
    "operator_name": ("Maria Lopez",),
    "operator_certificate": ("OC 48213",),
    "policy_number": ("INS 550172",),
    "callback_number": ("512 555 0147",),
    "final_confirmation": ("Yes, please book it.",),
    "anything_else": ("No thank you, that is all.",),
}
"""What the demo yard's best customer answers; the last of several is repeated."""
TRUTHS = ("BL782341", "OC48213", "INS550172", "5125550147", "1420harborroad")
"""What is right when it is read back, letters and digits alone."""


class Chat:
    """One call by keyboard. Every read has a limit."""

    def __init__(self, process: subprocess.Popen[str], modules: Path) -> None:
        self.process = process
        self.objects: list[dict[str, Any]] = []
        self.wall_s: list[float] = []
        """From what was sent (or the start) to each object, by the clock."""
        self.used_s: list[float] = []
        """The same by processor time of all cores, which other programs do not lengthen."""
        self._modules = modules
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._errors: list[str] = []
        self._sent_at = time.monotonic()
        self._used = 0.0
        threading.Thread(target=self._read, daemon=True).start()
        self._complaints = threading.Thread(target=self._read_errors, daemon=True)
        self._complaints.start()

    def next(self) -> dict[str, Any]:
        """The next object. Raises AssertionError when none comes."""
        try:
            line = self._lines.get(timeout=REPLY_S)
        except queue.Empty:
            raise AssertionError(f"no answer within {REPLY_S:g} s after {self.objects}") from None
        assert line is not None, f"chat ended after {self.objects}: {self.complaints}"
        self.wall_s.append(time.monotonic() - self._sent_at)
        self.used_s.append(self._processor_s() - self._used)
        found = json.loads(line)
        assert isinstance(found, dict)
        self.objects.append(found)
        return found

    def say(self, text: str) -> dict[str, Any]:
        """Send an utterance; its reply."""
        assert self.process.stdin is not None
        self._used = self._processor_s()
        self._sent_at = time.monotonic()
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()
        return self.next()

    def hang_up(self) -> dict[str, Any]:
        """End the input; the object that tells of the call's end."""
        assert self.process.stdin is not None
        self._sent_at = time.monotonic()
        self.process.stdin.close()
        return self.next()

    def book(self, answers: dict[str, tuple[str, ...]] | None = None) -> dict[str, Any]:
        """Answer what is asked until the call has ended; the last object."""
        answers = answers or NORTHSIDE
        asked: dict[str, int] = {}
        latest = self.objects[-1] if self.objects else self.next()
        for _ in range(_MOST_TURNS):
            asks = latest["asks"]
            if asks is None:
                return self.next()
            times = asked[asks] = asked.get(asks, 0) + 1
            latest = self.say(
                _confirmed(latest["said"])
                if asks == "confirm"
                else answers[asks][min(times, len(answers[asks])) - 1]
            )
        raise AssertionError(f"no end after {_MOST_TURNS} turns: {self.objects}")

    def wait(self) -> int:
        """The exit status; all output has been read then."""
        status = self.process.wait(REPLY_S)
        self._complaints.join(10)
        return status

    @property
    def complaints(self) -> str:
        """What it wrote to standard error so far."""
        return "".join(self._errors)

    def modules(self) -> set[str]:
        """What it had imported by its end."""
        return set(json.loads(self._modules.read_text(encoding="utf-8")))

    def _processor_s(self) -> float:
        try:
            used = psutil.Process(self.process.pid).cpu_times()
        except psutil.NoSuchProcess:
            return self._used
        return float(used.user + used.system)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self._errors.extend(self.process.stderr)


def _confirmed(said: str) -> str:
    letters = re.sub(r"[^a-z0-9]", "", said.lower())
    return "yes that's right" if any(truth.lower() in letters for truth in TRUTHS) else "no"


@contextmanager
def chatting(data_dir: Path, *options: str, prefix: Sequence[str] = ()) -> Iterator[Chat]:
    """`appliance chat --json` until the block ends. `prefix` wraps the command."""
    modules = data_dir.parent / "modules.json"
    modules.unlink(missing_ok=True)
    process = subprocess.Popen(
        [
            *prefix,
            *(sys.executable, "-c", _PROGRAM, str(modules)),
            *("chat", "--json", "--data-dir", str(data_dir)),
            *options,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Chat(process, modules)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
