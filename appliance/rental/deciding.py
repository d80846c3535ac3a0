"""A review decided by whoever's PIN was said: who it is, and the decision under that name.

Hashes are compared outside the transaction; within it the person is looked at again, so that a
PIN which was removed meanwhile, or somebody shut out, decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from appliance.domain.errors import RecordError
from appliance.domain.people import Role, User
from appliance.ports.deciding import PinDecision
from appliance.ports.pins import PinHashes
from appliance.ports.store import Records
from appliance.rental.booked import booked_facts
from appliance.rental.changing import note_done
from appliance.rental.reviewing import decide_review, not_waiting

DESK = "desk"
"""Who stands in the trail for a PIN that is nobody's."""
_ACTIONS = {True: "approve_by_pin", False: "decline_by_pin"}

ONLY_MANAGERS = PinDecision(booking=None, refused="Only a manager can decide a review.")
NO_BOOKING = PinDecision(booking=None, refused="There is no such booking.")


def whose_pin(hashes: PinHashes, people: Sequence[User], pin: str) -> User | None:
    """The one whose PIN it is; nobody when two have the same. All are compared, with a PIN or
    without, so that the time it takes tells nothing."""
    right = [hashes.matches(person.pin_hash, pin) for person in people]
    found = [person for person, is_it in zip(people, right, strict=True) if is_it]
    return found[0] if len(found) == 1 else None


def decided_before(records: Records, key: str, number: str, approve: bool) -> PinDecision | None:
    """What the order with this key decided. Raises RecordError for a key that another order has
    used."""
    done = records.carried_out.get(key)
    if done is None:
        return None
    if (done.action, done.booking_number) != (_ACTIONS[approve], number):
        raise key_used(f"{done.action} {done.booking_number}")
    booking, person = records.bookings.get(number), records.users.by_username(done.actor)
    return PinDecision(
        booking=booked_facts(records, booking) if booking else None,
        decided_by=person.display_name if person else done.actor,
    )


def key_used(what: str) -> RecordError:
    return RecordError(
        f"The key of this order was used for another: {what}.", "Give every order a key of its own."
    )


def decide_as(
    records: Records,
    now: datetime,
    key: str,
    person: User,
    number: str,
    *,
    approve: bool,
    note: str,
) -> PinDecision | None:
    """The decision, written under the person's name; None when the PIN, as it was compared, is
    not that person's any more. A refusal writes nothing."""
    now_is = records.users.get(person.id)
    if now_is is None or not now_is.active or now_is.pin_hash != person.pin_hash:
        return None
    if not now_is.role.includes(Role.MANAGER):
        return ONLY_MANAGERS
    before = records.bookings.get(number)
    if before is None:
        return NO_BOOKING
    if why := not_waiting(before, now):
        return PinDecision(booking=booked_facts(records, before), refused=why)
    after = decide_review(records, now, now_is.username, number, approve=approve, note=note)
    note_done(records, now, key, _ACTIONS[approve], now_is.username, before, after)
    return PinDecision(booking=booked_facts(records, after), decided_by=now_is.display_name)


def note_wrong_pin(records: Records, number: str) -> None:
    """A PIN was refused: in the trail, with what it was for and without its digits."""
    records.audit.append(DESK, "counter_pin_refused", f"booking:{number[:40]}", None, None)
