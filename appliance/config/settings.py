"""What can be set, with defaults that run a yard as they are. Refuses unknown keys.

Every key can be overridden by `APPLIANCE_<SECTION>__<KEY>` in the environment.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from appliance.config.network import host_name, lan_address
from appliance.config.paths import checkout_root, is_release

CONFIG_FILE = "appliance.toml"
AUTOMATIC = "auto"
MODELS_DIR_VARIABLE = "APPLIANCE_MODELS_DIR"
PORTS_PER_CALL = 2
_ANY_HOST = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not bound


def _known_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # A plain ValueError is what pydantic turns into an error naming the key.
        raise ValueError(f"{name!r} is not a timezone, e.g. America/Chicago") from None
    return name


Port = Annotated[int, Field(ge=1, le=65535)]
Timezone = Annotated[str, AfterValidator(_known_timezone)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class YardSettings(_Section):
    """Whose yard this is."""

    name: str = Field(default="Riverside Equipment Rental", min_length=1, max_length=80)
    timezone: Timezone = "America/Chicago"
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    locale: str = Field(default="en_US", pattern=r"^[a-z]{2,3}_[A-Z]{2}$")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class WebSettings(_Section):
    """Where the web pages and the internal API are served."""

    host: str = "127.0.0.1"
    port: Port = 8080
    socket: Path | None = Field(default=None, description="default: run/web.sock in the data dir")
    requests_per_second: int = Field(
        default=50, ge=1, le=10_000, description="of one client, for as long as it likes"
    )
    burst: int = Field(default=300, ge=1, le=100_000, description="requests at once, besides")
    address: str = Field(
        default="",
        pattern=r"^(https?://[A-Za-z0-9.:\[\]-]{1,200})?$",
        description="how other devices reach the pages, for QR codes; empty: worked out",
    )


class LogSettings(_Section):
    format: Literal["text", "json"] = "text"
    requests: bool = Field(default=False, description="a line for each request of the pages")


class TlsSettings(_Section):
    """HTTPS for the yard's network, with a certificate authority of this box's own."""

    enabled: bool = False
    host: str = "0.0.0.0"  # noqa: S104 - the yard's network is where it is for
    port: Port = 8443
    name: str = Field(
        default="",
        pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$",
        description="the box's name on the network, without .local; empty: its hostname",
    )
    announce: bool = Field(default=True, description="answer to NAME.local (mDNS)")

    @property
    def box_name(self) -> str:
        return self.name or host_name()


class SipSettings(_Section):
    """The telephone line."""

    enabled: bool = True
    host: str = Field(default=AUTOMATIC, description="auto: the address on the local network")
    port: Port = 5060
    front: Literal["none", "kamailio"] = Field(
        default="none", description="kamailio: it answers on `port`, voice behind it"
    )
    inner_port: Port = Field(default=5070, description="where voice answers behind kamailio")
    rtp_first_port: Port = 10000
    rtp_last_port: Port = 10099
    max_calls: int = Field(default=8, ge=1, le=64)

    @property
    def listen_host(self) -> str:
        """The address to bind, `auto` resolved now."""
        return lan_address() if self.host == AUTOMATIC else self.host

    @property
    def voice_port(self) -> int:
        """The port that `voice` itself answers on."""
        return self.port if self.front == "none" else self.inner_port

    @model_validator(mode="after")
    def _enough_ports(self) -> Self:
        room = self.rtp_last_port - self.rtp_first_port + 1
        needed = self.max_calls * PORTS_PER_CALL
        if room < needed:
            raise ValueError(
                f"rtp_first_port to rtp_last_port hold {room} ports; "
                f"{self.max_calls} calls need {needed}"
            )
        return self


class DeskSettings(_Section):
    """The counter's microphone and loudspeaker on this box."""

    enabled: bool = True
    input_device: str = Field(
        default="", description="part of the device's name; empty: the default one"
    )
    output_device: str = ""
    push_to_talk: bool = True


