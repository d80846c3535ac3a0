"""The queue of reviews: seen by everybody, decided by managers."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FieldError, FormData, text_of
from appliance.admin.pages.reviews.view import review_queue
from appliance.admin.rendering import show
from appliance.domain.people import Role
from appliance.rental.reviewing import decide_review

CLERK = allowed_to(Role.CLERK)
MANAGER = allowed_to(Role.MANAGER)
NOTICES = {
    "approve": "Approved: the booking is reserved.",
    "refuse": "Refused: the booking is cancelled and its units are free.",
}


@get("/reviews", opt=CLERK, sync_to_thread=True)
def reviews(request: AdminRequest, parts: Parts, done: FromQuery[str] = "") -> Template:
    now = parts.clock.now()
    return show(
        parts,
        "reviews/page.html",
        lambda records: review_queue(records, now),
        active="reviews",
        notice=NOTICES.get(done, ""),
        manager=request.user.role.includes(Role.MANAGER),
    )


@post("/reviews/{number:str}/decide", opt=MANAGER, sync_to_thread=True, status_code=200)
def decide(number: FromPath[str], request: AdminRequest, parts: Parts, data: FormData) -> Redirect:
    """Approve the booking, or refuse it with a reason that stands on it. Raises FieldError."""
    decision = text_of(data, "decision")
    if decision not in NOTICES:
        raise FieldError("One of: approve, refuse.")
    reason = text_of(data, "reason", 300)
    if decision == "refuse" and not reason:
        raise FieldError("A refusal needs its reason.", "Write what is missing.")
    actor, now = request.user.username, parts.clock.now()
    note = f"Review {decision}d by {actor}: {reason}" if reason else ""
    parts.store.write(
        lambda records: decide_review(
            records, now, actor, number, approve=decision == "approve", note=note
        )
    )
    return Redirect(f"/reviews?done={decision}", status_code=303)


routes = [reviews, decide]
