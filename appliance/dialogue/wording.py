"""Every sentence of the rental conversation. English (US), spoken, one question a breath.

Facts come in as desk results; nothing here knows a price, a date or a name of its own.
Where a sentence is heard often it has variants, taken in turn so that repeats differ.
"""

from __future__ import annotations

from datetime import date

from appliance.dialogue.spoken import address as addresses
from appliance.dialogue.spoken import dates, identifiers, money, numbers, phones
from appliance.dialogue.state import ReadBackOf, RentalState
from appliance.domain.calls import Asks
from appliance.domain.verification import Verification
from appliance.ports.desk import (
    Availability,
    BookedFacts,
    EquipmentOption,
    OfferAnswer,
    OperatorCheck,
    Quote,
    Yard,
)


def _vary(turn: int, *variants: str) -> str:
    return variants[turn % len(variants)]


def _listed(names: list[str], last: str = "or") -> str:
    if len(names) <= 2:
        return f" {last} ".join(names)
    return f"{', '.join(names[:-1])}, {last} {names[-1]}"


def _an(words: str) -> str:
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"


def _counted(name: str, quantity: int) -> str:
    if quantity == 1:
        return _an(name)
    plural = name if name.endswith("s") else f"{name}s"
    return f"{numbers.number_to_words(quantity)} {plural}"


# opening


def greeting(yard: Yard) -> str:
    """The yard's own greeting, or a plain one with its name."""
    return yard.greeting or f"{yard.name}. What do you need equipment for?"


def ask_need(turn: int) -> str:
    return _vary(turn, "What do you need equipment for?", "What can I get you?")


def ask_need_again(turn: int) -> str:
    return _vary(turn, "What is the job, and I'll look for something that fits?", "What else could do the job?")


# customer


def ask_license(turn: int) -> str:
    return _vary(
        turn,
        "First, what is your business license number?",
        "I can help with that. What is your business license number?",
    )


def read_back_license(number: str, name: str | None) -> str:
    if name:
        return f"That's {identifiers.spell(number)}, {name}. Is that right?"
    return f"That's {identifiers.spell(number)}. Is that right?"


def read_back(number: str) -> str:
    return f"I heard {identifiers.spell(number)}. Is that right?"


def read_back_phone(number: str) -> str:
    return f"That's {phones.say_phone(number)}. Is that right?"


def customer_verified(name: str, turn: int) -> str:
    return _vary(turn, f"Thank you, {name} is approved.", f"Thanks. {name} is all set.")


def ask_license_again(failures: int) -> str:
    if failures >= 2:
        return "Could you key the digits in on your phone, then press pound?"
    return "Could you give me the license number once more, slowly?"


def ask_other_license() -> str:
    return "Do you have another license number?"


def no_license() -> str:
    return "I can't rent without a license on record, but the counter can help you with that."


def reason(verification: Verification) -> str:
    """Why a check failed, and what would mend it."""
    return f"{verification.reason} {verification.remedy}".strip()


def to_review(verification: Verification) -> str:
    return f"{verification.reason} Our staff will have to look at that before it is final."


# equipment and dates


def _option(option: EquipmentOption) -> str:
    return f"{_an(option.name)} at {money.say_money(option.day_rate)} a day"


def offer_options(options: tuple[EquipmentOption, ...], turn: int) -> str:
    listed = _listed([_option(option) for option in options])
    if len(options) == 1:
        return f"I have {listed}. Would that do?"
    return _vary(turn, f"I have {listed}. Which one?", f"You could take {listed}. Which would you like?")


def took(option: EquipmentOption, turn: int) -> str:
    return _vary(turn, f"OK, the {option.name}.", f"The {option.name}, good.")


def nothing_found(wish: str, ceiling: object) -> str:
    if ceiling is not None:
        return "I have nothing for that at that price."
    return f"I don't find anything for {wish}." if wish else "I don't find anything like that."


def ask_start(item: EquipmentOption, turn: int) -> str:
    return _vary(turn, "What day do you need it from?", f"When would you pick up the {item.name}?")


def ask_duration(turn: int) -> str:
    return _vary(turn, "For how long?", "How long do you need it?")


