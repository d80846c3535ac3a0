"""What is listened for after a question, as a line gets it with the reply."""

from __future__ import annotations

from collections.abc import Callable

from appliance.dialogue.counter.readings import tag_in
from appliance.ports.conversation import Heard, HeardBy
from tests.dialogue.talking import Caller, DemoDesk
from tests.fakes.speech import ScriptedModel

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
    assert hints.alternatives == 6
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


def test_an_order_at_the_counter_is_heard_with_tags_that_nobody_has(demo: DemoDesk) -> None:
    desk = demo.call("desk", ScriptedModel())
    hints = desk.last.hints
    assert hints.prompt == "Who has unit EQ123? Check out EQ987."
    assert not {"EQ123", "EQ987"} & set(demo.desk.asset_tags())
    assert "Scissor Lift" in hints.hotwords or "Mini Excavator" in hints.hotwords
    asked = desk.say("check in unit EQ014")
    assert asked.hints.prompt == ""


def test_a_tag_beside_a_leaked_prompt_is_not_taken(demo: DemoDesk) -> None:
    yard = demo.desk.open_call("desk", None).yard
    tags = demo.desk.asset_tags()
    leaked = Heard(text="Who has unit EQ123? Check out EQ89.", by=HeardBy.VOICE)
    assert tag_in(leaked, yard, tags) == ""
    glued = Heard(text="Where in Unity, QNero 7 Nero?", by=HeardBy.VOICE)
    assert tag_in(glued, yard, tags) == "EQ070"
