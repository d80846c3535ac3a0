"""Everything in the locks has a license that may be combined with GPL-3.0-or-later, read from
what is installed: no network is asked. `pytest -s` prints the listing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock")
ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "GPL-3.0-or-later",
        "ISC",
        "LGPL-2.1-or-later",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)
"""SPDX names. Supervisor's own license, a BSD one with an acknowledgement, is named below."""
SAID_OTHERWISE = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD-derived (http://www.repoze.org/LICENSE.txt)": "BSD-3-Clause",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-2.1-or-later",
    "ISC License (ISCL)": "ISC",
    "LGPL": "LGPL-2.1-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
NOT_INSTALLED_EVERYWHERE = frozenset({"pip", "setuptools"})


def locked() -> list[str]:
    found: set[str] = set()
    for lock in LOCKS:
        text = (ROOT / lock).read_text(encoding="utf-8")
        found |= set(re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", text, re.MULTILINE))
    return sorted(found)


def license_of(package: str) -> str:
    """The SPDX expression that a package gives, or its older fields put into one, or nothing."""
    said = metadata(package)
    if expression := said.get("License-Expression"):
        return expression
    short, _, whole_text = (said.get("License") or "").strip().partition("\n")
    if short and (short in SAID_OTHERWISE or not whole_text):
        return SAID_OTHERWISE.get(short, short)
    classes = (
        one.split(" :: ")[-1] for one in said.get_all("Classifier") or [] if "License" in one
    )
    return " OR ".join(SAID_OTHERWISE.get(one, one) for one in classes if one != "DFSG approved")


def may_be_used(expression: str) -> bool:
    """OR needs one that is allowed, AND every one; brackets are looked into."""
    text = expression.strip()
    inner = re.search(r"\(([^()]*)\)", text)
    if inner:
        verdict = "MIT" if may_be_used(inner[1]) else "refused"
        return may_be_used(f"{text[: inner.start()]}{verdict}{text[inner.end() :]}")
    return any(
        all(part.strip() in ALLOWED for part in one.split(" AND ")) for one in text.split(" OR ")
    )


def listing() -> Iterator[tuple[str, str]]:
    for package in locked():
        try:
            yield package, license_of(package)
        except PackageNotFoundError:
            assert package in NOT_INSTALLED_EVERYWHERE, f"{package} is locked but not installed"


def test_every_license_may_be_combined_with_ours() -> None:
    rows = list(listing())
    for package, found in rows:
        print(f"{package:28} {found}")
    assert len(rows) > 100
    assert {package: found for package, found in rows if not may_be_used(found)} == {}


@pytest.mark.parametrize(
    "expression, allowed",
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-2.0-only", True),
        ("MIT AND GPL-2.0-only", False),
        ("(MIT OR Proprietary) AND BSD-3-Clause", True),
        ("MIT AND (Proprietary AND ISC)", False),
        ("Apache-2.0 WITH LLVM-exception AND MIT", True),
        ("SSPL-1.0", False),
        ("Other/Proprietary License", False),
        ("", False),
    ],
)
def test_what_may_not_be_combined_shows(expression: str, allowed: bool) -> None:
    assert may_be_used(expression) is allowed


def test_nothing_is_on_the_list_that_nobody_uses() -> None:
    used = " ".join(found for _, found in listing())
    assert [one for one in sorted(ALLOWED) if one not in used] == []
