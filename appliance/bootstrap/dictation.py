"""The measurement of dictated identifiers wired: a registry of 500 accounts on the demo yard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from appliance.bootstrap.engines import build_language_model, build_transcriber
from appliance.bootstrap.evaluation import StandingClock
from appliance.bootstrap.records import build_local_desk
from appliance.config import load_settings
from appliance.domain.customers import (
    Approval,
    BusinessLicense,
    Certification,
    Customer,
    InsurancePolicy,
    Operator,
)
from appliance.evaluation import dictated
from appliance.evaluation.dictated import Account, Dictated, Field
from appliance.evaluation.dictating import CERTIFICATION, Course, Dictation
from appliance.evaluation.dictation_line import TelephoneLine
from appliance.evaluation.kept import KeptTranscriber
from appliance.evaluation.recordings import Recordings
from appliance.evaluation.scenarios import TODAY, Set

if TYPE_CHECKING:
    from appliance.ports.desk import RentalDesk
    from appliance.ports.speech import LanguageModel, Transcriber
    from appliance.ports.store import Records

_WAIT_S = 300.0
_FROM, _TO = (TODAY - timedelta(days=400)).date(), (TODAY + timedelta(days=400)).date()


def measure_identifiers(
    data_dir: Path,
    half: Set,
    *,
    fields: Sequence[Field] = tuple(Field),
    recordings: Path | None = None,
    keep: Path | None = None,
    limit: int | None = None,
    snr_db: float | None = None,
    told: Callable[[int, int], None] = lambda done, total: None,
    model: LanguageModel | None = None,
) -> list[Course]:
    """Every identifier of a half, played on a call of its own; `told` hears how far it is.

    `recordings` is a folder of recorded digits, `keep` one for transcriptions to keep; `limit`
    takes the first so many, a sample of all. Raises
    ModelError where a model or a voice is missing, RecordError for a folder without recordings.
    """
    settings = load_settings(data_dir)
    transcriber: Transcriber = build_transcriber(settings)
    if keep is not None:
        transcriber = KeptTranscriber(transcriber, keep)
    people = Recordings(recordings) if recordings is not None else None
    line = TelephoneLine(transcriber, people, snr_db)
    with registry_desk(half) as desk:
        tags = desk.asset_tags()
        play = Dictation(desk, model or build_language_model(settings), StandingClock(), line, tags)
        chosen = [one for one in _all(half, tags, people) if one.field in fields][:limit]
        done = []
        for n, one in enumerate(chosen):
            told(n, len(chosen))
            done.append(play.play(one))
        return done


def _all(half: Set, tags: tuple[str, ...], people: Recordings | None) -> list[Dictated]:
    """Answers without an identifier, then identifiers in a mixed order, the same every time, so
    that a part is a fair sample of all."""
    found = list(dictated.dictated(half, tags))
    if people is not None:
        found += dictated.recorded(half, people.speakers, people.have_letters)
    Random(f"order:{half}").shuffle(found)  # noqa: S311  (no secret is made of it)
    return [*dictated.nothing_dictated(half), *found]


@contextmanager
def registry_desk(half: Set) -> Iterator[RentalDesk]:
    """The demo yard with the half's accounts, in memory."""
    from appliance.storage.demo import load_demo
    from appliance.storage.store import DuckDbStore

    store = DuckDbStore(":memory:")
    try:
        store.write(lambda records: load_demo(records, TODAY), wait_s=_WAIT_S)
        store.write(lambda records: _put(records, dictated.accounts(half)), wait_s=_WAIT_S)
        yield build_local_desk(store, StandingClock())
    finally:
        store.close()


def _put(records: Records, accounts: Sequence[Account]) -> None:
    records.customers.put_many(
        [
            Customer(
                id=one.customer_id,
                account=f"D-{n:04}",
                name=f"Morgan Works {n}",
                approval=Approval.APPROVED,
            )
            for n, one in enumerate(accounts)
        ]
    )
    records.licenses.put_many(
        [
            BusinessLicense(
                number=one.license, customer_id=one.customer_id, valid_from=_FROM, valid_to=_TO
            )
            for one in accounts
        ]
    )
    records.operators.put_many(
        [
            Operator(id=one.customer_id, customer_id=one.customer_id, name=one.operator)
            for one in accounts
        ]
    )
    records.certifications.put_many(
        [
            Certification(
                number=number,
                operator_id=one.customer_id,
                kind=CERTIFICATION,
                valid_from=_FROM,
                valid_to=_TO,
            )
            for one in accounts
            for number in one.certificates
        ]
    )
    records.policies.put_many(
        [
            InsurancePolicy(
                number=number,
                customer_id=one.customer_id,
                insurer="Great Lakes Mutual",
                coverage=Decimal(5_000_000),
                valid_from=_FROM,
                valid_to=_TO,
            )
            for one in accounts
            for number in one.policies
        ]
    )