def minimum_days(item: EquipmentOption) -> str:
    return f"The {item.name} goes out for at least {dates.say_duration(item.minimum_days)}."


def date_past() -> str:
    return "That day has passed."


def closed_on(start: date) -> str:
    return f"We're closed on {start:%A}s."


def period_free(
    item: EquipmentOption, quantity: int, free: Availability, start: date, days: int, today: date
) -> str:
    when = f"from {dates.say_date(start, today)} for {dates.say_duration(days)}"
    if quantity == 1:
        return f"The {item.name} is free {when}."
    return f"{numbers.number_to_words(free.free).capitalize()} of {free.owned} are free {when}."


def not_free(
    item: EquipmentOption, quantity: int, free: Availability, today: date, *, taken: bool
) -> str:
    if taken:
        opening = f"I'm sorry, the {item.name} was taken a moment ago."
    elif free.free:
        opening = f"Only {free.free} of {free.owned} are free then."
    elif free.owned == 1:
        opening = f"Our {item.name} is not free then."
    else:
        opening = f"None of our {free.owned} is free then."
    if free.next_free_from is None:
        return opening
    return f"{opening} The next free day is {dates.say_date(free.next_free_from, today)}."


def offer_alternatives(options: tuple[EquipmentOption, ...], other_day: bool) -> str:
    listed = _listed([_option(option) for option in options])
    if other_day:
        return f"Instead I have {listed}. Would one of those do, or another day?"
    return f"Instead I have {listed}. Would one of those do?"


def ask_other_start() -> str:
    return "Which day would suit you instead?"


def unavailable_goodbye(turn: int) -> str:
    return _vary(turn, "I'm sorry it didn't work out. Goodbye.", "Sorry about that. Call us any time. Goodbye.")


# requirements and site


def requirements(item: EquipmentOption) -> str:
    needs = []
    if item.operator_certification:
        needs.append(f"an operator with {_an(item.operator_certification)} certificate")
    if item.minimum_insurance:
        needs.append(f"insurance of at least {money.say_money(item.minimum_insurance)}")
    weight = f"It is in the {item.weight_class.value.lower()} weight class"
    if not needs:
        return f"{weight} and needs no certificate."
    return f"{weight} and needs {_listed(needs, 'and')}."


def ask_site(turn: int) -> str:
    return _vary(turn, "What is the address of the job site?", "Where will it be used? The street address, please.")


def ask_other_site() -> str:
    return "Is there another site, or shall we leave it?"


def site_known(address: str) -> str:
    return f"{addresses.say_address(address)} is on record and fits."


def site_passed() -> str:
    return "The site is fine for it."


# price


def quoted(item: EquipmentOption, quote: Quote) -> str:
    total = f"{_counted(item.name, quote.quantity).capitalize()} for {quote.mix} comes to {money.say_money(quote.total)}"
    each = f", that's {money.say_money(quote.day_rate)} a day" if quote.days > 1 or quote.quantity > 1 else ""
    return f"{total}{each}, with a refundable deposit of {money.say_money(quote.deposit)}."


def ask_price_ok(turn: int) -> str:
    return _vary(turn, "Does that work for you?", "Is that all right?")


def _standing(answer: OfferAnswer) -> str:
    return f"{money.say_money(answer.day_rate)} a day, {money.say_money(answer.total)} in all"


def offer_accepted(answer: OfferAnswer, _quantity: int) -> str:
    return f"Agreed: {_standing(answer)}."


def counter_offer(answer: OfferAnswer, _quantity: int, *, final: bool, turn: int) -> str:
    if final:
        return f"The best I can do is {_standing(answer)}."
    return _vary(turn, f"I can go to {_standing(answer)}.", f"I could let it go for {_standing(answer)}.")


def ask_counter(turn: int) -> str:
    return _vary(turn, "Would you take it at that?", "How does that sound?")


def ask_final_price() -> str:
    return "That's my final price. Will you take it?"


def ask_their_price() -> str:
    return "What price a day did you have in mind?"


def held(turn: int) -> str:
    return _vary(turn, "I'm keeping it for you while we finish.", "It's set aside for you.")


