"""What is asked next where a key has picked a kind of machine, or what is to be changed."""

from __future__ import annotations

from appliance.dialogue.actions import Action
from appliance.dialogue.gates import shown, site
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks


def change(w: Work, action: Action) -> bool:
    """Ask for one part of the rental again; what does not depend on it is kept."""
    s = w.state
    w.set(changing="")
    match action.slot("of"):
        case "item":
            nothing = {"wish": "", "wish_heard": "", "wished_ids": (), "category": None}
            w.state = s.without_item().but(**nothing, ceiling=None, changing="", misses=0)
            shown.ask_machine(w)
        case "start":
            w.state = w.state.without_period().but(start=None)
        case "length":
            w.state = w.state.without_period().but(days=None)
        case "purpose":
            shown.ask_purpose(w)
        case "quantity":
            w.set(changing="quantity")
            w.ask(Asks.FINAL_CONFIRMATION, w.words.ask_how_many())
        case "site":
            site.use(w, "")
        case "operator":
            w.set(operator_name="", certificate_number="", operator=None)
        case _:
            return False
    return True


def kind(w: Work, action: Action) -> bool:
    """Offer the machines of a kind, or the next page of kinds."""
    page = action.slot("page")
    if page.isdigit():
        shown.ask_kind(w, int(page))
        return True
    ids = tuple(item.class_id for item in w.yard.items if item.category == action.slot("of"))
    if not ids:
        return False
    like = [key for key in shown.by_sound(w) if key in ids]
    ids = (*like, *(key for key in ids if key not in like))
    w.set(kinds_page=None, misses=0, searches=0)
    shown.show(w, ids)
    return True
