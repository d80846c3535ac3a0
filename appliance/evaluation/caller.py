"""The simulated caller: answers what the agent asks, from its own facts and in its own manner.

It sees what a person on the telephone would: the words spoken, and (from the conversation's own
`asks`) what is being asked. It never reads the records, and it checks what is read back to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from num2words import num2words

from appliance.domain.calls import Asks
from appliance.evaluation.phrases import Phrases
from appliance.evaluation.scenarios import Manner, Scenario, Set

_SAFE_IS_NO = ("overhead", "holes", "drop-offs", "floor or ramp")
_ALNUM = re.compile(r"[^a-z0-9]")
_KEY_IN = re.compile(r"\bkey\b.*\bphone\b|\bkey\b.*\bpound\b")
_SUMMARIES_DISPUTED = 3
_CHOICES_REFUSED = 2
_HEARD_TOO_OFTEN = 4
"""The same words so often, and a caller hangs up."""
_ANOTHER = re.compile(r"\b(?:another|other) (?:license|site|operator|policy|number)\b")
_SERVICE = re.compile(r"\bshall i (?:extend|cancel|note|go on)|\bi'll report|\bshall our staff")
_YES_OR_NO = re.compile(r"\byes or no\b|\bsay yes if\b")
_PUT_PLAINLY = re.compile(r"\byes,? (?:or )?(?:a )?no\b|\bsay yes\b")
_YES = ("confirm_yes", "price_yes", "final_yes", "ground_yes")
_NO = ("confirm_no_bare", "price_no", "ground_no")
"""What a caller answers with a plain yes or no when asked for one."""


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance of the caller: words to speak, or digits to key in."""

    text: str
    keys: bool = False


