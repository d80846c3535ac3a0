"""The model store: `appliance models list|fetch|verify|recommend|bundle`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appliance.cli.options import data_dir_option, json_option
from appliance.domain.errors import ModelError

if TYPE_CHECKING:
    from rich.progress import Progress

    from appliance.ops.models import Model, ModelStore


@click.group()
def models() -> None:
    """List, fetch and verify the models."""


@models.command("list")
@data_dir_option
@json_option
def list_models(data_dir: Path, as_json: bool) -> None:
    """What the manifest lists, what is here, what fills each role."""
    store = _store(data_dir)
    used = {model.id for model in store.in_use()}
    rows = [
        {
            "id": model.id,
            "role": model.role.value,
            "title": model.title,
            "license": model.license,
            "bytes": model.bytes,
            "state": store.state(model).value,
            "in_use": model.id in used,
        }
        for model in store.manifest.model
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for model, row in zip(store.manifest.model, rows, strict=True):
        size = f"{model.bytes / 1e6:.0f} MB"
        use = "" if row["in_use"] else ", not in use"
        click.echo(
            f"{model.role:<15} {model.id:<36} {size:>8}  {row['state']}{use}  ({model.license})"
        )
    click.echo(f"in {store.folder}")


@models.command()
@click.argument("ids", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every model of the manifest.")
@click.option(
    "--from",
    "first",
    type=click.Path(path_type=Path, exists=True),
    help="A folder or bundle to look into first.",
)
@data_dir_option
def fetch(ids: tuple[str, ...], every: bool, first: Path | None, data_dir: Path) -> None:
    """Bring models onto this box: those named, else those that fill a role.

    Interrupted, it goes on where it stopped. A file whose hash is wrong is removed.
    """
    store = _store(data_dir)
    wanted = _chosen(store, ids, every)
    todo = [model for model in wanted if store.state(model) != "ready"]
    if todo:
        _fetch_with_bar(store, todo, first)
    for model in wanted:
        how = "fetched, hash right" if model in todo else "here already"
        click.echo(f"{model.role}: {model.id}, {how}")


def _fetch_with_bar(store: ModelStore, todo: list[Model], first: Path | None) -> None:
    from appliance.bootstrap.ops import build_fetcher

    with _progress() as progress:
        bar = progress.add_task("", total=None)
        fetcher = build_fetcher(
            store,
            first=first,
            on_bytes=lambda count: progress.advance(bar, count),
            say=lambda text: progress.console.print(text, highlight=False),
        )
        for model in todo:
            total = fetcher.wanted_bytes(model)
            progress.reset(bar, description=model.id, total=total or None)
            fetcher.fetch(model)


@models.command()
@click.argument("ids", nargs=-1)
@data_dir_option
@json_option
def verify(ids: tuple[str, ...], data_dir: Path, as_json: bool) -> None:
    """Read the files of models and compare every hash; a wrong file is removed."""
    store = _store(data_dir)
    results = []
    with _progress() as progress:
        for model in _chosen(store, ids, every=False):
            bar = progress.add_task(model.id, total=model.bytes)
            refused = store.verify(model, lambda count, bar=bar: progress.advance(bar, count))  # type: ignore[misc]
            gone = {file.name for file in refused}
            missing = [file.name for file in store.missing(model) if file.name not in gone]
            results.append({"id": model.id, "refused": sorted(gone), "missing": missing})
    if as_json:
        click.echo(json.dumps(results, indent=2))
    bad = [result for result in results if result["refused"] or result["missing"]]
    if not bad:
        if not as_json:
            click.echo(f"{len(results)} models: every hash is right.")
        return
    faults = [
        f"{result['id']}: {name} {word}"
        for result in bad
        for key, word in (("refused", "had a wrong hash and was removed"), ("missing", "missing"))
        for name in result[key]
    ]
    raise ModelError("; ".join(faults) + ".", "Run: appliance models fetch")


@models.command("recommend")
@data_dir_option
@json_option
def recommend_models(data_dir: Path, as_json: bool) -> None:
    """Which model suits this box for each role, by its cores and memory."""
    from appliance.ops.models import Machine, recommend

    machine = Machine.here()
    answers = recommend(_store(data_dir).manifest, machine)
    if as_json:
        rows = [
            {"role": a.role.value, "model": a.model and a.model.id, "reason": a.reason}
            for a in answers
        ]
        here = {"cores": machine.cores, "memory_mb": machine.memory_mb}
        click.echo(json.dumps({"machine": here, "roles": rows}, indent=2))
        return
    click.echo(f"This box: {machine.cores} cores, {machine.memory_mb} MB of memory.")
    for answer in answers:
        name = answer.model.id if answer.model is not None else "none"
        click.echo(f"{answer.role}: {name} ({answer.reason})")


@models.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("ids", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every model of the manifest.")
@data_dir_option
def bundle(out: Path, ids: tuple[str, ...], every: bool, data_dir: Path) -> None:
    """Write models into one archive OUT, for a box without network."""
    from appliance.ops.models import write_bundle

    store = _store(data_dir)
    write_bundle(
        store,
        _chosen(store, ids, every),
        out,
        on_model=lambda model: click.echo(f"{model.id}: {model.bytes / 1e6:.0f} MB"),
    )
    click.echo(f"{out}: install from it with: appliance models fetch --from {out}")


def _store(data_dir: Path) -> ModelStore:
    from appliance.bootstrap.ops import build_model_store
    from appliance.config import load_settings

    return build_model_store(load_settings(data_dir))


def _chosen(store: ModelStore, ids: tuple[str, ...], every: bool) -> tuple[Model, ...]:
    if every:
        return store.manifest.model
    return tuple(store.manifest.get(name) for name in ids) or store.in_use()


@contextmanager
def _progress() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    # Into a file or a pipe a bar is noise: what is wrong stands there alone.
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield progress
