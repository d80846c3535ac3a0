"""Dictated identifiers over a telephone line: a synthetic voice or recordings, µ-law, the ear."""

from __future__ import annotations

from appliance.evaluation.dictated import RECORDED, Dictated
from appliance.evaluation.recordings import Recordings
from appliance.evaluation.telephone import TELEPHONE_HZ, on_the_line, spoken
from appliance.ports.speech import HearingHints, Transcriber, Transcription


class TelephoneLine:
    """`snr_db` adds white noise that much under the speech; None adds none."""

    def __init__(
        self, transcriber: Transcriber, recordings: Recordings | None, snr_db: float | None = None
    ) -> None:
        self._transcriber = transcriber
        self._recordings = recordings
        self._snr_db = snr_db

    def hear(self, one: Dictated, times: int, hints: HearingHints) -> Transcription:
        """Raises ModelError, and RecordError for a recording that cannot be read."""
        if self._recordings is not None and one.voice.startswith(RECORDED):
            speaker = one.voice.removeprefix(RECORDED)
            speech = self._recordings.say(one.characters, speaker, str(times))
        else:
            speech = spoken(one.again if times else one.said, one.voice)
        pcm = on_the_line(speech, self._snr_db)
        return self._transcriber.transcribe(pcm, TELEPHONE_HZ, hints)