class SimulatedCaller:
    """One caller on one call. `answer` gives the next utterance, None to hang up."""

    def __init__(
        self, scenario: Scenario, today: date, items: Mapping[str, str], half: Set | None = None
    ) -> None:
        self._scenario = scenario
        self._items = items
        self._manner = scenario.manner
        self._phrases = Phrases(half or scenario.set, scenario.seed, today)
        self._wants = scenario.wants
        self._then = scenario.then
        self._offers = list(scenario.price.offers)
        self._wrong = list(scenario.wrong_license)
        self._asked: dict[Asks, int] = {}
        self._in_a_row = 0
        self._last: Asks | None = None
        self._inserts = list(scenario.says)
        self._changes = list(scenario.changes)
        self._volunteered: set[str] = set()
        self._disputed = 0
        self._given_license = ""
        self._verdict = True
        self._heard: dict[str, int] = {}
        self._put_plainly = False
        self._summed_up = False
        self._fault = ""
        """What the last summary got wrong."""

    def answer(self, asks: Asks | None, said: str) -> Said | None:
        """What the caller says to this. Deterministic for a scenario and a course of the call."""
        if asks is None:
            return Said("hello?")
        times = self._asked[asks] = self._asked.get(asks, 0) + 1
        self._in_a_row = self._in_a_row + 1 if asks is self._last else 1
        self._last = asks
        often = self._heard[said] = self._heard.get(said, 0) + 1
        if self._scenario.hangs_up_at is asks or often > _HEARD_TOO_OFTEN:
            return None
        for insert in self._inserts:
            if insert.at is asks and insert.time == times:
                self._inserts.remove(insert)
                self._in_a_row = 0
                return Said(self._filled(insert.say))
        for change in self._changes:
            if change.at is asks and change.time == times:
                self._changes.remove(change)
                given = change.to.model_dump(exclude_unset=True)
                self._wants = self._wants.model_copy(update=given)
                self._in_a_row = 0
                return Said(self._filled(change.say))
        self._put_plainly = bool(_PUT_PLAINLY.search(said.lower()))
        return self._answers(asks, said.lower())

    def _answers(self, asks: Asks, said: str) -> Said | None:
        if asks in self._scenario.refuses:
            return self._phrase("refuse")
        if _ANOTHER.search(said) and not self._wrong:
            return self._phrase("no_other")
        if _KEY_IN.search(said) and (keys := self._keys(asks)):
            return Said(keys, keys=True)
        by_question: dict[Asks, Callable[[str], Said | None]] = {
            Asks.NEED: self._need,
            Asks.BUSINESS_LICENSE: self._license,
            Asks.CONFIRM: self._confirm,
            Asks.EQUIPMENT_CHOICE: self._choice,
            Asks.SITE_ADDRESS: self._site,
            Asks.SITE_QUESTION: self._site_question,
            Asks.PRICE_OK: self._price,
            Asks.FINAL_CONFIRMATION: self._final,
            Asks.ANYTHING_ELSE: self._more,
        }
        plain = {
            Asks.START_DATE: "start",
            Asks.DURATION: "length",
            Asks.OPERATOR_NAME: "operator",
            Asks.OPERATOR_CERTIFICATE: "certificate",
            Asks.POLICY_NUMBER: "policy",
            Asks.CALLBACK_NUMBER: "callback",
        }
        handler = by_question.get(asks)
        if handler is not None:
            return handler(said)
        return self._phrase(plain[asks]) if asks in plain else Said("yes")

    def _need(self, _said: str) -> Said:
        self._first("need")
        if self._manner is Manner.OUT_OF_ORDER and self._first("license"):
            self._given_license = self._fact("license")
            return self._phrase("license_first")
        if self._manner is Manner.ONE_BREATH and self._first("all"):
            self._given_license = self._fact("license")
            return self._phrase("job_all" if self._wants.need else "all")
        return self._phrase("job" if self._wants.need else "need")

    def _license(self, _said: str) -> Said:
        if self._wrong:
            number = self._given_license = self._wrong.pop(0)
            return Said(self._phrases.identifier(number))
        self._given_license = self._fact("license")
        return self._phrase("license")

    def _confirm(self, said: str) -> Said:
        if "do you want to hear the rest" in said:
            return self._phrase("done")
        if not _YES_OR_NO.search(said):
            self._verdict = bool(_SERVICE.search(said)) or self._is_right(said)
        if self._verdict:
            return self._phrase("confirm_yes")
        if self._in_a_row > 1 or self._given_license != self._fact("license"):
            self._given_license = self._fact("license")
            return self._phrase("confirm_no")
        return self._phrase("confirm_no_bare")

    def _is_right(self, said: str) -> bool:
        squeezed = _ALNUM.sub("", said)
        truths = [self._fact(name) for name in ("license", "certificate", "policy", "callback")]
        if any(truth and _ALNUM.sub("", truth.lower()) in squeezed for truth in truths):
            return True
        operator = self._fact("operator").lower()
        if operator and operator in said:
            return True
        number, _, street = self._fact("site").lower().partition(" ")
        return street in said and any(way in said for way in _house_numbers(number))

    def _choice(self, said: str) -> Said:
        wanted = self._wants.accept or (self._wants.item,)
        spoken = [self._items[one] for one in wanted if one in self._items]
        offered = [
            name for name in spoken if re.search(rf"\ban? {re.escape(name.lower())}\b", said)
        ]
        if offered and self._asked[Asks.EQUIPMENT_CHOICE] <= 2 * _CHOICES_REFUSED:
            if "would that do" in said and self._in_a_row == 1:
                return self._phrase("confirm_yes")
            return self._phrase("choose", chosen=offered[0].lower())
        if self._in_a_row > _CHOICES_REFUSED or not spoken:
            return self._phrase("refuse")
        return self._phrase("choose", chosen=spoken[0].lower())

    def _site(self, _said: str) -> Said:
        if self._manner is Manner.OUT_OF_ORDER and self._fact("operator") and self._first("who"):
            return self._phrase("operator_first")
        return self._phrase("site")

    def _site_question(self, said: str) -> Said:
        safe = not any(word in said for word in _SAFE_IS_NO)
        unsafe = any(word in said for word in self._scenario.unsafe_site)
        return self._phrase("ground_yes" if safe is not unsafe else "ground_no")

    def _price(self, _said: str) -> Said:
        if self._offers:
            offer = self._offers.pop(0)
            return self._phrase("cheaper") if offer == "cheaper" else Said(offer)
        if self._scenario.price.takes:
            return self._phrase("price_yes")
        return self._phrase("price_no")

    def _final(self, said: str) -> Said | None:
        wrong = self._wrong_in(said)
        if "so that's" in said:
            self._fault, self._summed_up = wrong, True
        elif self._fault:  # not mended yet, as far as the caller was told
            return self._phrase(f"fix_{self._fault}")
        if not wrong or "shall i book it" not in said:
            return self._phrase("final_yes") if not wrong else self._phrase(f"fix_{wrong}")
        self._disputed += 1
        return None if self._disputed > _SUMMARIES_DISPUTED else self._phrase(f"fix_{wrong}")

    def _wrong_in(self, said: str) -> str:
        """What the summary got wrong: `item`, `start` or `length`; empty where nothing."""
        if "so that's" not in said:
            return ""
        names = [self._items.get(one, "").lower() for one in self._wants.accept]
        names = names or [self._items.get(self._wants.item, "").lower()]
        counted = [self._phrases.machines(name, self._wants.quantity) for name in names if name]
        if counted and not any(f"that's {one} from" in said for one in counted):
            return "item"
        start, days = self._wants.start, self._wants.days
        if (
            start is not None
            and f"{start:%B} {num2words(start.day, to='ordinal')}".lower() not in said
        ):
            return "start"
        spoken = _lengths(days) if days else ()
        return "length" if spoken and not any(f"for {one}," in said for one in spoken) else ""

    def _more(self, _said: str) -> Said:
        if self._then is None:
            untold = bool(self._wants.item) and not self._summed_up and self._first("need")
            return self._phrase("more" if untold else "done")
        self._wants, self._then = self._then, None
        self._manner = Manner.PLAIN
        self._asked.clear()
        return self._phrase("more")

    def _keys(self, asks: Asks) -> str:
        name = {
            Asks.BUSINESS_LICENSE: "license",
            Asks.OPERATOR_CERTIFICATE: "certificate",
            Asks.POLICY_NUMBER: "policy",
            Asks.CALLBACK_NUMBER: "callback",
        }.get(asks)
        return re.sub(r"\D", "", self._fact(name)) if name else ""

    def _first(self, what: str) -> bool:
        if what in self._volunteered:
            return False
        self._volunteered.add(what)
        return True

    def _fact(self, name: str) -> str:
        """The want's own fact, else the account's."""
        own = getattr(self._wants, name)
        return str(own if own is not None else getattr(self._scenario.person, name))

    def _phrase(self, key: str, **more: str) -> Said:
        """A phrase in the caller's manner; simpler once the same thing is asked again."""
        manner = self._manner if self._in_a_row <= 1 else Manner.PLAIN
        template = self._phrases.chosen(key, manner)
        if self._put_plainly and key in (*_YES, *_NO):
            return Said("yes" if key in _YES else "no")
        return Said(self._filled(template or "yes", **more))

    def _filled(self, template: str, **more: str) -> str:
        wants, spelling = self._wants, "digits" if self._in_a_row > 1 else ""
        item = wants.item or next(iter(wants.accept), "")
        name = wants.called or self._items.get(item, "machine")
        values: dict[str, str] = dict(more)
        say: dict[str, Callable[[], str]] = {
            "license": lambda: self._phrases.identifier(self._fact("license"), spelling),
            "certificate": lambda: self._phrases.identifier(self._fact("certificate"), spelling),
            "policy": lambda: self._phrases.identifier(self._fact("policy"), spelling),
            "callback": lambda: self._phrases.phone(self._fact("callback")),
            "operator": lambda: self._fact("operator"),
            "site": lambda: self._fact("site"),
            "company": lambda: self._scenario.person.name,
            "item": lambda: self._phrases.machines(name, wants.quantity),
            "bare": name.lower,
            "need": lambda: wants.need,
            "start": lambda: self._phrases.day(wants.start) if wants.start else "soon",
            "length": lambda: self._phrases.length(wants.days) if wants.days else "a while",
        }
        for key, make in say.items():
            if key not in values and f"{{{key}}}" in template:
                values[key] = make()
        return template.format(**values) if values else template


