"""Kamailio's configuration for one box, as text: registrar and proxy in front of `voice`.

Answers private networks only, relays to nobody outside them, limits the rate of each source and
lets an extension register itself alone. Refuses extensions or passwords of other characters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from appliance.domain.errors import ConfigurationError

LOCAL_NETWORKS = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
)
_EXTENSION = re.compile(r"[0-9]{2,8}")
_PASSWORD = re.compile(r"[A-Za-z0-9_-]{8,64}")
_NETWORK = re.compile(r"[0-9.]+/[0-9]+")
_HOST = re.compile(r"[0-9.]+")
_REALM = "appliance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Kamailio listens on `host:port` and hands calls to `voice` on `host:inner_port`."""

    host: str
    port: int
    inner_port: int
    networks: Sequence[str] = LOCAL_NETWORKS
    extensions: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Password of each extension that people's phones register as."""


def kamailio_command(binary: Path, conf: Path, run_dir: Path) -> tuple[str, ...]:
    """Kamailio in the foreground, its log on stderr."""
    memory = ("-m", "64", "-M", "8")
    return (str(binary), "-DD", "-E", *memory, "-f", str(conf), "-Y", str(run_dir))


def read_extensions(path: Path) -> dict[str, str]:
    """Extensions and passwords from a TOML file of `101 = "password"`; none where there is none.

    Raises ConfigurationError naming the file, never a password.
    """
    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            f"The extensions in {path} cannot be read: {error}.", "Mend the file."
        ) from None
    for extension, password in found.items():
        if not _EXTENSION.fullmatch(extension):
            raise ConfigurationError(
                f"{path}: {extension!r} is not an extension.", "Use 2 to 8 digits."
            )
        if not isinstance(password, str) or not _PASSWORD.fullmatch(password):
            raise ConfigurationError(
                f"{path}: the password of {extension} cannot be used.",
                "Use 8 to 64 letters, digits, - or _.",
            )
    return found


def render_kamailio(front: Front) -> str:
    """The text of `kamailio.cfg`. It holds passwords: keep it at mode 0600."""
    if not _HOST.fullmatch(front.host):
        raise ConfigurationError(
            f"The telephone address {front.host!r} is no IPv4 address.", "Set sip.host."
        )
    networks = [network for network in front.networks if _NETWORK.fullmatch(network)]
    own = f"{front.host}/32"
    return _TEMPLATE.format(
        host=front.host,
        port=front.port,
        inner_port=front.inner_port,
        realm=_REALM,
        local=_any_of("$si", [*networks, own]),
        target_local=_any_of("$var(target)", [*networks, own]),
        users="\n".join(
            f'    $sht(users=>{extension}) = "{password}";'
            for extension, password in front.extensions.items()
        )
        or "    return;",
    )


def _any_of(variable: str, networks: Sequence[str]) -> str:
    return " || ".join(f'is_in_subnet("{variable}", "{network}")' for network in networks)


# The doubled braces are Kamailio's own.
_TEMPLATE = """\
#!KAMAILIO
# Written by the appliance at every start; changes are lost.
debug=0
log_stderror=yes
fork=yes
children=2
disable_tcp=yes
auto_aliases=no
listen=udp:{host}:{port}
server_header="Server: appliance"
user_agent_header="User-Agent: appliance"
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "sanity.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
loadmodule "htable.so"
loadmodule "pike.so"
loadmodule "ipops.so"
modparam("tm", "fr_timer", 5000)
modparam("tm", "fr_inv_timer", 120000)
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_contacts", 5)
modparam("registrar", "default_expires", 120)
modparam("registrar", "max_expires", 600)
modparam("auth", "nonce_expire", 300)
modparam("htable", "htable", "users=>size=8;")
modparam("rr", "enable_full_lr", 1)
modparam("pike", "sampling_time_unit", 2)
modparam("pike", "reqs_density_per_unit", 60)
modparam("pike", "remove_latency", 30)

event_route[htable:mod-init] {{
{users}
}}

request_route {{
    # Only the yard's networks are answered; others get silence.
    if (!({local})) {{ exit; }}
    if (src_ip != {host} && !pike_check_req()) {{ exit; }}
    if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
    if (!sanity_check("17895", "7")) {{ exit; }}

    if (is_method("OPTIONS") && uri == myself && $rU == $null) {{
        sl_send_reply("200", "OK"); exit;
    }}
    if (has_totag()) {{
        if (loose_route()) {{ route(RELAY_LOCALLY); exit; }}
        if (is_method("ACK")) {{ if (t_check_trans()) {{ t_relay(); }} exit; }}
        sl_send_reply("404", "Not Here"); exit;
    }}
    if (is_method("CANCEL")) {{ if (t_check_trans()) {{ t_relay(); }} exit; }}
    t_check_trans();

    if (is_method("REGISTER")) {{
        # The user signed in must be the extension registered: nobody takes another's calls.
        if ($sht(users=>$tU) == $null
                || !pv_www_authenticate("{realm}", "$sht(users=>$tU)", "0")
                || $au != $tU) {{
            www_challenge("{realm}", "1"); exit;
        }}
        force_rport();
        if (!save("location")) {{ sl_reply_error(); }}
        exit;
    }}
    if (!is_method("INVITE|OPTIONS")) {{ sl_send_reply("405", "Method Not Allowed"); exit; }}
    # Calls to elsewhere are not relayed.
    if (uri != myself) {{ sl_send_reply("403", "Forbidden"); exit; }}
    record_route();
    if (lookup("location")) {{ route(RELAY_LOCALLY); exit; }}
    $du = "sip:{host}:{inner_port}";
    t_relay();
}}

route[RELAY_LOCALLY] {{
    $var(target) = $rd;
    if ($du != $null) {{ $var(target) = $dd; }}
    if (!is_ip("$var(target)") || !({target_local})) {{
        if (!is_method("ACK")) {{ sl_send_reply("403", "Forbidden"); }}
        exit;
    }}
    t_relay();
}}
"""
