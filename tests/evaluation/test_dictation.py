"""Dictated identifiers: the set, the course of one on a call, and what is counted of it."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from appliance.bootstrap.dictation import registry_desk
from appliance.bootstrap.evaluation import StandingClock
from appliance.cli.evaluation import evaluation
from appliance.domain.errors import RecordError
from appliance.evaluation.dictated import (
    ALL,
    VOICES,
    Dictated,
    Field,
    accounts,
    dictated,
    nothing_dictated,
    recorded,
)
from appliance.evaluation.dictating import Course, Dictation
from appliance.evaluation.dictation_report import summary
from appliance.evaluation.kept import KeptTranscriber
from appliance.evaluation.recordings import Recordings
from appliance.evaluation.scenarios import Set
from appliance.ports.desk import RentalDesk
from appliance.ports.speech import CancelToken, HearingHints, Transcription
from tests.fakes.speech import ScriptedModel

TAGS = ("EQ001", "EQ002", "EQ014")


class Told:
    """A line that hears what `heard` says of an identifier and how often it was said."""

    def __init__(self, heard: Callable[[Dictated, int], str]) -> None:
        self._heard = heard
        self.hints: list[HearingHints] = []

    def hear(self, one: Dictated, times: int, hints: HearingHints) -> Transcription:
        self.hints.append(hints)
        text = self._heard(one, times)
        return Transcription(text=text, alternatives=(text,), elapsed_ms=200.0)


@pytest.fixture(scope="module")
def desk() -> Iterator[RentalDesk]:
    with registry_desk(Set.BUILD) as opened:
        yield opened


def _one(field: Field, value: str = "", on_record: bool = True) -> Dictated:
    account = accounts(Set.BUILD)[7]
    own = {
        Field.LICENSE: account.license,
        Field.CERTIFICATE: account.certificates[0],
        Field.POLICY: account.policies[0],
        Field.PHONE: "5125550134",
        Field.TAG: "EQ002",
    }[field]
    return Dictated(
        field=field,
        value=value or own,
        said="",
        again="",
        voice="flite:slt",
        account=account,
        on_record=on_record,
    )


def _play(desk: RentalDesk, one: Dictated, line: Told) -> Course:
    model = ScriptedModel(lambda _: "unclear")
    return Dictation(desk, model, StandingClock(), line, desk.asset_tags()).play(one)


def test_two_hundred_in_four_voices_the_halves_apart() -> None:
    build, aside = dictated(Set.BUILD, TAGS), dictated(Set.ASIDE, TAGS)
    assert len(build) == len(aside) == ALL
    assert build == dictated(Set.BUILD, TAGS)
    for half, found in ((Set.BUILD, build), (Set.ASIDE, aside)):
        assert {one.voice for one in found} == set(VOICES[half])
    numbers = [{one.value for one in half if one.field is not Field.TAG} for half in (build, aside)]
    assert not numbers[0] & numbers[1]
    licenses = {one.license for one in accounts(Set.ASIDE)}
    for one in aside:
        if one.field is Field.LICENSE:
            assert (one.value in licenses) is one.on_record


@pytest.mark.parametrize("field", [Field.LICENSE, Field.CERTIFICATE, Field.POLICY, Field.PHONE])
def test_what_is_heard_right_is_used_after_its_read_back(desk: RentalDesk, field: Field) -> None:
    one = _one(field)
    line = Told(lambda said, _: f"It's {' '.join(said.value)}.")
    course = _play(desk, one, line)
    assert course.first
    assert course.found
    assert course.used == one.value
    assert line.hints[0].alternatives > 1


def test_what_is_heard_wrong_is_denied_and_said_again(desk: RentalDesk) -> None:
    one = _one(Field.LICENSE)
    wrong = f"{one.value[:-3]}{(int(one.value[-3:]) + 567) % 1000:03}"
    course = _play(desk, one, Told(lambda said, times: said.value if times else wrong))
    assert not course.first
    assert course.proposed == (wrong, one.value)
    assert course.again
    assert course.used == one.value


def test_what_is_never_heard_is_keyed_in(desk: RentalDesk) -> None:
    course = _play(desk, _one(Field.CERTIFICATE), Told(lambda *_: "Green apples on the shelf."))
    assert course.keyed
    assert course.used == course.dictated.value


def test_a_license_of_nobody_is_never_used(desk: RentalDesk) -> None:
    one = _one(Field.LICENSE, "BL000007", on_record=False)
    course = _play(desk, one, Told(lambda said, _: said.value))
    assert course.proposed[0] == "BL000007"
    assert course.used == ""


def test_what_is_heard_where_nothing_was_dictated_is_counted(desk: RentalDesk) -> None:
    one, other = nothing_dictated(Set.BUILD)[:2]
    leaked = _play(desk, one, Told(lambda *_: "B-L-3-3-1-2-0-9."))
    honest = _play(desk, other, Told(lambda said, _: said.said))
    result = summary([leaked, honest], accounts(Set.BUILD))
    assert result["nothing_dictated"] == {"n": 2, "made_up": 1}
    assert result["identifiers"] == 0


def test_a_unit_is_told_of_at_the_counter(desk: RentalDesk) -> None:
    course = _play(desk, _one(Field.TAG), Told(lambda *_: "Where is unit EQ002?"))
    assert course.found


def test_shares_are_counted_of_what_was_played(desk: RentalDesk) -> None:
    known = accounts(Set.BUILD)
    right = _play(desk, _one(Field.LICENSE), Told(lambda said, _: said.value))
    other = known[9].license
    wrong = _play(desk, _one(Field.LICENSE), Told(lambda said, n: said.value if n else other))
    result = summary([right, wrong], known)
    assert result["fields"]["license"] == {
        "n": 2,
        "first_hearing": 0.5,
        "right_proposed": 0.5,
        "wrong_record_proposed": 1,
        "after_one_repeat": 1.0,
        "in_the_end": 1.0,
        "keyed": 0,
    }
    assert result["matched"] == {"n": 2, "right_record": 0.5, "wrong_record": 0.5}
    assert result["wrong_used"] == 0
    assert [one["by_format"] for one in result["wrong"]] == [other]


def _wav(path: Path, level: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = np.sin(np.arange(2000) * 0.5) * level * 32767
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(8000)
        wav.writeframes(tone.astype(np.int16).tobytes())


def test_recorded_digits_are_put_together(tmp_path: Path) -> None:
    for digit in range(10):
        _wav(tmp_path / f"{digit}_ann_0.wav", 0.3)
        _wav(tmp_path / f"{digit}_bob_0.wav", 0.3)
    _wav(tmp_path / "1_carl_0.wav", 0.3)  # not every digit
    people = Recordings(tmp_path)
    assert people.speakers == ("ann", "bob")
    assert not people.have_letters
    said = people.say("782", "ann", "0")
    assert 3 * 0.2 < len(said) / 8000 < 3 * 0.25 + 2 * 0.2 + 0.01
    assert {one.voice for one in recorded(Set.ASIDE, people.speakers, False)} == {
        "recorded:ann",
        "recorded:bob",
    }


def test_a_folder_without_digits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="No recorded digits"):
        Recordings(tmp_path)


class Counting:
    def __init__(self) -> None:
        self.asked = 0

    def transcribe(
        self,
        audio: bytes,
        sample_rate_hz: int,
        hints: HearingHints,
        cancel: CancelToken | None = None,
    ) -> Transcription:
        self.asked += 1
        return Transcription(text="one", alternatives=("one", "won"), elapsed_ms=3.0)


def test_kept_transcriptions_are_heard_once(tmp_path: Path) -> None:
    ear = Counting()
    kept = KeptTranscriber(ear, tmp_path / "kept")
    first = kept.transcribe(b"\0\0", 8000, HearingHints())
    assert (
        KeptTranscriber(ear, tmp_path / "kept").transcribe(b"\0\0", 8000, HearingHints()) == first
    )
    assert ear.asked == 1
    kept.transcribe(b"\0\0", 8000, HearingHints(alternatives=5))
    kept.transcribe(b"\1\0", 8000, HearingHints())
    assert ear.asked == 3
    kept.transcribe(b"\0\0", 8000, HearingHints(suffices=bool))
    kept.transcribe(b"\0\0", 8000, HearingHints(suffices=lambda texts: not texts))
    assert ear.asked == 4


@pytest.mark.models
def test_the_command_counts_what_real_ears_hear(tmp_path: Path) -> None:
    asked = ["identifiers", "--set", "build", "--field", "tag", "--json"]
    result = CliRunner().invoke(evaluation, [*asked, "--data-dir", str(tmp_path)])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["fields"]["tag"]["n"] == 16
    # Tags are the densest numbering. Half of the voices are espeak's: 12 of 16 at once, 13 after a
    # repeat, all of the others at once.
    assert report["fields"]["tag"]["after_one_repeat"] >= 0.75
    assert report["wrong_used"] == 0