# operator and insurance


def ask_operator(certification: str, turn: int) -> str:
    return _vary(
        turn,
        f"Who will operate it? I need someone with {_an(certification)} certificate.",
        f"Which operator with {_an(certification)} certificate will run it?",
    )


def ask_certificate(name: str, certification: str) -> str:
    return f"What is the number of {name}'s {certification} certificate?"


def operator_passed(check: OperatorCheck, number: str) -> str:
    return f"Certificate {identifiers.spell(number)} is good. {check.operator_name} may run it."


def ask_other_operator() -> str:
    return "Is there another operator?"


def operator_needed(item: EquipmentOption | None) -> str:
    if item and item.operator_certification:
        return f"Without {_an(item.operator_certification)} certificate I can't let it go out."
    return "I can't let it go out without a certified operator."


def ask_policy(item: EquipmentOption, quantity: int, turn: int) -> str:
    amount = money.say_money(item.minimum_insurance * quantity)
    return _vary(
        turn,
        "What is your insurance policy number?",
        f"Now the insurance policy number, for cover of {amount} or more?",
    )


def ask_other_policy() -> str:
    return "Do you have another policy?"


def policy_needed(item: EquipmentOption | None) -> str:
    if item is None:
        return "I can't let it go out without insurance."
    return f"I need cover of {money.say_money(item.minimum_insurance)} for the whole rental."


def insurance_passed(number: str) -> str:
    return f"Policy {identifiers.spell(number)} covers it."


# booking


def ask_callback(turn: int) -> str:
    return _vary(turn, "What number can we reach you on?", "And a callback number, please?")


def ask_callback_instead() -> str:
    return "What number can the counter call you back on?"


def callback_needed() -> str:
    return "I do need a number for the booking. Which one may I note?"


def callback_promised(number: str) -> str:
    return f"Someone from the counter will call you on {phones.say_phone(number)}. Goodbye."


def summary(s: RentalState, today: date) -> str:
    """Everything that will be booked, and the question."""
    if s.item is None or s.start is None or s.days is None or s.total is None:
        return "Shall I book it?"
    operator = f", operated by {s.operator.operator_name}" if s.operator and s.operator.operator_name else ""
    return (
        f"So that's {_counted(s.item.name, s.quantity)} from {dates.say_date(s.start, today)} for "
        f"{dates.say_duration(s.days)}, at {addresses.say_address(s.site_address)}{operator}, "
        f"{money.say_money(s.total)} in all. Shall I book it?"
    )


def ask_change() -> str:
    return "What should I change, or shall I leave it?"


def booked(facts: BookedFacts, today: date, *, review: bool, certification: str | None) -> str:
    """The committed booking, as its row stands."""
    number = identifiers.spell(facts.number)
    start = facts.period.start
    bring = "your license" + (f" and the {certification} certificate" if certification else "")
    pickup = (
        f"Pick up at {facts.pickup_place} {dates.say_date(start.date(), today)} at "
        f"{dates.say_time(start.time())}. The deposit is {money.say_money(facts.deposit)}. Bring {bring}."
    )
    if review:
        return (
            f"I've put it in as {number} and keep it for you, but it is not final: our staff must "
            f"review it first, and will call you."
        )
    return f"It's booked. Your booking number is {number}. {pickup}"


def anything_else(turn: int) -> str:
    return _vary(turn, "Is there anything else?", "Anything else I can do?")


def goodbye(turn: int) -> str:
    return _vary(turn, "Thanks for calling. Goodbye.", "Thank you. Goodbye.")


def declined_goodbye(turn: int) -> str:
    return _vary(turn, "No problem. Thanks for calling. Goodbye.", "All right. Call us any time. Goodbye.")


def failed_goodbye(turn: int) -> str:
    return _vary(turn, "I'm sorry I couldn't book it today. Goodbye.", "Please call again once that's sorted. Goodbye.")


# questions in between


def location(yard: Yard) -> str:
    return f"You'll find us at {yard.pickup_place}."


