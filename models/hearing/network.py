"""Whisper as CTranslate2 lays it out, in PyTorch, with a low-rank change to every linear layer.

With no change it computes what CTranslate2 does (float32: encoder within 0.002, the same words).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from appliance.engines.model_file import halves

HEADS, SIZE, LAYERS = 8, 512, 6


def read(path: Path) -> dict[str, np.ndarray]:
    """The arrays of half precision in a CTranslate2 model file."""
    return dict(halves(memoryview(path.read_bytes())))


class Whisper(nn.Module):
    """`down` and `up` change the linear layers, `add` their biases and the norms."""

    def __init__(self, weights: dict[str, np.ndarray], rank: int, device: str) -> None:
        super().__init__()
        self.weights = {
            name: torch.tensor(np.array(values), dtype=torch.float32, device=device)
            for name, values in weights.items()
        }
        self.down, self.up, self.add = nn.ParameterDict(), nn.ParameterDict(), nn.ParameterDict()
        for name, values in self.weights.items():
            key = name.replace("/", "|")
            if "/layer_" in name and "/linear_" in name and name.endswith("weight"):
                spread = torch.randn(rank, values.shape[1], device=device) / values.shape[1] ** 0.5
                self.down[key] = nn.Parameter(spread)
                self.up[key] = nn.Parameter(torch.zeros(values.shape[0], rank, device=device))
            elif name.endswith(("bias", "beta", "gamma")) and "conv" not in name:
                self.add[key] = nn.Parameter(torch.zeros_like(values))

    def encode(self, mel: Tensor) -> Tensor:
        """(batch, 80, frames) to (batch, frames / 2, 512)."""
        x = functional.gelu(functional.conv1d(mel, *self._conv("encoder/conv1"), padding=1))
        x = functional.gelu(functional.conv1d(x, *self._conv("encoder/conv2"), stride=2, padding=1))
        x = x.transpose(1, 2)
        x = x + self.weights["encoder/position_encodings/encodings"][: x.shape[1]]
        for layer in range(LAYERS):
            x = self._listen(x, f"encoder/layer_{layer}")
        return self._norm("encoder/layer_norm", x)

    def decode(self, tokens: Tensor, encoded: Tensor) -> Tensor:
        """The last layer's vectors for (batch, length) tokens; `logits` makes scores of them."""
        length = tokens.shape[1]
        x = self.weights["decoder/embeddings/weight"][tokens]
        x = x + self.weights["decoder/position_encodings/encodings"][:length]
        future = torch.ones((length, length), dtype=torch.bool, device=tokens.device).triu(1)
        for layer in range(LAYERS):
            name = f"decoder/layer_{layer}"
            query, key, value = self._own(f"{name}/self_attention", x)
            x = x + self._linear(
                f"{name}/self_attention/linear_1", _seen(query, key, value, future)
            )
            query = self._linear(f"{name}/attention/linear_0", self._before(f"{name}/attention", x))
            key, value = self._linear(f"{name}/attention/linear_1", encoded).chunk(2, -1)
            x = x + self._linear(f"{name}/attention/linear_2", _seen(query, key, value))
            x = x + self._forward(f"{name}/ffn", x)
        return self._norm("decoder/layer_norm", x)

    def logits(self, vectors: Tensor) -> Tensor:
        return functional.linear(vectors, self.weights["decoder/embeddings/weight"])

    def changes(self, strength: float) -> dict[str, np.ndarray]:
        """As `appliance.engines.adapted_weights` reads them. A strength under 1 keeps more of the
        first model (Wortsman et al., 2022)."""
        groups = {"down": (self.down, 1.0), "up": (self.up, strength), "add": (self.add, strength)}
        return {
            f"{group}:{key.replace('|', '/')}": (values.detach().cpu().numpy() * share).astype("f2")
            for group, (arrays, share) in groups.items()
            for key, values in arrays.items()
        }

    def _listen(self, x: Tensor, name: str) -> Tensor:
        query, key, value = self._own(f"{name}/self_attention", x)
        x = x + self._linear(f"{name}/self_attention/linear_1", _seen(query, key, value))
        return x + self._forward(f"{name}/ffn", x)

    def _own(self, name: str, x: Tensor) -> tuple[Tensor, ...]:
        return self._linear(f"{name}/linear_0", self._before(name, x)).chunk(3, -1)

    def _forward(self, name: str, x: Tensor) -> Tensor:
        inner = functional.gelu(self._linear(f"{name}/linear_0", self._before(name, x)))
        return self._linear(f"{name}/linear_1", inner)

    def _before(self, name: str, x: Tensor) -> Tensor:
        return self._norm(f"{name}/layer_norm", x)

    def _norm(self, name: str, x: Tensor) -> Tensor:
        scale, shift = self._vector(f"{name}/gamma"), self._vector(f"{name}/beta")
        return functional.layer_norm(x.float(), (SIZE,), scale, shift, 1e-5)

    def _linear(self, name: str, x: Tensor) -> Tensor:
        key = f"{name}/weight".replace("/", "|")
        plain = functional.linear(x, self.weights[f"{name}/weight"], self._vector(f"{name}/bias"))
        kept = functional.dropout(x, 0.05, self.training)
        return plain + functional.linear(functional.linear(kept, self.down[key]), self.up[key])

    def _vector(self, name: str) -> Tensor:
        return self.weights[name] + self.add[name.replace("/", "|")]

    def _conv(self, name: str) -> tuple[Tensor, Tensor]:
        return self.weights[f"{name}/weight"], self.weights[f"{name}/bias"]


def _seen(query: Tensor, key: Tensor, value: Tensor, hidden: Tensor | None = None) -> Tensor:
    """Attention of eight heads. Scores are summed in float32: in bfloat16 and masked by minus
    infinity the gradient was not a number."""

    def heads(x: Tensor) -> Tensor:
        return x.view(x.shape[0], -1, HEADS, SIZE // HEADS).transpose(1, 2)

    scores = (heads(query) @ heads(key).transpose(-1, -2)).float() / (SIZE // HEADS) ** 0.5
    if hidden is not None:
        scores = scores.masked_fill(hidden, -1e4)
    seen = torch.softmax(scores, -1).to(value.dtype) @ heads(value)
    return seen.transpose(1, 2).reshape(query.shape)
