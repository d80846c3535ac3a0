"""What callers say to a rental yard, how it is to be written, and what the ear was primed with.

Drawn at random from templates; only the build half of the evaluation is read.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from num2words import num2words

TRADE = tomllib.loads(Path(__file__).with_name("trade.toml").read_text(encoding="utf-8"))
ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "appliance/storage/demo/catalogue.toml"
LABELLED = ROOT / "appliance/evaluation/data/utterances/build.yaml"
SCENARIOS = ROOT / "appliance/evaluation/data/scenarios"
LENGTHS = ("two days", "three days", "a week", "two weeks", "one month")
ANSWERS = ("Yes", "no", "that's right", "that's fine", "okay")
TIMES = ("next", *TRADE["days"], "tomorrow")
ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
RULES = (("BL", 6),) * 6 + (("OC", 5),) * 5 + (("INS", 6),) * 5
ORDINARY = "plain plain plain plain plain grouped grouped grouped pairs double double oh nato as_in"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Primed:
    """The transcriber's hints: hotwords, and a prompt that looks like the answer."""

    hotwords: tuple[str, ...] = ()
    prompt: str = ""


@dataclass(frozen=True)
class Line:
    """`written` holds the text for each way of priming; one is drawn whenever it is learned."""

    kind: str
    said: str
    written: tuple[tuple[Primed, str], ...]
    language: str = "en"


