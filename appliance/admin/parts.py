"""What the web process is made of, handed in by bootstrap. Holds no behaviour of its own."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from appliance.admin.daily import DailyJobs
from appliance.admin.events import LiveCalls
from appliance.admin.metrics import Metrics
from appliance.admin.passwords import Passwords
from appliance.admin.rate_limit import RateLimit
from appliance.admin.sessions import SessionTable
from appliance.admin.throttle import LoginThrottle
from appliance.admin.voice_status import VoiceStatus
from appliance.domain.agents import Speech
from appliance.domain.people import TrailCheck
from appliance.domain.privacy import Erasure
from appliance.domain.reports import ReportTable
from appliance.domain.upkeep import Backup
from appliance.ports.clock import Clock
from appliance.ports.files import RecordFiles
from appliance.ports.knowledge import ArticleFacts
from appliance.ports.paper import PaperMaker
from appliance.ports.pins import PinHashes
from appliance.ports.store import Store
from appliance.rental.confirming import Registries


class ReportFiles(Protocol):
    """A report's rows as a file. Calls block. Raises RecordError for too many rows."""

    def csv(self, table: ReportTable) -> bytes: ...

    def parquet(self, table: ReportTable) -> bytes: ...


class Upkeep(Protocol):
    """What keeps the records in order: daily jobs, erasure, the trail. Calls block."""

    @property
    def jobs(self) -> DailyJobs: ...

    def check_trail(self) -> tuple[TrailCheck, str]:
        """The whole trail checked, and what of the printed heads it does not bear out."""
        ...

    def erase(
        self, actor: str, customer_id: str, *, typed_account: str, reason: str, override: bool
    ) -> Erasure:
        """Erase a customer and the files; the records' file is written anew at a quiet moment.
        Raises RecordError, RecordNotFound."""
        ...

    def backups(self) -> tuple[Backup, ...]:
        """Latest first."""
        ...

    def back_up(self) -> Backup:
        """Make one now. Raises RecordError."""
        ...

    def rewrite_wanted(self) -> bool:
        """True while something erased still stands in the records' file."""
        ...

    def rewrite(self) -> str:
        """Write it anew now; what was done. Nobody else is answered meanwhile."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PartState:
    """Whether a part of the box can do its work, with a sentence for the operator."""

    ok: bool
    detail: str = ""

    def as_json(self) -> Mapping[str, Any]:
        return {"ok": self.ok, "detail": self.detail}


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """How people reach the agent; shown on the Today page."""

    sip: str | None
    """`sip:rental@host:port`; None when the line is switched off."""
    desk: bool
    """True when the counter's microphone is switched on."""
    pages: str = "http://127.0.0.1:8080"
    """How other devices reach the pages; printed as QR codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsDoor:
    """The pages over TLS, and what a device needs to trust them."""

    context: ssl.SSLContext
    port: int
    names: Callable[[], frozenset[str]]
    """Host names and addresses by which the certificate is good; blocks shortly."""
    authority: Callable[[], bytes]
    """The authority's certificate as PEM; blocks shortly."""
    fingerprint: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminParts:
    """Everything the two web applications need. One per process."""

    store: Store
    clock: Clock
    data_dir: Path
    recordings_dir: Path
    photos_dir: Path
    web_dir: Path
    """Holds `templates` and `static`."""
    addresses: Addresses
    files: RecordFiles
    reports: ReportFiles
    upkeep: Upkeep
    paper: PaperMaker
    gateway: Callable[[str, bytes], bytes]
    """Carries out one method of the rental desk, from and to JSON; blocks."""
    find_article: Callable[[str], ArticleFacts | None]
    """The knowledge article that answers a question, as calls find it; blocks."""
    commands: Callable[[str, bytes], bytes]
    """Carries out one command of the command line on the records, from and to JSON; blocks."""
    speech: Callable[[], Speech]
    """What the box can speak with and hear; looks at files. Raises ModelError."""
    models_state: Callable[[], PartState]
    """Blocks: looks at the model files."""
    csrf_secret: str
    gateway_token: str
    tls: TlsDoor | None
    """None where the pages are served in the clear, for this box alone."""
    passwords: Passwords
    pins: PinHashes
    sessions: SessionTable
    throttle: LoginThrottle
    rate_limit: RateLimit
    metrics: Metrics
    registries: Registries
    """Asked before a booking that staff make; blocks."""
    live: LiveCalls
    voice: VoiceStatus
