"""A call that broke off: kept as it goes, offered back once the same license has been verified."""

from __future__ import annotations

from dataclasses import replace

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Stage
from appliance.domain.unfinished import UnfinishedCall
from appliance.ports.facts import EquipmentQuery


def offer(w: Work) -> None:
    """Ask once whether to go on with what broke off, unless the caller wants something else."""
    s = w.state
    if not s.customer_id or s.resume_checked or s.booking is not None:
        return
    w.set(resume_checked=True)
    earlier = w.desk.unfinished(s.customer_id, w.call.call_id)
    if earlier is None:
        return
    wants_other = s.item is not None or s.wish or s.wished_ids or s.category
    if wants_other and earlier.class_id not in s.wished_ids:
        return
    name = next((i.name for i in w.yard.items if i.class_id == earlier.class_id), "")
    if not name or (earlier.start is not None and earlier.start < w.now.date()):
        return
    w.set(resumable=earlier)
    question = w.words.shall_we_go_on(name, earlier.start, w.now.date())
    w.ask(Asks.CONFIRM, question, Stage.EQUIPMENT_SELECTION, likely=(name,))


def heard(w: Work, actions: tuple[Action, ...]) -> bool:
    """The answer to the offer; False leaves the turn to the rental."""
    earlier = w.state.resumable
    if earlier is None:
        return False
    acts = {one.act for one in actions}
    if Act.YES in acts:
        w.pending = _go_on
        return True
    if acts & {Act.NO, Act.FIND}:
        w.set(resumable=None)
        w.notes.append(lambda desk: desk.drop_unfinished(earlier.call_id))
        if Act.NO in acts and Act.FIND not in acts:
            w.state = w.state.without_item().but(wish="", wish_heard="", wished_ids=())
            return True
    return False


def _go_on(w: Work) -> None:
    """Take over what was known; everything is checked again by its own gate."""
    earlier, s = w.state.resumable, w.state
    if earlier is None:
        return
    known = w.desk.find_equipment(EquipmentQuery(class_ids=(earlier.class_id,), limit=1))
    w.desk.resume(w.call.call_id, earlier.call_id, s.customer_id)
    w.state = s.without_item().but(
        resumable=None,
        wished_ids=(earlier.class_id,),
        quantity=earlier.quantity,
        start=earlier.start or s.start,
        days=earlier.days or s.days,
        agreed_rate=earlier.agreed_day_rate,
        site_address=earlier.site_address,
        operator_name=earlier.operator_name,
        certificate_number=earlier.certificate_number,
        operator_for=known[0].operator_certification if known else None,
        policy_number=earlier.policy_number,
        callback=earlier.callback_number,
    )
    w.say(w.words.going_on())


def note(w: Work) -> None:
    """Keep what is known by now, where it has changed; forget it once it is booked or given up."""
    s = w.state
    if s.ended or not s.customer_id or s.resumable is not None:
        return
    if s.item is None:
        if s.kept is not None:
            w.set(kept=None)
            w.notes.append(lambda desk: desk.drop_unfinished(w.call.call_id))
        return
    agreed = s.day_rate if s.price_agreed else s.agreed_rate
    progress = UnfinishedCall(
        call_id=w.call.call_id,
        customer_id=s.customer_id,
        at=w.now,
        class_id=s.item.class_id,
        quantity=s.quantity,
        start=s.start,
        days=s.days,
        agreed_day_rate=agreed,
        site_address="" if s.street_open else s.site_address,
        operator_name=s.operator_name,
        certificate_number=s.certificate_number,
        policy_number=s.policy_number,
        callback_number=s.callback,
    )
    if s.kept is None or replace(progress, at=s.kept.at) != s.kept:
        w.set(kept=progress)
        w.notes.append(lambda desk: desk.keep_unfinished(progress))
