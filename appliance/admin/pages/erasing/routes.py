"""The page before a customer is erased, and the erasure. For administrators only."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FormData, text_of
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Role
from appliance.rental.erasing import LONGEST_REASON

ADMIN = allowed_to(Role.ADMIN)
_WAIT_S = 30.0


@get("/customers/{customer_id:str}/erase", opt=ADMIN, sync_to_thread=True)
def ask(customer_id: FromPath[str], parts: Parts) -> Template:
    return _page(parts, customer_id)


@post("/customers/{customer_id:str}/erase", opt=ADMIN, sync_to_thread=True, status_code=200)
def erase(
    customer_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect | Template:
    """Erase the customer when the account typed is theirs."""
    typed = text_of(data, "account")
    reason = text_of(data, "reason", LONGEST_REASON)
    override = text_of(data, "override") == "yes"
    try:
        parts.upkeep.erase(
            request.user.username,
            customer_id,
            typed_account=typed,
            reason=reason,
            override=override,
        )
    except RecordNotFound:
        raise
    except RecordError as error:
        sent = {"reason": reason, "override": override}
        return _page(parts, customer_id, error=str(error), sent=sent, status=422)
    return Redirect("/upkeep?done=erased", status_code=303)


def _page(
    parts: AdminParts,
    customer_id: str,
    *,
    error: str = "",
    sent: dict[str, Any] | None = None,
    status: int = 200,
) -> Template:
    footprint = parts.store.read(
        lambda records: records.privacy.footprint(customer_id), wait_s=_WAIT_S
    )
    return show(
        parts,
        "customers/erase.html",
        lambda _records: footprint,
        status=status,
        active="customers",
        error=error,
        sent=sent or {"reason": "", "override": False},
    )


routes = [ask, erase]
