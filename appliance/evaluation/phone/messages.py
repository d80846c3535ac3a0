"""What the caller's telephone reads in SIP messages: headers, and where to send audio."""

from __future__ import annotations

import re


def headers(message: str, name: str) -> list[str]:
    head = message.split("\r\n\r\n", 1)[0]
    return re.findall(rf"^{name}\s*:\s*(.*?)\s*$", head, re.IGNORECASE | re.MULTILINE)


def header(message: str, name: str) -> str:
    """The first one; empty where there is none."""
    found = headers(message, name)
    return found[0] if found else ""


def media_of(message: str) -> tuple[str, int]:
    """Address and port of the offered audio. Raises ValueError for none."""
    host = re.search(r"^c=IN IP4 (\S+)", message, re.MULTILINE)
    port = re.search(r"^m=audio (\d+) ", message, re.MULTILINE)
    if host is None or port is None:
        raise ValueError("the answer carries no audio")
    return host.group(1), int(port.group(1))
