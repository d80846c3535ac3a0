"""Whisper without the tokens of other languages: the same encoding, the same hearing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from appliance.bootstrap.ops import model_path
from appliance.domain.errors import ModelError
from appliance.engines.model_file import halves
from appliance.engines.tokenizer_file import TOKENIZER, built, tokenizer_in
from appliance.engines.trimmed_vocabulary import SPOKEN_HERE, Vocabulary, vocabulary_in
from appliance.engines.whisper import WhisperTranscriber
from appliance.ports.speech import HearingHints
from tests import real_engines
from tests.engines.callers import telephoned
from tests.engines.model_files import model_file

SAID = (
    " Yes, that is the two-ton excavator, not the skid steer: 4 4 5, Bravo Tango 2019.",
    " Send it to Samantha Kingston, 1200 Harbor Road, on Thursday at 7:30, please.",
    " Quiero alquilar una excavadora pequeña para mañana; ¿cuánto cuesta por tres días?",
)
EMBEDDINGS = "decoder/embeddings/weight"


@pytest.fixture(scope="module")
def folder() -> Path:
    return model_path(real_engines.settings(), "transcriber")


def test_words_behind_a_space_are_one_token_each(folder: Path) -> None:
    whole = built(tokenizer_in(folder))
    assert whole.encode(" the two tons today", add_special_tokens=False).tokens == [
        "\u0120the",
        "\u0120two",
        "\u0120tons",
        "\u0120today",
    ]


def test_a_complete_tokenizer_is_left_as_it_is(tmp_path: Path) -> None:
    complete = {"model": {"vocab": {"\u0120t": 0}, "merges": [["\u0120", "t"]]}}
    (tmp_path / TOKENIZER).write_text(json.dumps(complete))
    assert tokenizer_in(tmp_path) == complete
    (tmp_path / TOKENIZER).write_text("{}")
    with pytest.raises(ValueError, match="no byte-pair encoding"):
        tokenizer_in(tmp_path)
    with pytest.raises(ValueError, match="damaged"):
        built({"model": {"type": "BPE", "vocab": {}, "merges": [["a", "b"]]}})


def test_english_and_spanish_are_encoded_as_before(folder: Path) -> None:
    vocabulary = vocabulary_in(SPOKEN_HERE)
    assert vocabulary.fits(folder)
    whole = built(tokenizer_in(folder))
    with vocabulary.applied(folder) as made:
        trimmed = built(tokenizer_in(made))
        written = (made / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
        config = json.loads((made / "config.json").read_text())
        weights = dict(halves(memoryview((made / "model.bin").read_bytes())))
    original = dict(halves(memoryview((folder / "model.bin").read_bytes())))
    for text in SAID:
        before = whole.encode(text, add_special_tokens=False)
        after = trimmed.encode(text, add_special_tokens=False)
        assert after.tokens == before.tokens
        assert (weights[EMBEDDINGS][after.ids] == original[EMBEDDINGS][before.ids]).all()
        assert trimmed.decode(after.ids) == text
    assert all(trimmed.id_to_token(at) == word for at, word in enumerate(written))
    assert len(written) == len(weights[EMBEDDINGS]) < 0.7 * len(original[EMBEDDINGS])
    assert {written[at] for at in config["lang_ids"]} >= {"<|en|>", "<|es|>"}
    assert (weights["encoder/conv1/weight"] == original["encoder/conv1/weight"]).all()


def test_what_is_left_out_is_spelled_from_smaller_pieces(folder: Path) -> None:
    with vocabulary_in(SPOKEN_HERE).applied(folder) as made:
        trimmed = built(tokenizer_in(made))
    text = " Привет, 東京"
    assert trimmed.decode(trimmed.encode(text, add_special_tokens=False).ids) == text


def test_another_tokenizer_is_not_trimmed(tmp_path: Path) -> None:
    (tmp_path / TOKENIZER).write_text("{}")
    assert not vocabulary_in(SPOKEN_HERE).fits(tmp_path)


def _beside(folder: Path, to: Path) -> None:
    for name in (TOKENIZER, "config.json", "vocabulary.txt"):
        (to / name).symlink_to(folder / name)


@pytest.mark.parametrize(
    "weights",
    [
        model_file({EMBEDDINGS: np.zeros((3, 2), dtype=np.float16)}),
        model_file({EMBEDDINGS: np.zeros((51865, 2), dtype=np.int8)}),
        model_file({"encoder/conv1/weight": np.zeros(2, dtype=np.float16)}),
        b"of another version",
    ],
    ids=["too few", "not of half precision", "none", "another version"],
)
def test_a_model_of_another_layout_is_used_whole(
    folder: Path, tmp_path: Path, weights: bytes
) -> None:
    _beside(folder, tmp_path)
    (tmp_path / "model.bin").write_bytes(weights)
    assert not vocabulary_in(SPOKEN_HERE).fits(tmp_path)


@pytest.mark.parametrize(
    "name, text",
    [("vocabulary.txt", "!\n"), ("config.json", '{"lang_ids": 3}')],
)
def test_damaged_descriptions_are_named(folder: Path, tmp_path: Path, name: str, text: str) -> None:
    _beside(folder, tmp_path)
    (tmp_path / "model.bin").symlink_to(folder / "model.bin")
    (tmp_path / name).unlink()
    (tmp_path / name).write_text(text)
    with pytest.raises(ModelError, match="cannot be loaded"):
        WhisperTranscriber(tmp_path)


def test_a_configuration_without_lists_of_tokens_is_kept(folder: Path, tmp_path: Path) -> None:
    _beside(folder, tmp_path)
    (tmp_path / "model.bin").symlink_to(folder / "model.bin")
    (tmp_path / "config.json").unlink()
    (tmp_path / "config.json").write_text('{"alignment_heads": []}')
    with vocabulary_in(SPOKEN_HERE).applied(tmp_path) as made:
        assert json.loads((made / "config.json").read_text()) == {"alignment_heads": []}


def test_the_same_is_heard_with_a_third_fewer_tokens(folder: Path) -> None:
    trimmed, whole = WhisperTranscriber(folder), WhisperTranscriber(folder, vocabulary=None)
    for voice, said in zip(("slt", "rms", "awb"), SAID[:2] + SAID[:1], strict=True):
        audio = telephoned(said, voice)
        heard = trimmed.transcribe(audio, 8000, HearingHints(alternatives=4))
        assert heard.text
        assert (
            heard.alternatives
            == whole.transcribe(audio, 8000, HearingHints(alternatives=4)).alternatives
        )


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no archive"])
def test_a_damaged_list_says_so(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "tokens.npz").write_bytes(damage)
    with pytest.raises(ValueError, match="damaged"):
        vocabulary_in(tmp_path / "tokens.npz")


def test_a_list_names_its_tokens(tmp_path: Path) -> None:
    bits = np.zeros(10, dtype=bool)
    bits[[1, 4, 9]] = True
    np.savez(tmp_path / "tokens.npz", made_for="a hash", kept=np.packbits(bits))
    read = vocabulary_in(tmp_path / "tokens.npz")
    assert isinstance(read, Vocabulary)
    assert (read.made_for, read.kept.tolist()) == ("a hash", [1, 4, 9])
