"""Learn low-rank changes to Whisper's weights: `learn.py PACKED OUT.npz`, on one GPU.

Each clip goes over a few telephone lines drawn at random; each step takes a window that is no
longer than its clips need, so that the encoder learns windows from 2.5 s on. Learned are the words,
and whether anybody speaks.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import line
import network
import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from torch import Tensor
from torch.nn import functional

START, END, BEFORE, NOBODY = 50258, 50257, 50361, 50362
IGNORED = -100
WINDOWS = {250: 0.12, 350: 0.2, 500: 0.22, 750: 0.26, 1000: 0.12, 1500: 0.08}
"""Frames of 10 ms, and how often."""
SAMPLES_A_FRAME = 80
TAIL_FRAMES = 30
PACES = {"piper": 0.7, "people": 0.7, "festival": 0.7, "espeak": 0.4}
LANGUAGE_WEIGHT = 0.05
WARM_UP = 100
SILENT_CLIPS = 900


@dataclass(frozen=True)
class Clip:
    pcm: np.ndarray
    texts: list[tuple[list[int], list[int] | None]]
    """Prompt and text as tokens, one pair for each way of priming; no text where nobody speaks."""
    kind: str
    judges: bool

    @property
    def frames(self) -> int:
        needed = len(self.pcm) // SAMPLES_A_FRAME + TAIL_FRAMES
        return needed + needed % 2


class Learner:
    def __init__(self, clips: list[Clip], net: network.Whisper, device: str) -> None:
        self.net, self.device = net, device
        self.clips = sorted(clips, key=lambda clip: clip.frames)
        self.frames = np.array([clip.frames for clip in self.clips])
        lengths = np.array([len(clip.pcm) for clip in self.clips])
        self.lengths = torch.tensor(lengths, device=device)
        self.starts = torch.tensor(np.cumsum(lengths) - lengths, device=device)
        longest = max(*WINDOWS, int(self.frames.max())) * SAMPLES_A_FRAME
        pool = np.concatenate([*(clip.pcm for clip in self.clips), np.zeros(longest, np.int16)])
        self.pool = torch.from_numpy(pool).to(device)
        self.mels = torch.tensor(FeatureExtractor().mel_filters, device=device)
        self.window = torch.hann_window(400, device=device)
        self.judging = [at for at, clip in enumerate(self.clips) if clip.judges]
        self.learning = np.array([at for at, clip in enumerate(self.clips) if not clip.judges])

    def draw(self, dice: random.Random, size: int) -> tuple[list[int], int]:
        """Clips that fit a window, and its frames."""
        window = dice.choices(list(WINDOWS), list(WINDOWS.values()))[0]
        fits = self.learning[self.frames[self.learning] <= window]
        if len(fits) < size:
            fits = self.learning
        chosen = [int(fits[dice.randrange(len(fits))]) for _ in range(size)]
        return chosen, min(3000, max(window, *(int(self.frames[at]) for at in chosen)))

    def loss(
        self, chosen: list[int], frames: int, dice: random.Random, *, hide: bool
    ) -> tuple[Tensor, Tensor]:
        """Of each token that counts: its loss, and its weight."""
        mel = self._mel(chosen, frames)
        if hide:
            mel = self._hidden(mel, chosen)
        tokens, wanted = self._tokens(chosen, dice)
        with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.device == "cuda"):
            vectors = self.net.decode(tokens, self.net.encode(mel))
            counted = wanted != IGNORED
            scores = self.net.logits(vectors[counted])
        targets = wanted[counted]
        weights = torch.ones(len(targets), device=self.device)
        weights[(targets > START) & (targets < 50358)] = LANGUAGE_WEIGHT
        return functional.cross_entropy(scores.float(), targets, reduction="none"), weights

    @torch.no_grad()
    def judged(self) -> dict[str, float]:
        """Mean loss a token by kind, of the clips that are not learned from."""
        self.net.eval()
        sums: dict[str, list[float]] = {}
        dice = random.Random(0)  # noqa: S311  (no secret is made of it)
        for at in self.judging:
            losses, _ = self.loss([at], max(750, int(self.frames[at])), dice, hide=False)
            sums.setdefault(self.clips[at].kind, []).append(float(losses[1:].mean()))
        self.net.train()
        return {kind: round(float(np.mean(values)), 3) for kind, values in sorted(sums.items())}

    def _mel(self, chosen: list[int], frames: int) -> Tensor:
        """Log-mel spectra at 16 kHz, as faster-whisper makes them."""
        at = torch.tensor(chosen, device=self.device)
        steps = torch.arange(frames * SAMPLES_A_FRAME, device=self.device)
        slow = self.pool[self.starts[at][:, None] + steps].float() / 32768
        slow = slow * (steps[None] < self.lengths[at][:, None])
        spectrum = torch.fft.rfft(slow)
        wide = torch.zeros(len(chosen), len(steps) + 1, dtype=spectrum.dtype, device=self.device)
        wide[:, : spectrum.shape[1]] = spectrum
        fast = torch.fft.irfft(wide, 2 * len(steps)) * 2
        power = torch.stft(fast, 400, 160, window=self.window, return_complex=True)[..., :-1].abs()
        logs = torch.log10((self.mels @ power**2).clamp(min=1e-10))
        return (torch.maximum(logs, logs.amax((1, 2), keepdim=True) - 8.0) + 4.0) / 4.0

    def _hidden(self, mel: Tensor, chosen: list[int]) -> Tensor:
        """Some bands and some moments taken away (SpecAugment, Park et al., 2019)."""
        drawn = torch.rand(len(chosen), 6, device=self.device)
        bands = torch.arange(mel.shape[1], device=self.device)[None]
        times = torch.arange(mel.shape[2], device=self.device)[None]
        band = drawn[:, 0:1] * 72
        until = band + (drawn[:, 1:2] * 8 + 1) * (drawn[:, 4:5] < 0.4)
        begin = drawn[:, 2:3] * torch.tensor(self.frames[chosen], device=self.device)[:, None]
        end = begin + (drawn[:, 3:4] * 12 + 1) * (drawn[:, 5:6] < 0.4)
        gone = ((bands >= band) & (bands < until))[:, :, None]
        gone = gone | ((times >= begin) & (times < end))[:, None, :]
        return torch.where(gone, mel.mean((1, 2), keepdim=True), mel)

    def _tokens(self, chosen: list[int], dice: random.Random) -> tuple[Tensor, Tensor]:
        given, wanted = [], []
        for at in chosen:
            prompt, text = dice.choice(self.clips[at].texts)
            row = [IGNORED] * (len(prompt) - 1) + [*(text or ()), END]
            begins = prompt.index(START)
            row[begins] = NOBODY if text is None else prompt[begins + 1]
            given.append([*prompt, *(text or ())])
            wanted.append(row)
        longest = min(448, max(map(len, given)))
        both = [
            [row[:longest] + [filler] * (longest - len(row)) for row in rows]
            for rows, filler in ((given, END), (wanted, IGNORED))
        ]
        return torch.tensor(both[0], device=self.device), torch.tensor(both[1], device=self.device)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packed", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--strength", type=float, default=0.6)
    parser.add_argument("--steps", type=int, default=2200)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--lines", type=int, default=4, help="telephone lines a clip")
    parser.add_argument("--most", type=int, help="learn from so many clips alone, for a trial")
    chosen = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(1)
    net = network.Whisper(network.read(chosen.packed / "model.bin"), chosen.rank, device)
    learner = Learner(_clips(chosen.packed, chosen.lines, chosen.most), net, device)
    print("before", learner.judged(), flush=True)
    _learn(learner, chosen.steps, chosen.batch)
    print("after", learner.judged(), flush=True)
    made_for = hashlib.sha256((chosen.packed / "model.bin").read_bytes()).hexdigest()
    np.savez(chosen.out, made_for=made_for, **net.changes(chosen.strength))


def _learn(learner: Learner, steps: int, batch: int, rate: float = 5e-4) -> None:
    parameters = list(learner.net.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.0, betas=(0.9, 0.98))
    begun = time.monotonic()
    learner.net.train()
    for step in range(steps):
        cosine = 0.5 * (1 + math.cos(math.pi * step / steps)) + 0.02
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / WARM_UP) * cosine
        dice = random.Random(step)  # noqa: S311
        losses, weights = learner.loss(*learner.draw(dice, batch), dice, hide=True)
        loss = (losses * weights).sum() / weights.sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        if torch.isfinite(norm):
            optimizer.step()
        if (step + 1) % 100 == 0:
            print(step + 1, f"{float(loss):.3f}", f"{time.monotonic() - begun:.0f} s", flush=True)


def _clips(packed: Path, lines: int, most: int | None) -> list[Clip]:
    meta = json.loads((packed / "meta.json").read_text(encoding="utf-8"))
    if most is not None:
        meta = random.Random(1).sample(meta, most)  # noqa: S311
    audio = np.fromfile(packed / "audio.u8", np.uint8)
    jobs = [
        (one, audio[one["at"] : one["at"] + one["length"]], copy)
        for one in meta
        for copy in range(1 if one["judges"] else lines)
    ]
    silent = min(SILENT_CLIPS, len(jobs) // 10)
    with ProcessPoolExecutor() as pool:
        carried = list(pool.map(_carried, jobs, chunksize=64))
        silences = list(pool.map(_silence, range(silent), chunksize=16))
    prompts = [prompt for one in meta for prompt, _ in one["texts"]]
    dice = random.Random(2)  # noqa: S311
    return [
        *(
            Clip(pcm, one["texts"], one["kind"], one["judges"])
            for (one, _, _), pcm in zip(jobs, carried, strict=True)
        ),
        *(Clip(pcm, [(dice.choice(prompts), None)], "nobody", False) for pcm in silences),
    ]


def _carried(job: tuple[dict[str, Any], np.ndarray, int]) -> np.ndarray:
    one, clip, copy = job
    return line.carried(clip, np.random.default_rng([one["at"], copy]), PACES[one["voice"]])


def _silence(number: int) -> np.ndarray:
    return line.nothing(np.random.default_rng([1, number]))


if __name__ == "__main__":
    main()