def rates(item: EquipmentOption) -> str:
    parts = [f"{money.say_money(item.day_rate)} a day"]
    if item.week_rate is not None:
        parts.append(f"{money.say_money(item.week_rate)} a week")
    if item.month_rate is not None:
        parts.append(f"{money.say_money(item.month_rate)} a month")
    return f"The {item.name} is {_listed(parts, 'and')}."


def deposit(item: EquipmentOption) -> str:
    return f"The deposit for the {item.name} is {money.say_money(item.deposit)}, refundable."


def depends_on_item() -> str:
    return "That depends on the machine."


def not_known() -> str:
    return "I don't have that on record; the counter can tell you."


# repair


def person() -> str:
    return "I'll have someone from the counter call you."


def give_up() -> str:
    return "I'm sorry, I'm not getting this right, so a person should help you."


def line_trouble() -> str:
    """Spoken when the records cannot be reached."""
    return "I can't reach our records right now. Please stay on, or call again in a few minutes."


def thinking_trouble() -> str:
    """Spoken when understanding failed for a technical reason."""
    return "Sorry, I lost that. Could you say it again?"


_AGAIN: dict[Asks, tuple[str, str]] = {
    Asks.NEED: ("Sorry, what would you like to rent?", "Tell me the machine or the job, like digging a trench."),
    Asks.BUSINESS_LICENSE: (
        "Sorry, I missed the license number. Could you say it one character at a time?",
        "Could you key the license digits in on your phone, then press pound?",
    ),
    Asks.CONFIRM: ("Sorry, was that right, yes or no?", "Please say yes if it's right, or no."),
    Asks.EQUIPMENT_CHOICE: ("Which one of those, the first or the last?", "Please say the name of the one you want."),
    Asks.START_DATE: ("Sorry, from which day?", "Please say a day, like Tuesday, or a date."),
    Asks.DURATION: ("How many days is that?", "Please say a number of days or weeks."),
    Asks.PRICE_OK: ("Is that price all right, yes or no?", "You can say yes, no, or name your price a day."),
    Asks.OPERATOR_NAME: ("Sorry, who is the operator?", "Please say the operator's first and last name."),
    Asks.OPERATOR_CERTIFICATE: (
        "Sorry, what's the certificate number, one character at a time?",
        "Could you key the certificate digits in on your phone, then press pound?",
    ),
    Asks.SITE_ADDRESS: ("Sorry, what is the street and number?", "Please say the house number, then the street."),
    Asks.SITE_QUESTION: ("Is that a yes or a no?", "Please answer yes or no."),
    Asks.POLICY_NUMBER: (
        "Sorry, what's the policy number, one character at a time?",
        "Could you key the policy digits in on your phone, then press pound?",
    ),
    Asks.FINAL_CONFIRMATION: ("Shall I book it, yes or no?", "Please say yes to book, or tell me what to change."),
    Asks.CALLBACK_NUMBER: (
        "Sorry, what's the phone number, digit by digit?",
        "Could you key the phone number in, then press pound?",
    ),
    Asks.ANYTHING_ELSE: ("Was there something else?", "Is there more I can do, yes or no?"),
}


def not_understood(s: RentalState, misses: int) -> str:
    """The open question in other words; never twice the same."""
    if s.asks is None:
        return "Sorry, could you say that again?"
    variants = _AGAIN.get(s.asks)
    if variants is None:
        return f"Sorry. {s.question}"
    again = variants[(misses - 1) % len(variants)]
    if s.asks is Asks.SITE_QUESTION and s.site_questions:
        return f"{s.site_questions[0].text} {again}"
    return again


def ask_identifier_again(of: ReadBackOf, denials: int) -> str:
    """After a denied read-back: once more by voice, then by keypad."""
    what = {
        ReadBackOf.LICENSE: "license number",
        ReadBackOf.CERTIFICATE: "certificate number",
        ReadBackOf.POLICY: "policy number",
        ReadBackOf.CALLBACK: "phone number",
        ReadBackOf.ADDRESS: "address",
    }[of]
    if denials >= 2:
        return f"Sorry. Could you key the digits of the {what} in on your phone, then press pound?"
    return f"Sorry about that. Please say the {what} again, slowly."