class ModelSettings(_Section):
    """Which model fills which role; empty: the one the manifest recommends for this box."""

    dir: Path | None = None
    transcriber: str = ""
    language_model: str = ""
    voice: str = ""
    embedder: str = ""


class VoiceSettings(_Section):
    threads: int = Field(default=0, ge=0, le=256, description="0: one for each core")

    @property
    def thread_count(self) -> int:
        return self.threads or len(os.sched_getaffinity(0))


class RecordingSettings(_Section):
    enabled: bool = True


class RegistrySettings(_Section):
    """Where licenses, certificates and policies are confirmed."""

    source: Literal["local", "http"] = Field(
        default="local", description="http: another server on the local network, asked besides"
    )
    url: str = Field(default="", max_length=300, description="e.g. http://192.168.1.20:8090")
    deadline_s: float = Field(default=1.5, ge=0.2, le=4, description="for an answer, all tries")
    tries: int = Field(default=2, ge=1, le=3)
    max_age_s: int = Field(default=300, ge=10, le=3600, description="how old an answer may be")
    allow_public: bool = Field(default=False, description="true: it may have a public address")

    @model_validator(mode="after")
    def _url_for_http(self) -> Self:
        if self.source == "http" and not self.url.startswith(("http://", "https://")):
            raise ValueError("url has to be an http:// or https:// address when source is http")
        return self


class Settings(BaseSettings):
    """Everything set for this box, frozen. Make one with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix="APPLIANCE_",
        env_nested_delimiter="__",
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given values, then the environment, then the data dir's `appliance.toml`."""
        sources: tuple[PydanticBaseSettingsSource, ...] = (init_settings, env_settings)
        data_dir = init_settings().get("data_dir")
        if data_dir is None:
            return sources
        path = Path(data_dir) / CONFIG_FILE
        return (*sources, TomlConfigSettingsSource(settings_cls, toml_file=path))

    data_dir: Path
    yard: YardSettings = YardSettings()
    web: WebSettings = WebSettings()
    tls: TlsSettings = TlsSettings()
    sip: SipSettings = SipSettings()
    desk: DeskSettings = DeskSettings()
    models: ModelSettings = ModelSettings()
    voice: VoiceSettings = VoiceSettings()
    recordings: RecordingSettings = RecordingSettings()
    registry: RegistrySettings = RegistrySettings()
    log: LogSettings = LogSettings()

    @property
    def config_path(self) -> Path:
        return self.data_dir / CONFIG_FILE

    @property
    def database_path(self) -> Path:
        return self.data_dir / "appliance.duckdb"

    @property
    def run_dir(self) -> Path:
        """Sockets and generated files of this boot."""
        return self.data_dir / "run"

    @property
    def log_dir(self) -> Path:
        return self.data_dir / "log"

    @property
    def recordings_dir(self) -> Path:
        return self.data_dir / "recordings"

    @property
    def backups_dir(self) -> Path:
        return self.data_dir / "backups"

    @property
    def web_socket(self) -> Path:
        return self.web.socket or self.run_dir / "web.sock"

    @property
    def public_address(self) -> str:
        """The address of the pages for other devices on the network, without a closing `/`."""
        if self.web.address:
            return self.web.address
        if self.tls.enabled:
            host = f"{self.tls.box_name}.local" if self.tls.announce else lan_address()
            return f"https://{host}" + ("" if self.tls.port == 443 else f":{self.tls.port}")
        host = lan_address() if self.web.host in _ANY_HOST else self.web.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.web.port}"

    @property
    def tls_dir(self) -> Path:
        """Keys and certificates."""
        return self.data_dir / "tls"

    @property
    def models_dir(self) -> Path:
        """`$APPLIANCE_MODELS_DIR`, else `models.dir`, else a checkout's, else the data dir's."""
        named = os.environ.get(MODELS_DIR_VARIABLE, "")
        if named:
            return Path(named).expanduser().absolute()
        if self.models.dir is not None:
            return self.models.dir.expanduser()
        root = checkout_root()
        if root is None or is_release(root):
            return self.data_dir / "models"
        return root / "models" / "store"
