"""Spanish days and lengths: put into the notation of `spoken` to be read, and said.

Only what was said is carried over: "el martes que viene" is the coming Tuesday, "dentro de dos
semanas" two weeks from today, "de lunes a viernes" five days.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import Final

from appliance.dialogue.spanish.numbers import figures, say_number
from appliance.dialogue.spoken import dates
from appliance.dialogue.spoken.durations import Duration

WEEKDAYS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip
_ENGLISH_DAYS: Final = dict(
    zip(
        ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)
_ENGLISH_MONTHS: Final = {
    **dict(
        zip(
            MONTHS,
            (
                "January", "February", "March", "April", "May", "June", "July", "August",
                "September", "October", "November", "December",
            ),
            strict=True,
        )
    ),
    "setiembre": "September",
}  # fmt: skip
_DAY: Final = f"(?:{'|'.join(_ENGLISH_DAYS)})"
_MONTH: Final = f"(?:{'|'.join(_ENGLISH_MONTHS)})"
_COMING: Final = r"(?: (?:que viene|proximo|entrante|siguiente))?"
_SPAN: Final = r"(dias?|semanas?|mes(?:es)?|quincenas?|anos?)"
_ENGLISH_SPANS: Final = {"dia": "day", "semana": "week", "mes": "month", "ano": "year"}
_SAID_WITHOUT_YEAR_DAYS: Final = 300
_WEEK: Final = 7


def _span(count: str, noun: str, *, more: bool = False) -> str:
    stem = noun.removesuffix("es") if noun == "meses" else noun.rstrip("s")
    stem = "mes" if noun.startswith("mes") else stem
    if stem == "quincena":
        return f"{int(count) * 15} {'more ' if more else ''}days"
    unit = _ENGLISH_SPANS[stem]
    return f"{count} {'more ' if more else ''}{unit}{'' if count == '1' else 's'}"


_RULES: Final = tuple(
    (re.compile(rf"(?<![\w«]){pattern}(?![\w»])"), said)
    for pattern, said in (
        (r"pasado manana", lambda m: "the day after tomorrow"),
        (r"(?:por|en|de) la (?:manana|tarde|noche)", lambda m: ""),
        (r"manana(?: mismo)?", lambda m: "tomorrow"),
        (r"(?:hoy|ahora|ya)(?: mismo)?", lambda m: "today" if m[0].startswith("hoy") else ""),
        (
            rf"(?:el |este )?({_DAY}) de (?:la )?(?:proxima semana|semana que viene|otra semana)",
            lambda m: f"{_ENGLISH_DAYS[m[1]]} of next week",
        ),
        (
            rf"(?:del? |desde (?:el )?)({_DAY}) (?:a|al|hasta el) ({_DAY})",
            lambda m: f"{_ENGLISH_DAYS[m[1]]} through {_ENGLISH_DAYS[m[2]]}",
        ),
        (
            rf"del (\d{{1,2}}) al (\d{{1,2}}) de ({_MONTH})",
            lambda m: f"{_ENGLISH_MONTHS[m[3]]} {m[1]} through {_ENGLISH_MONTHS[m[3]]} {m[2]}",
        ),
        (
            rf"(?:el )?(?:dia )?(?:(primero|1o|1ro)|(\d{{1,2}})) de ({_MONTH})"
            r"(?: del? (?:ano )?(\d{4}))?",
            lambda m: f"{_ENGLISH_MONTHS[m[3]]} {m[2] or '1'}{' ' + m[4] if m[4] else ''}",
        ),
        (
            r"(?:el |este )?(?:proximo )?fin de semana(?: que viene)?",
            lambda m: "next weekend" if "prox" in m[0] or "que" in m[0] else "this weekend",
        ),
        (
            rf"(?:(hasta) )?(?:el |este |para el |para este )?(?:proximo )?({_DAY}){_COMING}",
            lambda m: f"{'until ' if m[1] else ''}{_ENGLISH_DAYS[m[2]]}",
        ),
        (
            r"(?:la )?(?:proxima semana|semana que viene|semana entrante)",
            lambda m: "next week",
        ),
        (r"esta semana", lambda m: "this week"),
        (rf"(?:dentro de|en) (\d+|un|una) {_SPAN}", lambda m: f"in {_span(_one(m[1]), m[2])}"),
        (rf"(\d+|un|una) {_SPAN} mas", lambda m: _span(_one(m[1]), m[2], more=True)),
        (rf"otr[ao] {_SPAN}", lambda m: _span("1", m[1], more=True)),
        (rf"otr[ao]s (\d+) {_SPAN}", lambda m: _span(m[1], m[2], more=True)),
        (rf"un par de {_SPAN}", lambda m: _span("2", m[1])),
        (
            r"(\d+|una) semanas? y media",
            lambda m: f"{round((int(_one(m[1])) + 0.5) * _WEEK)} days",
        ),
        (r"media semana", lambda m: "4 days"),
        (r"medio dia", lambda m: "half a day"),
        (r"todo el (dia|mes)|toda la (semana)", lambda m: _span("1", m[1] or m[2])),
        (rf"(\d+|un|una) {_SPAN}", lambda m: _span(_one(m[1]), m[2])),
        (r"(?:el|del|al) (?:dia )?(\d{1,2})(?! (?:de|dolares))", lambda m: _nth(m[1])),
        (r"\d{1,2}/\d{1,2}(?:/\d{2,4})?", lambda m: m[0]),
        (r"hasta", lambda m: "until"),
        (r"(?:desde|a partir de|empezando|comenzando)", lambda m: "from"),
        (r"(?:por|durante)", lambda m: "for"),
    )
)


def _one(count: str) -> str:
    return "1" if count in {"un", "una"} else count


def _nth(day: str) -> str:
    number = int(day)
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number // 10 != 1 else 0, "th")
    return f"the {number}{suffix}"


def plain(text: str) -> str:
    """What the words say of time, in the notation of `spoken`; all other words are left out."""
    said = figures(text)
    for pattern, render in _RULES:
        said = pattern.sub(lambda m, render=render: _kept(render(m)), said)  # type: ignore[misc]
    return " ".join(piece for piece in re.findall(r"«([^»]*)»", said) if piece)


def _kept(words: str) -> str:
    return f" «{words}» "


def parse_date(text: str, today: date) -> date | None:
    return dates.parse_date(plain(text), today)


def parse_period(text: str, today: date) -> tuple[date | None, Duration | None]:
    said = plain(text)
    return dates.parse_period(said, today) if said else (None, None)


def parse_duration(text: str) -> Duration | None:
    return dates.parse_duration(plain(text))


def parse_end_date(text: str, start: date) -> date | None:
    return dates.parse_end_date(plain(text), start)


def days_until(text: str, start: date) -> int | None:
    said = plain(text)
    return dates.days_until(said, start) if said else None


def say_date(day: date, today: date) -> str:
    """ "el martes dos de marzo", led by "hoy" or "mañana"; the year where it is far off."""
    number = "primero" if day.day == 1 else say_number(day.day)
    said = f"{WEEKDAYS[day.weekday()]} {number} de {MONTHS[day.month - 1]}"
    ahead = (day - today).days
    if not 0 <= ahead <= _SAID_WITHOUT_YEAR_DAYS:
        return f"el {said} de {say_number(day.year)}"
    return {0: f"hoy, {said}", 1: f"mañana, {said}"}.get(ahead, f"el {said}")


def say_time(at: time) -> str:
    """ "las siete de la mañana", "la una y media de la tarde", "el mediodía"."""
    if at.minute == 0 and at.hour in {0, 12}:
        return "la medianoche" if at.hour == 0 else "el mediodía"
    hour = at.hour % 12 or 12
    half = "de la mañana" if at.hour < 12 else "de la tarde" if at.hour < 20 else "de la noche"
    said = "la una" if hour == 1 else f"las {say_number(hour)}"
    minutes = {0: "", 15: " y cuarto", 30: " y media"}.get(at.minute, f" y {say_number(at.minute)}")
    return f"{said}{minutes} {half}"


def say_duration(days: int) -> str:
    """ "tres días", "una semana", "dos semanas"."""
    weeks, rest = divmod(days, _WEEK)
    if weeks and not rest:
        return "una semana" if weeks == 1 else f"{say_number(weeks, feminine=True)} semanas"
    return "un día" if days == 1 else f"{say_number(days, noun=True)} días"