@dataclass
class Texts:
    """All lines of a seed."""

    seed: int
    general: Sequence[str] = ()
    """Sentences about anything, so that ordinary English is not forgotten."""
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311  (no secret is made of it)
        catalogue = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
        classes = [one for category in catalogue["category"] for one in category["class"]]
        self.items = [one["name"] for one in classes]
        self.uses = [use for one in classes for use in one["uses"]]
        self.spanish_names = [
            name.removeprefix("es: ")
            for one in classes
            for name in one["aliases"]
            if name.startswith("es: ")
        ]
        self.categories = [category["name"] for category in catalogue["category"]]

    def lines(self) -> Iterator[Line]:
        """Some 5,600 beside the general ones, in an order that is not mixed."""
        for _ in range(800):
            yield self._identifier(*self.dice.choice(RULES))
        for _ in range(160):
            letters = "".join(self.dice.choices(LETTERS, k=self.dice.choice((1, 2, 3))))
            yield self._identifier(letters, self.dice.choice((3, 4, 5, 6, 7)))
        yield from (self._phone() for _ in range(260))
        yield from (self._order() for _ in range(170))
        yield from (self._wish() for _ in range(620))
        yield from (self._job() for _ in range(240))
        yield from self._labelled()
        yield from (self._closed(text) for text in TRADE["closed"] * 3)
        yield from (self._timed("date", self._day, (*TIMES, *self._months())) for _ in range(170))
        yield from (self._timed("length", self._length, LENGTHS) for _ in range(130))
        yield from (self._plain("price", TRADE["prices"], amount=self._amount()) for _ in range(60))
        yield from (self._address() for _ in range(560))
        yield from (self._name() for _ in range(330))
        yield from (self._breath() for _ in range(160))
        yield from (self._spanish() for _ in range(410))
        for text in TRADE["spanish_closed"] * 3:
            yield Line("spanish", text, ((Primed(), text),), "es")
        for text in TRADE["nothing_dictated"] * 4:
            prefix, digits = self.dice.choice(RULES)
            written = _sentence(text)
            yield Line(
                "nothing",
                text,
                tuple((Primed(prompt=one), written) for one in self._prompts(prefix, digits)),
            )
        for text in self.general:
            hotwords = Primed(self._vocabulary())
            yield Line("general", text, ((Primed(), text), (Primed(), text), (hotwords, text)))

    # Numbers

    def _digits(self, count: int) -> str:
        return "".join(self.dice.choices("0123456789", k=count))

    def _prompts(self, prefix: str, count: int) -> tuple[str, str]:
        """Spelled, and in a sentence, as the conversation primes the transcriber."""
        spelled, grouped = self._digits(count), self._digits(count)
        return f"{'-'.join(prefix + spelled)}.", f"The number is {prefix} {_by_three(grouped)}."

    def _identifier(self, prefix: str, count: int) -> Line:
        way = self.dice.choice(ORDINARY.split())
        digits = self._digits(count)
        if way == "double":
            at = self.dice.randrange(count - 1)
            digits = digits[:at] + digits[at] * 2 + digits[at + 2 :]
        lead, letters, named = self.dice.choice(TRADE["leads"]), " ".join(prefix), ""
        if way == "nato":
            letters = named = " ".join(TRADE["nato"][LETTERS.index(one)] for one in prefix)
        elif way == "as_in":
            letters = named = ", ".join(
                f"{c} as in {self.dice.choice(TRADE['as_in'][c])}" for c in prefix
            )
        said = f"{lead}{letters} {counted(digits, way)}."
        if self.dice.random() < 0.25 and not named:  # slowly, one by one
            said = f"{lead}{', '.join([*prefix, *(ONES[int(one)] for one in digits)])}."
        spelled, sentence = self._prompts(prefix, count)
        hyphened = f"{named} {'-'.join(digits)}" if named else "-".join(prefix + digits)
        spaced = f"{named or prefix} {_by_three(digits)}"
        return Line(
            "identifier",
            said,
            (
                (Primed(prompt=spelled), f"{lead}{hyphened}."),
                (Primed(prompt=spelled), f"{lead}{hyphened}."),
                (Primed(prompt=sentence), f"{lead}{spaced}."),
                (Primed(), f"{lead}{named + ' ' if named else prefix}{digits}."),
            ),
        )

    def _phone(self) -> Line:
        digits = self.dice.choice("23456789") + self._digits(9)
        way = self.dice.choice(("grouped", "grouped", "plain", "oh", "double"))
        lead = self.dice.choice(TRADE["phone_leads"])
        groups = digits[:3], digits[3:6], digits[6:]
        return Line(
            "phone",
            f"{lead}{', '.join(counted(one, way) for one in groups)}.",
            ((Primed(), _sentence(f"{lead}{'-'.join(groups)}")),),
        )

    def _order(self) -> Line:
        tag = self.dice.choice("00112") + self._digits(2)
        order = self.dice.choice(TRADE["orders"])
        written = order.format(tag=f"EQ-{tag}")
        hotwords = tuple(self.dice.sample(self.items, 15))
        prompt = f"Who has unit EQ-{self._digits(3)}? Check out EQ-{self._digits(3)}."
        said = order.format(tag=f"E Q {counted(tag, self.dice.choice(('plain', 'oh')))}")
        primed = Primed(hotwords, prompt), Primed(hotwords, prompt), Primed(hotwords)
        return Line("order", said, tuple((one, written) for one in primed))

    # Machines, days and lengths

    def _vocabulary(self) -> tuple[str, ...]:
        """Hotwords of the first question, some of them, in another order each time."""
        verbs = sorted({use.split()[0] for use in self.uses})
        return (
            *self.dice.sample(verbs, 8),
            *self.dice.sample(self.categories, min(6, len(self.categories))),
            *self.dice.sample(self.items, 15),
            *LENGTHS,
            *TIMES,
            *self._months(),
        )

    def _months(self) -> tuple[str, ...]:
        at = self.dice.randrange(12)
        return TRADE["months"][at], TRADE["months"][(at + 1) % 12]

    def _day(self) -> str:
        day, month = self.dice.choice(TRADE["days"]), self.dice.choice(TRADE["months"])
        number = _ordinal(self.dice.randint(1, 28))
        return self.dice.choice(
            (
                day, f"next {day}", f"this {day}", "tomorrow", "today", "tomorrow morning",
                f"{month} {number}", f"the {number}", f"{day} the {number}",
                f"the {number} of {month}", "the day after tomorrow",
            )
        )  # fmt: skip

    def _length(self) -> str:
        count = self.dice.choice(ONES[2:])
        return self.dice.choice(
            (f"{count} days", f"{count} days", *LENGTHS, "a day", "a month", "the weekend")
        )

    def _machine(self) -> str:
        name = self.dice.choice([*self.items, *TRADE["machines"]]).lower()
        if self.dice.random() < 0.7:
            return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
        ending = "es" if name.endswith(("s", "x", "ch")) else "s"
        return f"{self.dice.choice(ONES[2:])} {name}{ending}"

    def _wish(self) -> Line:
        text = self.dice.choice(TRADE["wishes"]).format(
            machine=self._machine(), day=self._day(), length=self._length()
        )
        return self._with_vocabulary("wish", text)

    def _job(self) -> Line:
        text = self.dice.choice(TRADE["jobs"]).format(
            use=self.dice.choice(self.uses), day=self._day()
        )
        return self._with_vocabulary("job", text)

    def _with_vocabulary(self, kind: str, text: str) -> Line:
        written, primed = _sentence(text), Primed(self._vocabulary())
        return Line(kind, text, (*((primed, written),) * 3, (Primed(), written)))

    def _labelled(self) -> Iterator[Line]:
        """The build half's utterances and lines, where they are English."""
        for lines in yaml.safe_load(LABELLED.read_text(encoding="utf-8")).values():
            for text in lines:
                yield from self._read(str(text).split(" > ")[0].strip())
        for path in sorted(SCENARIOS.glob("build-*.yaml")):
            for text in re.findall(r'say: "([^"]+)"', path.read_text(encoding="utf-8")):
                yield from self._read(text)

    def _read(self, text: str) -> Iterator[Line]:
        if len(text) > 1 and text.isascii() and "{" not in text:
            said = re.sub(r"\b([A-Z]{2,3})[ -]?(\d{3,})\b", _spelled_out, text)
            said = re.sub(r"\b\d{5,}\b", lambda match: counted(match[0], "plain"), said)
            written = _sentence(text)
            yield Line(
                "labelled", said, ((Primed(self._vocabulary()), written), (Primed(), written))
            )

    # Short answers, sites, names

    def _closed(self, text: str) -> Line:
        hotwords = self.dice.choice((ANSWERS, (*ANSWERS, "Book it"), ()))
        return Line("closed", text, ((Primed(hotwords), f"{text}."), (Primed(), f"{text}.")))

    def _timed(self, kind: str, drawn: Callable[[], str], hotwords: tuple[str, ...]) -> Line:
        written = _sentence(self.dice.choice(TRADE["times_said"]).format(drawn()))
        primed = Primed(hotwords)
        return Line(kind, written, ((primed, written), (primed, written), (Primed(), written)))

    def _plain(self, kind: str, templates: Sequence[str], **drawn: str) -> Line:
        written = _sentence(self.dice.choice(templates).format(**drawn))
        return Line(kind, written, ((Primed(), written),))

    def _amount(self) -> str:
        return str(num2words(self.dice.randrange(50, 1300, 25))).replace(" and", "")

    def _address(self) -> Line:
        number = self.dice.choice(
            (
                self.dice.randint(2, 99),
                self.dice.randint(100, 999),
                self.dice.randint(1000, 9999),
            )
        )
        hundreds, rest = divmod(number, 100)
        paired = f"{num2words(hundreds)} {num2words(rest) if rest > 9 else 'oh ' + ONES[rest]}"
        ways = [counted(str(number), "plain")]
        ways += [paired] if hundreds and rest else [str(num2words(number))]
        street = f"{self.dice.choice(TRADE['streets'])} {self.dice.choice(TRADE['ways'])}"
        site = self.dice.choice(TRADE["sites"])
        said = site.format(f"{self.dice.choice(ways)} {street}")
        return Line(
            "address", f"{said}.", ((Primed(), _sentence(site.format(f"{number} {street}"))),)
        )

    def _spanish(self) -> Line:
        """A wish or an identifier."""
        if self.dice.random() < 0.4:
            prefix, count = self.dice.choice(RULES)
            digits, other = self._digits(count), self._digits(count)
            letters = " ".join(TRADE["spanish_letters"][one] for one in prefix)
            said = f"{letters} {' '.join(TRADE['spanish_ones'][int(one)] for one in digits)}."
            sentence = Primed(prompt=f"El número es {prefix} {_by_three(other)}.")
            spelled = Primed(prompt=f"{'-'.join(prefix + other)}.")
            written = (
                (spelled, f"{'-'.join(prefix + digits)}."),
                (sentence, f"{prefix} {_by_three(digits)}."),
            )
            return Line("spanish", said, written, "es")
        machine = self.dice.choice(self.spanish_names)
        text = self.dice.choice(TRADE["spanish_wishes"]).format(
            machine=f"{'una' if machine.split()[0].endswith('a') else 'un'} {machine}",
            day=self.dice.choice(TRADE["spanish_days"]),
            length=self.dice.choice(TRADE["spanish_lengths"]),
        )
        text = text[0].upper() + text[1:]
        return Line("spanish", text, ((Primed(), text),), "es")

    def _person(self) -> str:
        return f"{self.dice.choice(TRADE['first_names'])} {self.dice.choice(TRADE['last_names'])}"

    def _name(self) -> Line:
        name = self._person()
        text = _sentence(self.dice.choice(TRADE["names_said"]).format(name))
        on_record = Primed((name, self._person()))
        others = Primed((self._person(), self._person(), self._person()))
        return Line("name", text, ((Primed(), text), (on_record, text), (others, text)))

    def _breath(self) -> Line:
        """All in one: who calls, the license and the wish."""
        digits = self._digits(6)
        company = f"{self.dice.choice(TRADE['streets'])} {self.dice.choice(TRADE['trades'])}"
        text = (
            f"Hi, this is {company}, license BL{{}}, I need {self._machine()} "
            f"from {self._day()} for {self._length()}."
        )
        said = text.replace("BL{}", f"B L {counted(digits, 'plain')}")
        return Line("breath", said, ((Primed(self._vocabulary()), text.format(digits)),))


