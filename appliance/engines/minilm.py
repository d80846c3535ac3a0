"""Meaning as vectors, by a MiniLM sentence model on ONNX Runtime.

Refuses nothing: of a longer text only the first 256 tokens count.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.domain.errors import ModelError
from appliance.engines.turnstile import Turnstile

_MOST_TOKENS = 256
_BATCH = 32


class MiniLmEmbedder:
    """Embedder on a folder with `model.onnx` and `tokenizer.json`.

    Mean of the token vectors, scaled to length 1, as the model was trained. One batch at a
    time; others wait at most `wait_s` seconds. Raises ModelError when it cannot be loaded.
    """

    def __init__(
        self, model_dir: Path, *, threads: int = 1, wait_s: float = 10.0, queue: int = 8
    ) -> None:
        self._session, self._tokenizer = _load(model_dir, threads)
        self._inputs = {tensor.name for tensor in self._session.get_inputs()}
        self._turnstile = Turnstile("embedder", wait_s=wait_s, queue=queue)

    def embed(self, texts: list[str]) -> list[list[float]]:
        """One unit-length vector a text, in their order. Raises ModelError when too busy."""
        vectors: list[list[float]] = []
        with self._turnstile.enter():
            for start in range(0, len(texts), _BATCH):
                vectors += self._batch(texts[start : start + _BATCH]).tolist()
        return vectors

    def _batch(self, texts: list[str]) -> npt.NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([text.ids for text in encoded], dtype=np.int64)
        mask = np.array([text.attention_mask for text in encoded], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        feed = {name: tensor for name, tensor in feed.items() if name in self._inputs}
        hidden = self._session.run(None, feed)[0]
        weights = mask[:, :, None].astype(np.float32)
        means = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        return np.asarray(means / np.maximum(lengths, 1e-12), dtype=np.float32)


def _load(model_dir: Path, threads: int) -> tuple[Any, Any]:
    """The session and the tokenizer. Raises ModelError."""
    import onnxruntime
    import tokenizers
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidProtobuf, NoSuchFile

    missing = [n for n in ("model.onnx", "tokenizer.json") if not (model_dir / n).is_file()]
    if missing:
        raise ModelError(
            f"The embedder's model in {model_dir} lacks {', '.join(missing)}.",
            "Fetch the models: appliance models fetch",
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Every length of text is another shape; the arena would keep room for all it ever saw.
    options.enable_mem_pattern = False
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        # Parsed here first: tokenizers raises a bare Exception for a damaged file.
        vocabulary = (model_dir / "tokenizer.json").read_text(encoding="utf-8")
        json.loads(vocabulary)
        tokenizer = tokenizers.Tokenizer.from_str(vocabulary)
        session = onnxruntime.InferenceSession(
            str(model_dir / "model.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except (OSError, ValueError, Fail, InvalidProtobuf, NoSuchFile) as error:
        raise ModelError(
            f"The embedder's model in {model_dir} cannot be loaded: {error}",
            "Check it with: appliance models verify",
        ) from error
    tokenizer.enable_truncation(max_length=_MOST_TOKENS)
    tokenizer.enable_padding()
    return session, tokenizer
