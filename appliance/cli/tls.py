"""`appliance tls`: the box's certificate authority and the certificate of its pages."""

from __future__ import annotations

from pathlib import Path

import click

from appliance.cli.options import data_dir_option


@click.group()
def tls() -> None:
    """The certificate of the pages: show it, renew it."""


@tls.command()
@data_dir_option
def show(data_dir: Path) -> None:
    """Show names, end and the authority's fingerprint, to compare on a tablet."""
    from appliance.config import load_settings
    from appliance.domain.errors import ConfigurationError
    from appliance.ops.tls import Certificates, fingerprint, names_of

    certificates = Certificates(load_settings(data_dir).tls_dir)
    authority, server = certificates.authority(), certificates.server()
    if authority is None or server is None:
        raise ConfigurationError("There is no certificate yet.", "Run: appliance tls renew")
    names = names_of(server.certificate)
    click.echo(f"Names       {', '.join(names.dns)}")
    click.echo(f"Addresses   {', '.join(map(str, names.addresses))}")
    click.echo(f"Ends        {server.ends:%Y-%m-%d}")
    click.echo(f"Authority   {certificates.public}, ends {authority.ends:%Y-%m-%d}")
    click.echo(f"SHA-256     {fingerprint(authority.certificate)}")


@tls.command()
@data_dir_option
def renew(data_dir: Path) -> None:
    """Make or renew the certificate where it is due. A running appliance does so by itself."""
    from datetime import UTC, datetime

    from appliance.config import load_settings
    from appliance.ops.tls import Certificates, box_names

    settings = load_settings(data_dir)
    certificates = Certificates(settings.tls_dir)
    made = certificates.ensure(box_names(settings), datetime.now(UTC))
    click.echo("A new certificate is in place." if made else "The certificate is not due.")
