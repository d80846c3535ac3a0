"""A virtual sound card: PulseAudio with two null sinks, a mouth to speak into and an ear."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

RATE_HZ = 16000


class SoundCard:
    """What the appliance's microphone hears is the mouth; what it plays goes to the ear."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def say(self, pcm: bytes) -> None:
        """Play 16 kHz speech into the microphone; returns when it has been played."""
        subprocess.run(
            [
                "pacat",
                "--playback",
                "--device=mouth",
                "--format=s16le",
                f"--rate={RATE_HZ}",
                "--channels=1",
                "--latency-msec=20",
            ],
            input=pcm,
            env=self.environment,
            check=True,
            timeout=len(pcm) / (2 * RATE_HZ) + 10,
        )

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Record what the loudspeaker plays meanwhile."""
        recorder = subprocess.Popen(
            [
                "parec",
                "--device=ear.monitor",
                "--format=s16le",
                f"--rate={RATE_HZ}",
                "--channels=1",
                "--latency-msec=20",
            ],
            env=self.environment,
            stdout=subprocess.PIPE,
        )
        listener = Listener(recorder)
        try:
            yield listener
        finally:
            recorder.terminate()
            recorder.wait(5)
            listener.thread.join(5)
            if recorder.stdout is not None:
                recorder.stdout.close()


class Listener:
    def __init__(self, recorder: subprocess.Popen[bytes]) -> None:
        self._recorder = recorder
        self._frames: list[tuple[float, bytes]] = []
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        assert self._recorder.stdout is not None
        while frame := self._recorder.stdout.read(RATE_HZ // 50 * 2):
            self._frames.append((time.monotonic(), frame))

    def loud(self, after: float) -> list[float]:
        """The moments after `after` at which sound was heard. PulseAudio may begin a recording
        with a bit of what was played before it."""
        return [at for at, frame in list(self._frames) if at > after and _rms(frame) > 150]

    def pcm(self) -> bytes:
        return b"".join(frame for _, frame in list(self._frames))

    def wait_until_spoken(self, after: float, max_s: float, quiet_s: float = 1.0) -> bytes:
        """What was said since `after`, once it has begun and ended. Raises TimeoutError."""
        deadline = time.monotonic() + max_s
        tick = threading.Event()
        while time.monotonic() < deadline:
            moments = self.loud(after)
            if moments and time.monotonic() - moments[-1] > quiet_s:
                return self.pcm()
            tick.wait(0.05)
        raise TimeoutError(f"nothing was said for {max_s:g} s")


def _rms(frame: bytes) -> float:
    samples = np.frombuffer(frame, dtype=np.int16).astype(np.float64)
    return float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0


@contextmanager
def virtual_sound_card() -> Iterator[SoundCard]:
    """Start PulseAudio with `mouth` and `ear` and make them this process's default devices."""
    folder = Path(tempfile.mkdtemp(prefix="sound-"))
    server = f"unix:{folder}/pulse.sock"
    ours = {
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_RUNTIME_PATH": str(folder),
        "PULSE_STATE_PATH": str(folder),
        "PULSE_SERVER": server,
        "PULSE_SOURCE": "mouth.monitor",
        "PULSE_SINK": "ear",
    }
    environment = {**os.environ, "HOME": str(folder), **ours}
    null_sink = f"module-null-sink rate={RATE_HZ} channels=1 sink_name="
    daemon = subprocess.Popen(
        [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--log-level=error",
            "-L",
            f"module-native-protocol-unix auth-anonymous=1 socket={folder}/pulse.sock",
            "-L",
            f"{null_sink}mouth",
            "-L",
            f"{null_sink}ear",
        ],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    before = {name: os.environ.get(name) for name in ours}
    try:
        _wait_for(environment)
        os.environ.update(ours)
        yield SoundCard(environment)
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        daemon.terminate()
        daemon.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(environment: dict[str, str]) -> None:
    deadline = time.monotonic() + 10
    tick = threading.Event()
    while time.monotonic() < deadline:
        found = subprocess.run(
            ["pactl", "list", "short", "sinks"], env=environment, capture_output=True, check=False
        )
        if b"mouth" in found.stdout and b"ear" in found.stdout:
            return
        tick.wait(0.1)
    raise TimeoutError("PulseAudio did not start")
