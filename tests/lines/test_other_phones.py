"""The SIP line against phones that others wrote: Debian's sipp and baresip."""

from __future__ import annotations

import re
import socket
import subprocess
import wave
from pathlib import Path

import numpy as np

from tests.lines.test_sip_line import Echo, speak_and_hang_up
from tests.sip.callers import caller_says
from tests.sip.line_process import HOST, free_port, running_line


def options(port: int) -> str:
    """The first line of the answer to an OPTIONS request."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.bind((HOST, 0))
        phone.settimeout(5)
        own = phone.getsockname()[1]
        request = (
            f"OPTIONS sip:{HOST}:{port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {HOST}:{own};branch=z9hG4bK77;rport\r\n"
            f"From: <sip:probe@{HOST}>;tag=1\r\nTo: <sip:{HOST}:{port}>\r\n"
            f"Call-ID: options@{HOST}\r\nCSeq: 1 OPTIONS\r\n"
            "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
        )
        phone.sendto(request.encode(), (HOST, port))
        return phone.recv(65535).decode().split("\r\n", 1)[0]


def test_sipp_places_calls_and_hangs_up(tmp_path: Path) -> None:
    echo = Echo()
    with running_line(echo, max_calls=4) as line:
        assert options(line.port) == "SIP/2.0 200 OK"
        done = subprocess.run(
            f"sipp -sn uac {HOST}:{line.port} -i {HOST} -p {free_port()} "
            "-m 6 -l 3 -r 3 -d 300 -timeout 20 -nostdin".split(),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=40,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert len(echo.callers) == 6
    assert echo.callers[0] == "sipp"


def test_debians_baresip_is_heard_and_hears(tmp_path: Path) -> None:
    speech = tmp_path / "speech.wav"
    with wave.open(str(speech), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(8000)
        wav.writeframes(caller_says("I would like to rent a skid steer") + bytes(32000))
    modules = next(Path("/usr/lib").glob("**/baresip/modules"))
    with running_line(speak_and_hang_up) as line:
        (tmp_path / "accounts").write_text(
            f"<sip:phone@{HOST}>;regint=0;audio_codecs=PCMU/8000/1\n"
        )
        (tmp_path / "contacts").write_text("")
        (tmp_path / "config").write_text(
            f"module_path {modules}\nnet_interface {HOST}\nsip_listen {HOST}:{free_port()}\n"
            "module g711.so\nmodule aufile.so\nmodule sndfile.so\nmodule account.so\n"
            f"module menu.so\naudio_source aufile,{speech}\naudio_player aufile,none\n"
            f"snd_path {tmp_path}\nausrc_srate 8000\nauplay_srate 8000\n"
        )
        done = subprocess.run(
            ["baresip", "-f", tmp_path, "-t", "6", "-e", f"/dial sip:desk@{HOST}:{line.port}"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    log = done.stdout + done.stderr
    assert re.search(r"[Cc]all established", log), log[-2000:]
    assert re.search(r"terminated|closed", log), log[-2000:]
    (heard_file,) = tmp_path.glob("dump-*-dec.wav")
    with wave.open(str(heard_file)) as wav:
        heard = np.frombuffer(wav.readframes(wav.getnframes()), dtype=np.int16)
    assert int(np.abs(heard.astype(np.int32)).max()) > 3000
