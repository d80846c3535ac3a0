"""A killed process loses nothing that was acknowledged, and half of nothing is kept."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.storage import DuckDbStore

WRITER = """
import sys
from appliance.storage import DuckDbStore
from tests.storage.builders import a_booking, a_line, furnish

store = DuckDbStore(sys.argv[1])
store.write(furnish)

def book(records):
    number = records.bookings.next_number()
    records.bookings.put(a_booking(number, a_line(number, "u1"), a_line(number, "u2")))
    records.audit.append("test", "book", f"booking:{number}", None, number)
    return number

while True:
    print(store.write(book), flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 40])
def test_every_acknowledged_write_survives_kill(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "records.duckdb"
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True, cwd=root
    ) as writer:
        assert writer.stdout is not None
        seen = [writer.stdout.readline().strip() for _ in range(acknowledged)]
        writer.send_signal(signal.SIGKILL)
        seen += writer.stdout.read().split()
    assert writer.returncode == -signal.SIGKILL
    seen = [number for number in seen if number]
    assert len(seen) >= acknowledged

    store = DuckDbStore(path)
    try:
        kept = store.read(lambda records: records.bookings.get_many(tuple(seen)))
        assert set(kept) == set(seen)
        assert all(len(booking.lines) == 2 for booking in kept.values())
        count = store.read(lambda records: records.bookings.count())
        assert count in (len(seen), len(seen) + 1)  # one more may be committed but not yet told
        assert store.read(lambda records: records.audit.page().total) == count
        assert store.read(lambda records: records.audit.verify()) is None
        assert store.write(lambda records: records.bookings.next_number()) not in kept
    finally:
        store.close()
