"""Every sentence of the by-phone services, in Spanish."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from appliance.dialogue.language.phrasing import sentence_case, vary
from appliance.dialogue.spanish import days
from appliance.dialogue.spanish.money import say_money
from appliance.dialogue.spanish.numbers import say_number
from appliance.dialogue.spanish.wording.phrasing import (
    agree,
    an,
    counted,
    feminine,
    listed,
    the_counted,
)
from appliance.dialogue.spoken import identifiers
from appliance.domain.bookings import BookingState
from appliance.ports.booking import BookedFacts
from appliance.ports.rental_life import ChangeResult

_SHOWN = 3
_LATELY_DAYS = 60


def due(moment: datetime, today: date) -> str:
    """ "el viernes cinco de marzo a las siete de la mañana"."""
    at = days.say_time(moment.time())
    return f"{_day(moment.date(), today)} {'al' + at[2:] if at.startswith('el ') else 'a ' + at}"


def _day(day: date, today: date) -> str:
    gone = 0 < (today - day).days < _LATELY_DAYS
    return days.say_date(day, day - timedelta(days=2) if gone else today)


def what(one: BookedFacts) -> str:
    """ "la miniexcavadora", "las dos torres de iluminación"."""
    return the_counted(one.item, one.quantity)


def _of(one: BookedFacts, single: str, several: str) -> str:
    return f"{sentence_case(what(one))} {single if one.quantity == 1 else several}"


def rental(one: BookedFacts, now: datetime) -> str:
    """A rental as one item of a list, by where it stands."""
    today = now.date()
    things = counted(one.item, one.quantity)
    if one.state == BookingState.OUT.value:
        if one.period.end <= now:
            late = agree(one.item, one.quantity, "atrasad")
            return f"{things}, {late} desde {due(one.period.end, today)}"
        return f"{things}, que se entrega {due(one.period.end, today)}"
    start = days.say_date(one.period.start.date(), today)
    when = f"{agree(one.item, one.quantity, 'reservad')} para {start}"
    if one.state == BookingState.PENDING_REVIEW.value:
        return f"{things}, {when}, todavía en revisión"
    return f"{things}, {when}, hasta {days.say_date(one.period.end.date(), today)}"


def rentals(found: tuple[BookedFacts, ...], listed_before: int, now: datetime) -> str:
    here = found[listed_before : listed_before + _SHOWN]
    said = "; ".join(rental(one, now) for one in here)
    if listed_before:
        return f"También tiene {said}."
    if len(found) == 1:
        return f"Tiene {said}."
    return f"Tiene {say_number(len(found), feminine=True)} rentas: {said}."


def shall_i_go_on(turn: int) -> str:
    return vary(turn, "¿Sigo?", "¿Quiere oír las demás?")


def no_rentals() -> str:
    return "En su cuenta no veo nada rentado ni reservado."


def none_of_that_kind(act: str) -> str:
    return {
        "extend": "En su cuenta no hay ninguna renta que pueda extender.",
        "return": "Ninguna de sus rentas ha salido todavía.",
        "cancel_booking": "En su cuenta no hay ninguna reserva que se pueda cancelar.",
        "breakdown": "En este momento no tiene ninguna de nuestras máquinas.",
    }[act]


def not_yours(item: str) -> str:
    return f"Entre sus rentas no veo {an(item)}."


def which(act: str, choices: tuple[BookedFacts, ...], now: datetime, asked: int) -> str:
    options = listed([rental(one, now) for one in choices[:_SHOWN]])
    verb = {
        "extend": "extender", "return": "devolver", "cancel_booking": "cancelar",
        "breakdown": "reportar", "my_rentals": "consultar",
    }[act]  # fmt: skip
    more = ", o alguna otra" if len(choices) > _SHOWN else ""
    if asked == 0:
        return f"¿Cuál quiere {verb}: {options}{more}?"
    if asked == 1:
        return f"¿Sería {options}{more}?"
    return "Dígame la máquina, o el número de reserva, R y cuatro números."


def until_when(one: BookedFacts, now: datetime, asked: int) -> str:
    if asked == 1:
        return "Dígame un día, como viernes, o cuántos días más."
    if asked:
        return "¿Qué día de la semana, o qué fecha, lo regresaría?"
    when = due(one.period.end, now.date())
    if one.period.end <= now:
        return f"{_of(one, 'se debía', 'se debían')} entregar {when}. ¿Hasta qué día lo necesita?"
    return f"{_of(one, 'se entrega', 'se entregan')} {when}. ¿Hasta qué día lo necesita?"


def not_later(one: BookedFacts, now: datetime) -> str:
    return f"Ya está reservado hasta {_day(one.period.end.date(), now.date())}."


def left_as_it_was(turn: int) -> str:
    return vary(turn, "Muy bien, lo dejo como está.", "De acuerdo, no cambio nada.")


def yes_or_no(asked: int, question: str) -> str:
    if asked <= 1:
        return f"Perdón, ¿sí o no? {question}"
    return f"Necesito un sí claro antes de cambiar algo. {question}"


def breakdown_back(one: BookedFacts, tag: str) -> str:
    unit = f", la unidad {identifiers.spell(tag)}," if tag else ""
    broken = agree(one.item, one.quantity, "descompuest")
    return (
        f"Lo lamento. Reporto {what(one)}{unit} como {broken}, y nuestros mecánicos reciben el "
        "aviso en seguida. ¿Es correcto?"
    )


def which_unit(one: BookedFacts) -> str:
    tags = listed([identifiers.spell(tag) for tag in one.asset_tags[:_SHOWN]])
    return f"¿Cuál es, {tags}? El número está en la máquina."


def breakdown_reported(one: BookedFacts) -> str:
    reported = agree(one.item, one.quantity, "reportad")
    return f"{_of(one, f'queda {reported}', f'quedan {reported}')}. Por favor ya no la use."


def offer_swap(item: str, tag: str) -> str:
    other = f"otr{'a' if feminine(item) else 'o'} {item}"
    return f"Le aparté {other}, la unidad {identifiers.spell(tag)}. ¿Se la llevamos?"


def no_swap(item: str) -> str:
    other = f"otr{'a' if feminine(item) else 'o'} {item}"
    return f"Por ahora no tengo {other} disponible; nuestro personal le llama."


def swap_noted(item: str) -> str:
    return f"Listo. Nuestro personal le lleva {an(item)} y recoge la descompuesta."


def no_swap_wanted() -> str:
    return "De acuerdo. Nuestros mecánicos ya tienen el aviso."


def _price(result: ChangeResult) -> str:
    total = say_money(result.total)
    fee = f", con un cargo de {say_money(result.fee)}" if result.fee else ""
    if result.difference > 0:
        return f"son {say_money(result.difference)} más, {total} en total{fee}"
    if result.difference < 0:
        return f"son {say_money(-result.difference)} menos, {total} en total{fee}"
    return f"el precio queda en {total}{fee}"


def extend_back(one: BookedFacts, result: ChangeResult, now: datetime) -> str:
    end = result.booking.period.end if result.booking else one.period.end
    kept = f"Se quedaría con {what(one)} hasta {due(end, now.date())}"
    return f"{kept}; {_price(result)}. ¿Extiendo la renta?"


def extended(result: ChangeResult, now: datetime) -> str:
    if result.booking is None:
        return ""
    one = result.booking
    return (
        f"{_of(one, 'se queda con usted', 'se quedan con usted')} hasta "
        f"{due(one.period.end, now.date())}, {say_money(one.total)} en total."
    )


def cannot_extend(one: BookedFacts, now: datetime) -> str:
    return f"La entrega sigue siendo {due(one.period.end, now.date())}."


def not_out_yet(one: BookedFacts) -> str:
    still = _of(one, "todavía no ha salido", "todavía no han salido")
    return f"{still}, así que cancelaría la reserva."


def out_already(one: BookedFacts) -> str:
    return f"{_of(one, 'ya salió', 'ya salieron')}; puede devolverse antes, pero no cancelarse."


def back_from_when(one: BookedFacts, asked: int, *, pick_up: bool) -> str:
    if asked == 1:
        return "¿Qué día sería: hoy, mañana o un día de la semana?"
    if asked:
        return "Dígame el día de la semana o la fecha, por favor."
    if pick_up:
        return f"¿A partir de qué día podemos recoger {what(one)}?"
    return f"¿Qué día va a regresar {what(one)}?"


def return_back(one: BookedFacts, result: ChangeResult, now: datetime, *, pick_up: bool) -> str:
    end = result.booking.period.end if result.booking else one.period.end
    how = f"Recogeríamos {what(one)}" if pick_up else f"La renta de {what(one)} terminaría"
    return f"{how} {days.say_date(end.date(), now.date())}; {_price(result)}. ¿Lo anoto?"


def returned(result: ChangeResult, now: datetime) -> str:
    if result.booking is None:
        return ""
    one = result.booking
    end = days.say_date(one.period.end.date(), now.date())
    return f"La renta de {what(one)} ahora termina {end}, {say_money(one.total)} en total."


def due_anyway(one: BookedFacts, now: datetime) -> str:
    when = due(one.period.end, now.date())
    if one.period.end <= now:
        return f"Se debía entregar {when}, así que por favor hay que traer la máquina."
    return f"De todos modos se entrega {when}, así que no hay que cambiar nada."


def ask_pick_up(one: BookedFacts) -> str:
    return f"¿Quiere que nuestros choferes pasen por {what(one)}? Si no, se devuelve aquí."


def pick_up_back(one: BookedFacts, end: datetime, now: datetime) -> str:
    day = days.say_date(end.date(), now.date())
    return f"Mando a nuestros choferes por {what(one)} {day}. ¿Es correcto?"


def pick_up_noted(one: BookedFacts) -> str:
    return f"Nuestros choferes ya tienen el aviso de recoger {what(one)}."


def cancel_back(one: BookedFacts, result: ChangeResult, now: datetime) -> str:
    day = days.say_date(one.period.start.date(), now.date())
    cost = f"Hay un cargo de {say_money(result.fee)}" if result.fee else "No cuesta nada"
    number = identifiers.spell(one.number)
    return f"Es la {number}, {what(one)} para {day}. {cost}. ¿La cancelo?"


def canceled(result: ChangeResult) -> str:
    if result.booking is None:
        return ""
    one = result.booking
    fee = f" El cargo es de {say_money(result.fee)}." if result.fee else ""
    return f"La reserva {identifiers.spell(one.number)}, de {what(one)}, queda cancelada.{fee}"


def refused(reason: str, one: BookedFacts) -> str:
    """The desk's reason is in the yard's own language, so it is left to people."""
    return f"Con {what(one)} no se puede hacer así; en el mostrador le explican por qué."