def _ordinal(day: int) -> str:
    return str(num2words(day, to="ordinal"))


def _house_numbers(number: str) -> tuple[str, ...]:
    """A house number as it may be said: "1420", "fourteen twenty"."""
    whole = str(num2words(int(number))).replace(" and ", " ").replace(",", "")
    ways = [number, whole]
    if len(number) == 3 and number[0] != "0":
        rest = str(num2words(int(number[1:])))
        tail = f"oh {rest}" if number[1] == "0" else rest
        ways.append(f"{num2words(int(number[0]))} {tail}")
    if len(number) == 4:
        hundreds = number.endswith("00")
        tail = "hundred" if hundreds else str(num2words(int(number[2:])))
        ways.append(f"{num2words(int(number[:2]))} {tail}")
    return tuple(ways)


def _lengths(days: int) -> tuple[str, ...]:
    """A length as an agent may say it back."""
    weeks, rest = divmod(days, 7)
    number = str(num2words(days)).replace(" and ", " ")
    ways = ["one day"] if days == 1 else [f"{number} days"]
    if weeks and not rest:
        ways.append("one week" if weeks == 1 else f"{num2words(weeks)} weeks")
    if days % 28 == 0:
        months = days // 28
        ways.append("one month" if months == 1 else f"{num2words(months)} months")
    if days % 30 == 0:
        ways.append("one month" if days == 30 else f"{num2words(days // 30)} months")
    return tuple(ways)
