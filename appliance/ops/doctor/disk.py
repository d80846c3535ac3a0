"""Is there room on the disk for records and recordings?"""

from __future__ import annotations

import shutil

from appliance.ops.doctor.finding import Box, Finding, Verdict

LEAST_BYTES = 500_000_000
LOW_BYTES = 5_000_000_000


def check(box: Box) -> Finding:
    folder = box.settings.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    sentence = f"{free / 1e9:.1f} GB are free for records and recordings in {folder}."
    if free < LEAST_BYTES:
        return Finding("disk", Verdict.FAIL, sentence, "Delete old recordings or add a disk.")
    if free < LOW_BYTES:
        return Finding("disk", Verdict.WARN, sentence, "Plan to delete old recordings soon.")
    return Finding("disk", Verdict.OK, sentence)
