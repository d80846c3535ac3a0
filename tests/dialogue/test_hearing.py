"""What is listened for after a question, as a line gets it with the reply."""

from __future__ import annotations

from collections.abc import Callable

from tests.dialogue.talking import Caller

OpenCall = Callable[..., Caller]


def test_a_need_is_heard_with_the_yards_words(call: OpenCall) -> None:
    hints = call().last.hints
    assert "digging" in hints.hotwords
    assert "Earthmoving" in hints.hotwords
    assert "Mini Excavator" in hints.hotwords
    assert not hints.prompt


def test_an_identifier_is_primed_by_its_shape_and_by_nothing_on_record(call: OpenCall) -> None:
    caller = call()
    hints = caller.say("a mini excavator please").hints
    assert hints.prompt.startswith("B-L-")
    assert hints.second_prompt == "The number is BL 987 654."
    assert "7-8-2-3-4-1" not in hints.prompt
    assert hints.alternatives == 10
    assert not hints.hotwords


def test_the_customers_own_names_are_listened_for_once_verified(call: OpenCall) -> None:
    caller = call()
    caller.say("a mini excavator from next Tuesday for three days", "BL 782341")
    assert "1420 Harbor Road" not in caller.last.hints.hotwords
    caller.say("yes")
    assert "1420 Harbor Road" in caller.last.hints.hotwords
    assert "27 Lakeview Drive" not in caller.last.hints.hotwords
    caller.say("1420 Harbor Road", "yes")
    assert "Maria Lopez" in caller.last.hints.hotwords


def test_the_machine_under_discussion_is_listened_for(call: OpenCall) -> None:
    caller = call()
    caller.say("a mini excavator please", "BL 782341", "yes")
    assert "Mini Excavator" in caller.last.hints.hotwords
