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
from appliance.evaluation import keying
from appliance.evaluation.phrases import Phrases, house_numbers, lengths
from appliance.evaluation.scenarios import Manner, Scenario, Set

_SAFE_IS_NO = ("overhead", "holes", "drop-offs", "floor or ramp")
_ALNUM = re.compile(r"[^a-z0-9]")
_SUMMARIES_DISPUTED = 3
_CHOICES_REFUSED = 2
_HEARD_TOO_OFTEN = 4
"""The same words so often, and a caller hangs up."""
_ANOTHER = re.compile(r"\b(?:another|other) (?:license|site|operator|policy|number)\b")
_SERVICE = re.compile(r"\bshall i (?:extend|cancel|note|go on)|\bi'll report|\bshall our staff")
_FETCHED = re.compile(r"\b(?:pick|collect|come|send|fetch|grab|get it|off[- ]?rent)", re.I)
"""Words of whoever wants a machine to be fetched."""
_YES_OR_NO = re.compile(r"\byes or no\b|\bsay yes if\b")
_PUT_PLAINLY = re.compile(r"\byes,? (?:or )?(?:a )?no\b|\bsay yes\b")
_YES = ("confirm_yes", "price_yes", "final_yes", "ground_yes")
"""What a caller answers with a plain yes when asked for one."""
_NO = ("confirm_no_bare", "price_no", "ground_no")
_KEYED_NO = (
    *_NO, "confirm_no", "done", "no_other", "refuse", "fix_item", "fix_start", "fix_length",
)  # fmt: skip
_NOT_GOT = re.compile(r"\bsorry\b|\bdon't find\b|\bmissed\b")
_CALLED_FOR = ("service", "question", "person")
"""Calls that rent nothing: their caller says again what was not understood."""


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance of the caller: words to speak, or digits to key in."""

    text: str
    keys: bool = False


class SimulatedCaller:
    """One caller on one call. `answer` gives the next utterance, None to hang up."""

    def __init__(
        self,
        scenario: Scenario,
        today: date,
        items: Mapping[str, str],
        half: Set | None = None,
        kinds: Mapping[str, str] | None = None,
    ) -> None:
        """`items` are the machines' names by class, `kinds` their categories."""
        self._scenario = scenario
        self._items = items
        self._kinds = kinds or {}
        self._today = today
        self._manner = scenario.manner
        self._phrases = Phrases(half or scenario.set, scenario.seed, today, scenario.book)
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
        self._said_no = False
        self._said = ""
        """What the agent has just said, in lower case."""
        self._purpose = ""
        """What a caller who rents nothing has called for, in the words it was last said in."""
        self._told = ""
        """All that this caller was given to say on the call so far."""
        self._summed_up = self._star_told = False
        self._fault = ""
        """What the last summary got wrong."""

    def answer(self, asks: Asks | None, said: str) -> Said | None:
        """What the caller says to this. Deterministic for a scenario and a course of the call."""
        if asks is None:
            return Said("hello?")
        counted = keying.asked_of(asks, said.lower())
        times = self._asked.get(counted, 0) + 1 if counted else 0
        if counted:
            self._asked[counted] = times
        self._in_a_row = self._in_a_row + 1 if asks is self._last else 1
        self._last = asks
        often = self._heard[said] = self._heard.get(said, 0) + 1
        if self._scenario.hangs_up_at is asks or often > _HEARD_TOO_OFTEN:
            return None
        self._star_told = self._star_told or "star key for a person" in said
        self._summed_up = self._summed_up or "so that's" in said.lower()
        for insert in self._inserts:
            if insert.at is counted and insert.time == times:
                self._inserts.remove(insert)
                self._in_a_row = 0
                self._purpose, self._told = insert.say, f"{self._told} {insert.say}"
                self._said_no = asks is Asks.CONFIRM and insert.say.lower().startswith("no")
                star = keying.person(insert.say, self._star_told)
                return Said(star or self._filled(insert.say), keys=bool(star))
        for change in self._changes:
            if change.at is counted and change.time == times:
                self._changes.remove(change)
                given = change.to.model_dump(exclude_unset=True)
                self._wants = self._wants.model_copy(update=given)
                self._in_a_row = 0
                return Said(self._filled(change.say))
        self._put_plainly = bool(_PUT_PLAINLY.search(said.lower()))
        return self._answers(asks, said.lower())

    def _answers(self, asks: Asks, said: str) -> Said | None:
        self._said = said
        if asks in self._scenario.refuses:
            return self._phrase("refuse")
        if _ANOTHER.search(said) and not self._wrong:
            return self._phrase("no_other")
        if keys := self._keys(asks, said):
            return Said(keys, keys=True)
        called_for = asks is Asks.NEED and self._scenario.tests[0] in _CALLED_FOR
        if self._purpose and called_for and not self._rents() and _NOT_GOT.search(said):
            return Said(self._filled(self._purpose))
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
        if self._purpose and not self._rents() and asks in (Asks.DURATION, Asks.START_DATE):
            return Said(self._filled(self._purpose))
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
        if "a yes or a no" in said and self._said_no:
            self._verdict = False
        elif "shall our drivers come" in said:
            self._verdict = bool(_FETCHED.search(self._purpose))
        elif not _YES_OR_NO.search(said):
            self._said_no = False
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
        if (heard := re.search(r"i heard (?:an? )?(.*?) from ", said)) and "is that right" in said:
            names = [self._items.get(one, "").lower() for one in self._wanted()]
            many = [self._phrases.machines(one, self._wants.quantity) for one in names if one]
            one_of = re.search(r"i heard an? ", said) and heard[1] in names
            return bool(one_of or heard[1] in many) and not self._wrong_period(said)
        return street in said and any(way in said for way in house_numbers(number))

    def _choice(self, said: str) -> Said:
        to_rent = "dollars a day" in said
        unwanted = to_rent and not self._rents()
        wanted = () if unwanted else self._wanted()
        spoken = [self._items[one] for one in wanted if one in self._items]
        offered = [
            name for name in spoken if re.search(rf"\ban? {re.escape(name.lower())}\b", said)
        ]
        known = [name.lower() for name in self._items.values()]
        own = [name.lower() for name in spoken]
        own = own if own or unwanted else keying.in_part(known, self._told)
        keys = keying.place(said, own, known)
        if keys:
            return Said(keys, keys=True)
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
            self._fault = wrong
        elif self._fault:  # not mended yet, as far as the caller was told
            keys = keying.changed(said, self._fault)
            return Said(keys, keys=True) if keys else self._fixes(self._fault)
        if not wrong or "shall i book it" not in said:
            return self._phrase("final_yes") if not wrong else self._fixes(wrong)
        self._disputed += 1
        return None if self._disputed > _SUMMARIES_DISPUTED else self._fixes(wrong)

    def _fixes(self, wrong: str) -> Said:
        return self._phrase("fix_item" if wrong == "quantity" else f"fix_{wrong}")

    def _wrong_in(self, said: str) -> str:
        """What the summary got wrong: `item`, `quantity`, `start` or `length`; empty where
        nothing."""
        if "so that's" not in said:
            return ""
        names = [self._items.get(one, "").lower() for one in self._wants.accept]
        names = names or [self._items.get(self._wants.item, "").lower()]
        counted = [self._phrases.machines(name, self._wants.quantity) for name in names if name]
        if counted and not any(f"that's {one} from" in said for one in counted):
            right = any(f" {name}" in said for name in names)
            return "quantity" if right else "item"
        return self._wrong_period(said)

    def _wrong_period(self, said: str) -> str:
        start, days = self._wants.start, self._wants.days
        if (
            start is not None
            and f"{start:%B} {num2words(start.day, to='ordinal')}".lower() not in said
        ):
            return "start"
        spoken = lengths(days) if days else ()
        told = any(re.search(rf"\bfor {one}[,.]", said) for one in spoken)
        return "length" if spoken and not told else ""

    def _more(self, _said: str) -> Said:
        if self._then is None:
            untold = bool(self._wants.item) and not self._summed_up and self._first("need")
            return self._phrase("more" if untold else "done")
        self._wants, self._then = self._then, None
        self._manner = Manner.PLAIN
        self._asked.clear()
        return self._phrase("more")

    def _until(self, said: str) -> date | None:
        return keying.until(self._purpose, said, self._today) if self._purpose else None

    def _wanted(self) -> tuple[str, ...]:
        """The classes that will do, or whose rental the call is about."""
        if self._purpose and not self._rents():
            return self._named(self._purpose) or self._named(self._told)
        return self._wants.accept or (self._wants.item,)

    def _named(self, told: str) -> tuple[str, ...]:
        return tuple(key for key, name in self._items.items() if name.lower() in told.lower())

    def _rents(self) -> bool:
        return bool(self._wants.item or self._wants.need)

    def _keys(self, asks: Asks, said: str) -> str:
        """What the agent has just asked to be keyed in, or offered a key for besides a yes, a no
        and a machine."""
        if asks is Asks.NEED:
            wanted = self._wanted()
            kinds = [self._kinds[one].lower() for one in wanted if one in self._kinds]
            tests = self._scenario.tests
            return keying.purpose(said, tests, rents=self._rents()) or keying.kind(said, kinds)
        name = {
            Asks.BUSINESS_LICENSE: "license",
            Asks.OPERATOR_CERTIFICATE: "certificate",
            Asks.POLICY_NUMBER: "policy",
            Asks.CALLBACK_NUMBER: "callback",
        }.get(asks)
        keys = keying.number(
            said,
            {
                "identifier": re.sub(r"\D", "", self._fact(name)) if name else "",
                "start": keying.month_and_day(self._wants.start or self._until(said)),
                "days": str(self._wants.days or ""),
                "quantity": str(self._wants.quantity),
                "house": self._fact("site").partition(" ")[0],
            },
        )
        if not keys or asks is not Asks.BUSINESS_LICENSE:
            return keys
        number = self._given_license = self._wrong.pop(0) if self._wrong else self._fact("license")
        return re.sub(r"\D", "", number)

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
        if key == "refuse" and (keys := keying.none(self._said)):
            return Said(keys, keys=True)
        if key in (*_YES, "more", *_KEYED_NO):
            keys = keying.yes_or_no(self._said, key in (*_YES, "more"))
            if keys:
                return Said(keys, keys=True)
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
