"""Erasure and retention for the command line."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.bootstrap.commands import LONG_S, Scene, record_command
from appliance.domain.errors import RecordNotFound
from appliance.domain.privacy import Erasure, Footprint
from appliance.ports.store import Records


@dataclass(frozen=True, slots=True)
class Removed:
    """How much of each kind went, or would go."""

    counts: dict[str, int]
    files: int


def _customer_id(records: Records, account: str) -> str:
    customer = records.customers.by_account(account)
    if customer is None:
        raise RecordNotFound(f"There is no account {account[:40]}.", "Look under Customers.")
    return customer.id


@record_command("privacy.footprint", wait_s=LONG_S)
def footprint(scene: Scene, *, account: str) -> Footprint:
    """What is known of a customer. Raises RecordNotFound."""
    return scene.read(lambda records: records.privacy.footprint(_customer_id(records, account)))


@record_command("privacy.erase", wait_s=LONG_S)
def erase(scene: Scene, *, account: str, typed: str, reason: str, override: bool) -> Erasure:
    """Erase a customer with files, and write the records' file anew unless somebody calls.

    Raises RecordError when something stands in the way, RecordNotFound."""
    from appliance.bootstrap.upkeep import discard_files, rewrite_now, want_rewrite
    from appliance.rental.erasing import erase_customer

    def carry_out(records: Records) -> Erasure:
        erasure = erase_customer(
            records,
            scene.actor,
            _customer_id(records, account),
            typed_account=typed,
            reason=reason,
            override=override,
        )
        want_rewrite(records, scene.now)
        return erasure

    erasure = scene.write(carry_out)
    discard_files(scene.store, scene.data_dir)
    if not scene.read(lambda records: records.calls.under_way()):
        rewrite_now(scene.store, scene.clock, scene.data_dir)
    return erasure


@record_command("retention.run", wait_s=LONG_S)
def run_retention(scene: Scene, *, dry_run: bool) -> Removed:
    """Remove what is too old, or count it."""
    from appliance.bootstrap.upkeep import discard_files, want_rewrite
    from appliance.rental.retention import carry_out, due_now

    now = scene.now
    if dry_run:
        return Removed(scene.read(lambda records: due_now(records, now)), 0)
    counts = carry_out(scene.store, now, scene.actor)
    files = discard_files(scene.store, scene.data_dir)
    if any(counts.values()):
        scene.write(lambda records: want_rewrite(records, now))
    return Removed(counts, files)
