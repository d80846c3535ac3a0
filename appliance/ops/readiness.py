"""Asks the running appliance how it is, and says in words how to talk to it."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from appliance.config import Settings, default_data_dir

_ASK_TIMEOUT_S = 3.0
_ANY_HOST = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not bound
ONE_TIME_PASSWORD = "first-admin-password"  # noqa: S105 - the name of a secret's file


@dataclass(frozen=True, slots=True)
class Readiness:
    """What `/ready` answered. `parts` maps each part to a sentence where it is not ready."""

    answered: bool
    ready: bool = False
    wanting: dict[str, str] = field(default_factory=dict)


def page_address(settings: Settings) -> str:
    """The address of the pages as a browser on this box opens them."""
    host = "127.0.0.1" if settings.web.host in _ANY_HOST else settings.web.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.web.port}"


def ask_ready(settings: Settings) -> Readiness:
    """One question to `/ready`; not answered when nothing of ours listens."""
    body = _get(f"{page_address(settings)}/ready")
    if body is None or "ready" not in body:
        return Readiness(answered=False)
    parts = body.get("parts")
    wanting = {
        str(name): str(part.get("detail", "not ready"))
        for name, part in (parts.items() if isinstance(parts, dict) else ())
        if isinstance(part, dict) and not part.get("ok")
    }
    return Readiness(answered=True, ready=bool(body["ready"]), wanting=wanting)


def ask_health(settings: Settings) -> bool | None:
    """Whether the database answers, or None when nothing of ours listens."""
    body = _get(f"{page_address(settings)}/health")
    return bool(body["ok"]) if body is not None and "ok" in body else None


def wait_until_ready(
    settings: Settings,
    *,
    timeout_s: float,
    going_on: Callable[[], bool],
    pause: Callable[[float], None] = time.sleep,
) -> Readiness:
    """Ask until everything is ready, `going_on` says no, or the time is up; the last answer."""
    end = time.monotonic() + timeout_s
    while True:
        answer = ask_ready(settings)
        if answer.ready or not going_on() or time.monotonic() >= end:
            return answer
        pause(0.5)


def how_to_talk(settings: Settings) -> str:
    """Where to go and how to talk to it, a line for each way."""
    folder = settings.data_dir
    where = "" if folder == default_data_dir() else f" --data-dir {shlex.quote(str(folder))}"
    pages = settings.public_address if settings.tls.enabled else page_address(settings)
    lines = [("Pages", f"{pages}/   {_sign_in(settings)}")]
    if settings.tls.enabled:
        lines.append(("Tablets", f"{pages}/trust says how they come to trust this box"))
    sip = settings.sip
    if sip.enabled:
        place = f"{sip.listen_host}:{sip.port}"
        lines.append(("Telephone", f"call sip:rental@{place} from any SIP phone or softphone"))
    if settings.desk.enabled:
        lines.append(("Counter", f"{_command()} desk talk{where}   (this box's microphone)"))
    lines.append(("Keyboard", f"{_command()} chat{where}"))
    lines.append(("Logs", str(settings.log_dir)))
    return "\n".join(f"  {name:<10} {text}" for name, text in lines)


def _sign_in(settings: Settings) -> str:
    path = settings.data_dir / "secrets" / ONE_TIME_PASSWORD
    try:
        password = path.read_text(encoding="ascii").strip()
    except OSError:
        return "sign in with the password you set"
    return f"sign in as admin, one-time password {password}"


def _command() -> str:
    """The command as the one who reads this can type it."""
    if shutil.which("appliance") is not None:
        return "appliance"
    beside = Path(sys.executable).with_name("appliance")
    return str(beside) if beside.is_file() else "appliance"


def _get(address: str) -> dict[str, object] | None:
    try:
        answer = httpx.get(address, timeout=_ASK_TIMEOUT_S, trust_env=False)
        body = answer.json()
    except (httpx.HTTPError, ValueError):
        return None
    return body if isinstance(body, dict) else None
