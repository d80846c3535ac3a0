"""What the callers' telephone makes of the packets it heard."""

from __future__ import annotations

import pytest

from appliance.evaluation.phone.sounds import Packets, Sound


def heard(*stretches: tuple[float, int, bool]) -> Packets:
    """Packets every 20 ms: each stretch begins at a moment, has so many, and is loud or not."""
    packets = Packets()
    for began, number, loud in stretches:
        for place in range(number):
            packets.add(began + 0.02 * place, bytes(320), loud=loud)
    return packets


def test_a_short_silence_lies_within_a_sound() -> None:
    packets = heard((1.0, 10, True), (1.2, 10, False), (1.4, 10, True), (1.6, 20, False))
    assert packets.sounds(0.0, 9.0) == [Sound(1.0, pytest.approx(1.58))]


def test_a_long_silence_parts_two_sounds() -> None:
    packets = heard((1.0, 10, True), (1.2, 20, False), (1.6, 10, True))
    assert [sound.began for sound in packets.sounds(0.0, 9.0)] == [1.0, 1.6]


def test_sound_is_looked_for_after_a_moment() -> None:
    packets = heard((1.0, 3, True), (2.0, 3, True))
    assert packets.first_loud_after(1.5) == 2.0
    assert packets.first_loud_after(2.5) is None
    assert packets.last_loud() == pytest.approx(2.04)
    assert packets.sounds(1.5, 2.01) == [Sound(2.0, 2.0)]


def width(gap: tuple[float, float]) -> float:
    return gap[1] - gap[0]


def test_a_late_packet_is_a_gap_only_within_a_sound() -> None:
    packets = heard((1.0, 5, True), (1.14, 5, True), (1.24, 5, False), (3.0, 5, True))
    assert width(packets.widest_gap(0.0, 9.0)) == pytest.approx(0.06)
    assert width(packets.widest_gap(2.0, 9.0)) == pytest.approx(0.02)
    assert Packets().widest_gap(0.0, 9.0) == (0.0, 0.0)