def counted(digits: str, way: str) -> str:
    """Digits as people say them: one by one, in groups, as tens, doubled, with "oh"."""
    match way:
        case "grouped":
            groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
            return ", ".join(counted(group, "plain") for group in groups)
        case "pairs":
            pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
            return " ".join(
                str(num2words(int(pair))) if pair[0] != "0" else counted(pair, "plain")
                for pair in pairs
            )
        case "double":
            twice = re.sub(r"(\d)\1", lambda match: f"d{match[1]}", digits)
            return re.sub(r"d?\d", _doubled, twice).strip()
        case "oh":
            return counted(digits, "plain").replace("zero", "oh")
    return " ".join(ONES[int(digit)] for digit in digits)


def _doubled(match: re.Match[str]) -> str:
    return f" {'double ' if match[0][0] == 'd' else ''}{ONES[int(match[0][-1])]}"


def _spelled_out(match: re.Match[str]) -> str:
    return f"{' '.join(match[1])} {counted(match[2], 'plain')}"


def _by_three(digits: str) -> str:
    return " ".join(digits[at : at + 3] for at in range(0, len(digits), 3))


def _ordinal(number: int) -> str:
    return str(num2words(number, to="ordinal_num"))


def _sentence(text: str) -> str:
    """With a capital and a mark at its end."""
    asks = re.match(r"(?:do|can|could|how|what|is|got|any|where|when|who|are)\b", text, re.I)
    mark = "" if text[-1] in ".?!" else "?" if asks else "."
    return text[0].upper() + text[1:] + mark
