"""What staff decide at the counter by saying who they are: a review, by a manager's PIN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from appliance.ports.booking import BookedFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class PinDecision:
    """The booking as it was decided, or why it was not: `refused` then says so in words that may
    be spoken, and `booking` is the row as it stands, where there is one that the PIN allows to
    be told of.

    `pin_refused`: it is about the PIN, which was wrong or came after too many wrong ones;
    `tries_left` more may then be said before every PIN is refused. `decided_by` is the name of
    whose PIN it was, as it is shown; empty while nothing was decided.
    """

    booking: BookedFacts | None
    refused: str = ""
    pin_refused: bool = False
    tries_left: int = 0
    decided_by: str = ""


class DecidingDesk(Protocol):
    """The part of `RentalDesk` on which a person decides."""

    def decide_review_by_pin(
        self, key: str, pin: str, number: str, approve: bool, note: str
    ) -> PinDecision:
        """Write: the pending booking is reserved or cancelled by the manager whose PIN it is;
        `note` is kept on it. A wrong PIN is counted, and stands in the audit trail without its
        digits."""
        ...
