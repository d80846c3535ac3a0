"""Whether what was heard of an identifier is one that stands on record, before all is heard.

A number read in one way that is on record to the last character is not read in a second way: among
a million numbers of a format a yard knows a few thousand, so that a misheard one hardly hits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from appliance.dialogue.formats import ASKED_BY, format_of
from appliance.dialogue.language import Values
from appliance.dialogue.state import RentalState, TalkState
from appliance.domain.calls import Asks
from appliance.domain.errors import ApplianceError
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import Yard

_log = logging.getLogger(__name__)


def on_record(
    s: TalkState, yard: Yard, values: Values, desk: RentalDesk
) -> Callable[[Sequence[str]], bool] | None:
    """For candidate texts, best first: whether the best identifier among them is on record; of a
    certificate and a policy, on the customer's own. None where no identifier is asked for, and
    after a denial, when everything that can be heard is wanted. The function may be called from
    any thread and does not raise; it reads the records.
    """
    if not isinstance(s, RentalState) or s.denied or s.unclear is not None:
        return None
    kind = ASKED_BY.get(s.asks) if s.asks is not None else None
    customer = s.customer_id
    if kind is None or (s.asks is Asks.BUSINESS_LICENSE) is bool(customer):
        return None  # a license tells the customer, whom the others need
    if not customer:
        return _looked_up(kind, yard, values, lambda value: _licensed(desk, value))
    return _looked_up(kind, yard, values, lambda value: _is_own(desk, customer, kind, value))


def _looked_up(
    name: str, yard: Yard, values: Values, known: Callable[[str], bool]
) -> Callable[[Sequence[str]], bool]:
    fmt = format_of(yard, name)

    def is_known(texts: Sequence[str]) -> bool:
        found = values.candidates(tuple(texts), fmt)
        try:
            return bool(found) and known(found[0].value)
        except ApplianceError as error:
            _log.info("whether a number is on record is not known: %s", error)
            return False

    return is_known


def _licensed(desk: RentalDesk, value: str) -> bool:
    return desk.match_license((value,)).on_record == (value,)


def _is_own(desk: RentalDesk, customer_id: str, kind: str, value: str) -> bool:
    return any(one.kind == kind and one.number == value for one in desk.credentials(customer_id))
