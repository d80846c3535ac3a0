"""Every sentence of the by-phone services. English (US), spoken, one question a breath."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from appliance.dialogue.language.phrasing import sentence_case, vary
from appliance.dialogue.spoken import dates, identifiers, money, numbers
from appliance.dialogue.wording.phrasing import an, counted, listed
from appliance.domain.bookings import BookingState
from appliance.ports.booking import BookedFacts
from appliance.ports.rental_life import ChangeResult

_SHOWN = 3
_LATELY_DAYS = 60


def due(moment: datetime, today: date) -> str:
    """ "Friday, March fifth at seven a.m."."""
    return f"{_day(moment.date(), today)} at {dates.say_time(moment.time())}"


def _day(day: date, today: date) -> str:
    """A day; one of the last weeks goes without its year."""
    gone = 0 < (today - day).days < _LATELY_DAYS
    return dates.say_date(day, day - timedelta(days=2) if gone else today)


def _stop(words: str) -> str:
    """The words with one point at their end."""
    return words if words.endswith(".") else f"{words}."


def what(rental: BookedFacts) -> str:
    """ "the mini excavator", "the two light towers"."""
    if rental.quantity == 1:
        return f"the {rental.item}".lower()
    return f"the {counted(rental.item, rental.quantity)}".lower()


def _of(one: BookedFacts, single: str, several: str) -> str:
    """The rental as the subject of a sentence, with the verb's right form."""
    return f"{sentence_case(what(one))} {single if one.quantity == 1 else several}"


def rental(one: BookedFacts, now: datetime) -> str:
    """A rental as one item of a list, by where it stands."""
    today = now.date()
    things = counted(one.item, one.quantity).lower()
    if one.state == BookingState.OUT.value:
        if one.period.end <= now:
            return f"{things}, overdue since {due(one.period.end, today)}"
        return f"{things}, due back {due(one.period.end, today)}"
    when = f"booked from {dates.say_date(one.period.start.date(), today)}"
    if one.state == BookingState.PENDING_REVIEW.value:
        return f"{things}, {when}, still under review"
    return f"{things}, {when} until {dates.say_date(one.period.end.date(), today)}"


def rentals(found: tuple[BookedFacts, ...], listed_before: int, now: datetime) -> str:
    """At most three, and how many there are in all."""
    here = found[listed_before : listed_before + _SHOWN]
    said = "; ".join(rental(one, now) for one in here)
    if listed_before:
        return _stop(f"Then there is {said}")
    if len(found) == 1:
        return _stop(f"You have {said}")
    return _stop(f"You have {numbers.number_to_words(len(found))} rentals: {said}")


def shall_i_go_on(turn: int) -> str:
    return vary(turn, "Shall I go on?", "Do you want to hear the rest?")


def no_rentals() -> str:
    return "I see nothing out or booked on your account."


def none_of_that_kind(act: str) -> str:
    return {
        "extend": "There is no rental on your account that I could extend.",
        "return": "None of your rentals has gone out yet.",
        "cancel_booking": "There is no booking on your account that could be canceled.",
        "breakdown": "None of our machines is out with you at the moment.",
    }[act]


def not_yours(item: str) -> str:
    return f"I don't see {an(item.lower())} among your rentals."


def which(act: str, choices: tuple[BookedFacts, ...], now: datetime, asked: int) -> str:
    """A specific question over at most three rentals; in other words each time."""
    options = listed([rental(one, now) for one in choices[:_SHOWN]])
    verb = {
        "extend": "keep longer", "return": "give back", "cancel_booking": "cancel",
        "breakdown": "tell me about", "my_rentals": "hear about",
    }[act]  # fmt: skip
    more = ", or another one" if len(choices) > _SHOWN else ""
    if asked == 0:
        return f"Which one do you want to {verb}: {options}{more}?"
    if asked == 1:
        return f"Was that {options}{more}?"
    return "Please say the machine, or the booking number, R and four digits."


def until_when(one: BookedFacts, now: datetime, asked: int) -> str:
    if asked == 1:
        return "Please say a day, like Friday, or how many more days."
    if asked:
        return "On which weekday, or on which date, would it come back?"
    when = due(one.period.end, now.date())
    if one.period.end <= now:
        return _stop(f"{_of(one, 'was', 'were')} due {when}") + " Until which day do you need it?"
    return _stop(f"{_of(one, 'is', 'are')} due back {when}") + " Until which day do you need it?"


def not_later(one: BookedFacts, now: datetime) -> str:
    return f"It is booked until {_day(one.period.end.date(), now.date())} already."


def left_as_it_was(turn: int) -> str:
    return vary(turn, "OK, I'll leave it as it is.", "All right, nothing is changed.")


def yes_or_no(asked: int, question: str) -> str:
    """The open question again, in other words."""
    if asked <= 1:
        return f"Sorry, a yes or a no, please. {question}"
    return f"I need a clear yes before I change anything. {question}"


def breakdown_back(one: BookedFacts, tag: str) -> str:
    unit = f", unit {identifiers.spell(tag)}," if tag else ""
    return (
        f"I'm sorry about that. I'll report {what(one)}{unit} as broken down, and our mechanics "
        f"get a note at once. Is that right?"
    )


