"""Whisper without the tokens of other languages: the same encoding, the same hearing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from appliance.bootstrap.ops import model_path
from appliance.engines.model_file import halves
from appliance.engines.tokenizer_file import TOKENIZER, tokenizer_in
from appliance.engines.trimmed_vocabulary import SPOKEN_HERE, Vocabulary, vocabulary_in
from tests import real_engines
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
    whole = Tokenizer.from_str(json.dumps(tokenizer_in(folder)))
    assert whole.encode(" the two tons today", add_special_tokens=False).tokens == [
        "\u0120the",
        "\u0120two",
        "\u0120tons",
        "\u0120today",
    ]


def test_a_complete_tokenizer_is_left_as_it_is(tmp_path: Path) -> None:
    complete = {"model": {"vocab": {"\u0120t": 0}, "merges": ["\u0120 t"]}}
    (tmp_path / TOKENIZER).write_text(json.dumps(complete))
    assert tokenizer_in(tmp_path) == complete
    (tmp_path / TOKENIZER).write_text("{}")
    with pytest.raises(ValueError, match="no byte-pair encoding"):
        tokenizer_in(tmp_path)


def test_english_and_spanish_are_encoded_as_before(folder: Path) -> None:
    vocabulary = vocabulary_in(SPOKEN_HERE)
    assert vocabulary.fits(folder)
    whole = Tokenizer.from_str(json.dumps(tokenizer_in(folder)))
    with vocabulary.applied(folder) as made:
        trimmed = Tokenizer.from_str(json.dumps(tokenizer_in(made)))
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
        trimmed = Tokenizer.from_str(json.dumps(tokenizer_in(made)))
    text = " Привет, 東京"
    assert trimmed.decode(trimmed.encode(text, add_special_tokens=False).ids) == text


def test_another_tokenizer_is_not_trimmed(tmp_path: Path) -> None:
    (tmp_path / TOKENIZER).write_text("{}")
    assert not vocabulary_in(SPOKEN_HERE).fits(tmp_path)


def test_a_model_of_another_layout_is_refused(folder: Path, tmp_path: Path) -> None:
    for name in (TOKENIZER, "config.json", "vocabulary.txt"):
        (tmp_path / name).symlink_to(folder / name)
    (tmp_path / "model.bin").write_bytes(
        model_file({EMBEDDINGS: np.zeros((3, 2), dtype=np.float16)})
    )
    vocabulary = vocabulary_in(SPOKEN_HERE)
    with (
        pytest.raises(ValueError, match="has no decoder/embeddings/weight of 50364 tokens"),
        vocabulary.applied(tmp_path),
    ):
        pass


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
