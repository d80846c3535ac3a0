"""Orders at the counter in many people's words: what is to be done, to whom and to what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.counter import named, orders, wants
from appliance.dialogue.counter.rentals import days_wanted
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.counter import NamedCustomer
from appliance.ports.facts import Yard
from appliance.storage.store import DuckDbStore
from tests.dialogue.talking import DemoDesk

LABELLED: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("counter_orders.yaml").read_text(encoding="utf-8")
)
TODAY = date(2027, 3, 1)
CUSTOMERS = tuple(
    NamedCustomer(customer_id=name.lower().replace(" ", "-"), name=name)
    for name in (
        "Northside Paving", "Lakeshore Builders", "Ridgeline Excavating", "Tri-County Electric",
        "Bluebird Landscaping", "Summit Ridge Roofing", "Cedar Valley Farms",
        "Prairie Wind Energy", "Lakeland Pools",
    )
)  # fmt: skip
CALLED = {
    Act.HOW_MANY: "how_many_free",
    Act.MY_RENTALS: "customer_rentals",
    Act.BOOK: "book_for",
    Act.CANCEL_BOOKING: "cancel",
    Act.UNCLEAR: "none",
    Act.NO: "none",
}


@pytest.fixture(scope="module")
def yard() -> Iterator[tuple[Yard, tuple[str, ...]]]:
    store = DuckDbStore(":memory:")
    demo = DemoDesk(store)
    yield demo.desk.open_call("desk", None).yard, demo.desk.asset_tags()
    store.close()


def order_of(found: Action) -> str:
    if found.act is Act.DECIDE:
        return "approve" if found.slot("approve") == "yes" else "decline"
    if found.act is Act.MAINTENANCE:
        return f"maintenance_{'off' if found.slot('state') == 'off' else 'on'}"
    if found.act is Act.IDENTIFY and not found.slot("tag"):
        return "none"
    return CALLED.get(found.act, found.act.value)


@pytest.mark.parametrize("label", LABELLED, ids=lambda one: str(one["text"])[:60])
def test_an_order_is_read_as_it_is_meant(
    yard: tuple[Yard, tuple[str, ...]], label: dict[str, Any]
) -> None:
    known, tags = yard
    heard = Heard(text=label["text"])
    found = wants.read(heard, known, tags, lambda: CUSTOMERS, lambda number: True)
    if found is None:
        found = orders.read(heard, Asks.NEED, known, tags)[0]
    assert order_of(found) == label["order"]
    names = {one.customer_id: one.name for one in CUSTOMERS}
    items = {item.class_id: item.name for item in known.items}
    if "customer" in label:
        assert [names[key] for key in found.slot("customer").split()] == [label["customer"]]
    if "machine" in label and found.act is not Act.QUOTE:
        assert items[found.slot("item")] == label["machine"]
    if "booking" in label:
        assert found.slot("number") == label["booking"]
    if label.get("tag") in tags:
        assert found.slot("tag") == label["tag"]
    if "quantity" in label and found.act is Act.BOOK:
        assert found.slot("quantity") == str(label["quantity"])
    if "day" in label and found.act in (Act.BOOK, Act.HOW_MANY, Act.MOVE):
        read = days_wanted if found.act is Act.MOVE else named.period_in
        start, days = read(label["text"], TODAY)
        wanted = named.period_in(label["day"], TODAY)[0]
        if wanted is not None:
            assert start == wanted
        assert bool(days) or not ({"until", "length"} & set(label))