def which_unit(one: BookedFacts) -> str:
    tags = listed([identifiers.spell(tag) for tag in one.asset_tags[:_SHOWN]])
    return f"Which of them is it, {tags}? The tag is on the machine."


def breakdown_reported(one: BookedFacts) -> str:
    return f"{_of(one, 'is', 'are')} reported. Please don't run it any more."


def offer_swap(item: str, tag: str) -> str:
    return (
        f"I'm keeping another {item.lower()} for you, unit {identifiers.spell(tag)}. "
        f"Shall our staff bring it?"
    )


def no_swap(item: str) -> str:
    return f"I have no other {item.lower()} free right now; our staff will call you about it."


def swap_noted(item: str) -> str:
    return f"Done. Our staff bring {an(item.lower())} and take the broken one along."


def no_swap_wanted() -> str:
    return "All right. Our mechanics have the note."


def rather_this(one: BookedFacts, now: datetime) -> str:
    """Another rental than the one named is all there is: is that meant?"""
    return _stop(f"You have {rental(one, now)}") + " Is that the one?"


def _price(result: ChangeResult) -> str:
    """How the price changes, by the desk's own figures."""
    total = money.say_money(result.total)
    fee = f", with a fee of {money.say_money(result.fee)}" if result.fee else ""
    if result.difference > 0:
        return f"that is {money.say_money(result.difference)} more, {total} in all{fee}"
    if result.difference < 0:
        return f"that is {money.say_money(-result.difference)} less, {total} in all{fee}"
    return f"the price stays at {total}{fee}"


def extend_back(one: BookedFacts, result: ChangeResult, now: datetime) -> str:
    end = result.booking.period.end if result.booking else one.period.end
    return (
        f"You'd keep {what(one)} until {due(end, now.date())}; {_price(result)}. Shall I extend it?"
    )


def extended(result: ChangeResult, now: datetime) -> str:
    if result.booking is None:
        return ""
    one = result.booking
    return (
        f"{_of(one, 'is', 'are')} yours until {due(one.period.end, now.date())}, "
        f"{money.say_money(one.total)} in all."
    )


def cannot_extend(one: BookedFacts, now: datetime) -> str:
    return _stop(f"It stays due back {due(one.period.end, now.date())}")


def not_out_yet(one: BookedFacts) -> str:
    return f"{_of(one, 'has', 'have')} not gone out yet, so I'd cancel the booking."


def out_already(one: BookedFacts) -> str:
    return f"{_of(one, 'is', 'are')} out, so I can take it back early, but not cancel it."


def back_from_when(one: BookedFacts, asked: int, *, pick_up: bool) -> str:
    if asked == 1:
        return "Which day is that, today, tomorrow, or a weekday?"
    if asked:
        return "Please say the weekday or the date."
    if pick_up:
        return f"From which day can we pick up {what(one)}?"
    return f"On which day will {what(one)} come back?"


def return_back(one: BookedFacts, result: ChangeResult, now: datetime, *, pick_up: bool) -> str:
    end = result.booking.period.end if result.booking else one.period.end
    how = f"We'd pick up {what(one)}" if pick_up else f"{sentence_case(what(one))} would end"
    return f"{how} {dates.say_date(end.date(), now.date())}; {_price(result)}. Shall I note that?"


def returned(result: ChangeResult, now: datetime) -> str:
    if result.booking is None:
        return ""
    one = result.booking
    return (
        f"{_of(one, 'now ends', 'now end')} {dates.say_date(one.period.end.date(), now.date())}, "
        f"{money.say_money(one.total)} in all."
    )


def due_anyway(one: BookedFacts, now: datetime) -> str:
    if one.period.end <= now:
        return f"It was due {due(one.period.end, now.date())}, so please bring it in."
    return f"It is due back {due(one.period.end, now.date())}, so nothing has to change."


def ask_pick_up(one: BookedFacts) -> str:
    return f"Shall our drivers come to pick up {what(one)}? If not, you bring it back yourselves."


def pick_up_back(one: BookedFacts, end: datetime, now: datetime) -> str:
    day = dates.say_date(end.date(), now.date())
    return f"I'll have our drivers pick up {what(one)} {day}. Shall I note that?"


def pick_up_noted(one: BookedFacts) -> str:
    return f"Our drivers have a note to pick up {what(one)}."


def cancel_back(one: BookedFacts, result: ChangeResult, now: datetime) -> str:
    day = dates.say_date(one.period.start.date(), now.date())
    cost = f"There is a fee of {money.say_money(result.fee)}" if result.fee else "It costs nothing"
    number = identifiers.spell(one.number)
    return f"That's {number}, {what(one)} from {day}. {cost}. Shall I cancel it?"


def canceled(result: ChangeResult) -> str:
    if result.booking is None:
        return ""
    one = result.booking
    fee = f" The fee is {money.say_money(result.fee)}." if result.fee else ""
    return f"Booking {identifiers.spell(one.number)}, {what(one)}, is canceled.{fee}"


def refused(reason: str, one: BookedFacts) -> str:
    """The desk's reason, with the booking's number as it is spoken."""
    return reason.replace(one.number, identifiers.spell(one.number))
