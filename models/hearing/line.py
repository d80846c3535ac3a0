"""A telephone line, drawn at random: handset, loudness, noise, companding, and the noise filter
that stands before the transcriber."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.engines.denoising import without_noise

RATE_HZ = 8000
Samples = npt.NDArray[np.floating]
_LEVELS = (np.arange(256, dtype=np.float32) - 128) / 127
LAW = np.sign(_LEVELS) * np.expm1(np.abs(_LEVELS) * np.log(256)) / 255
"""What each byte of µ-law stands for."""


def carried(clip: npt.NDArray[np.uint8], dice: np.random.Generator, pace: float) -> np.ndarray:
    """A clip as it is heard at the other end: 16-bit PCM. `pace` is the share of clips that are
    spoken faster or slower, and higher or lower with it."""
    x: Samples = LAW[clip]
    if dice.random() < pace:
        x = np.interp(np.arange(0, len(x) - 1, dice.uniform(0.87, 1.15)), np.arange(len(x)), x)
    if dice.random() < 0.5:
        x = _handset(x, dice)
    x = x / max(1e-4, float(np.abs(x).max())) * dice.uniform(0.08, 0.85)
    before, behind = dice.uniform(0.1, 0.45), dice.uniform(0.1, 0.6)
    loud = np.sqrt(np.mean(x[np.abs(x) > 1e-3] ** 2)) if (np.abs(x) > 1e-3).any() else 0.05
    x = np.concatenate([np.zeros(int(RATE_HZ * before)), x, np.zeros(int(RATE_HZ * behind))])
    drawn = dice.random()
    if drawn >= 0.36:
        over_db = dice.uniform(18, 32) if drawn < 0.55 else dice.uniform(4, 18)
        x = x + noise(len(x), dice) * loud * 10 ** (-over_db / 20)
    elif dice.random() < 0.4:
        x = x + dice.normal(size=len(x)) * 10 ** (dice.uniform(-75, -55) / 20)
    return _heard(x, companded=dice.random() < 2 / 3)


def nothing(dice: np.random.Generator) -> np.ndarray:
    """Noise with nobody speaking, sometimes in bursts."""
    x = noise(int(RATE_HZ * dice.uniform(0.4, 4)), dice) * 10 ** (dice.uniform(-60, -18) / 20)
    if dice.random() < 0.4:
        bursts = np.zeros(len(x))
        for _ in range(dice.integers(1, 4)):
            at, length = int(dice.integers(0, max(1, len(x) - 1500))), int(dice.integers(300, 1500))
            bursts[at : at + length] = np.hanning(length)[: len(bursts[at : at + length])]
        x = x * (0.05 + bursts)
    return _heard(x, companded=True)


def noise(length: int, dice: np.random.Generator) -> Samples:
    """White, or falling with the frequency; its standard deviation is 1."""
    x = dice.normal(size=length)
    steepness = dice.choice((0.0, 0.0, 0.5, 0.9))
    spectrum = np.fft.rfft(x) / np.arange(1.0, length // 2 + 2) ** steepness
    x = np.fft.irfft(spectrum, length)
    return np.asarray(x / x.std())


def steps_of(x: Samples) -> Samples:
    """Samples in -1..1 as steps of µ-law, -127 to 127; LAW has them from 128 on."""
    return np.asarray(np.rint(np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256) * 127))


def _handset(x: Samples, dice: np.random.Generator) -> Samples:
    spectrum = np.fft.rfft(x)
    hz = np.linspace(0, RATE_HZ / 2, len(spectrum))
    lowest, highest = dice.uniform(60, 330), dice.uniform(3000, 3950)
    gain = 1 / (1 + (lowest / np.maximum(hz, 1)) ** 4) / (1 + (hz / highest) ** 16)
    tilt_db = dice.uniform(-6, 6) * (hz - 1500) / 2500
    return np.asarray(np.fft.irfft(spectrum * gain * 10 ** (tilt_db / 20), len(x)))


def _heard(x: Samples, *, companded: bool) -> np.ndarray:
    x = np.clip(x, -1, 1)
    if companded:
        steps = steps_of(x) / 127
        x = np.sign(steps) * np.expm1(np.abs(steps) * np.log(256)) / 255
    pcm = (x * 32767).astype(np.int16).astype(np.float32) / 32768
    return (np.clip(without_noise(pcm, RATE_HZ).samples, -1, 1) * 32767).astype(np.int16)
