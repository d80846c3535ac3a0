"""Knowledge articles: listed, written, previewed as they are spoken, and tried with a question."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FormData, parse_offset
from appliance.admin.pages.knowledge.forms import read_article, sent_values, values_of
from appliance.admin.pages.knowledge.view import articles, find, spoken, tried
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.knowledge import MOST_BODY
from appliance.domain.people import Role
from appliance.ports.store import Records

MANAGER = allowed_to(Role.MANAGER)
_MOST_QUESTION = 200


@get("/knowledge", opt=MANAGER, sync_to_thread=True)
def knowledge(
    parts: Parts, q: FromQuery[str] = "", offset: FromQuery[int] = 0, done: FromQuery[str] = ""
) -> Template:
    search, start = q.strip()[:100], parse_offset(offset)
    notices = {"saved": "Saved. New questions are answered from it.", "deleted": "Deleted."}
    return show(
        parts,
        "knowledge/page.html",
        lambda records: articles(records, search, start),
        active="knowledge",
        q=search,
        notice=notices.get(done, ""),
    )


@get("/knowledge/new", opt=MANAGER, sync_to_thread=True)
def new_article(parts: Parts) -> Template:
    return _form(parts, "", values_of(None), {})


@get("/knowledge/try", opt=MANAGER, sync_to_thread=True)
def try_question(parts: Parts, question: FromQuery[str] = "") -> Template:
    """Which article a caller's question leads to, by the desk's own search."""
    asked = question.strip()[:_MOST_QUESTION]
    found = parts.find_article(asked) if asked else None
    return show(parts, "knowledge/tried.html", lambda _records: tried(asked, found))


@post("/knowledge/preview", opt=MANAGER, sync_to_thread=True, status_code=200)
def preview(parts: Parts, data: FormData) -> Template:
    """The text in the form as it is spoken."""
    body = str(data.get("body", ""))[:MOST_BODY]
    return show(parts, "knowledge/spoken.html", lambda _records: spoken(body))


@post("/knowledge/new", opt=MANAGER, sync_to_thread=True, status_code=200)
def add_article(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    return _keep(request, parts, data, "")


@get("/knowledge/{article_id:str}", opt=MANAGER, sync_to_thread=True)
def article(article_id: FromPath[str], parts: Parts) -> Template:
    known = parts.store.read(lambda records: find(records, article_id))
    return _form(parts, article_id, values_of(known), {})


@post("/knowledge/{article_id:str}", opt=MANAGER, sync_to_thread=True, status_code=200)
def edit_article(
    article_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect | Template:
    return _keep(request, parts, data, article_id)


@post("/knowledge/{article_id:str}/delete", opt=MANAGER, sync_to_thread=True, status_code=200)
def delete_article(article_id: FromPath[str], request: AdminRequest, parts: Parts) -> Redirect:
    actor = request.user.username

    def delete(records: Records) -> None:
        before = find(records, article_id)
        records.articles.delete(article_id)
        records.audit.append(actor, "delete_article", f"article:{article_id}", before, None)

    parts.store.write(delete)
    return Redirect("/knowledge?done=deleted", status_code=303)


def _keep(
    request: AdminRequest, parts: AdminParts, data: dict[str, Any], article_id: str
) -> Redirect | Template:
    actor, now = request.user.username, parts.clock.now()
    after, errors = read_article(data, article_id, now)

    def keep(records: Records) -> bool:
        if after is None:
            return False
        before = find(records, article_id) if article_id else records.articles.get(after.id)
        if before is not None and not article_id:
            return False
        records.articles.put(after)
        action = "edit_article" if article_id else "add_article"
        records.audit.append(actor, action, f"article:{after.id}", before, after)
        return True

    if after is not None and not parts.store.write(keep):
        errors = {"title": "There is an article of this title already."}
    if errors:
        return _form(parts, article_id, sent_values(data), errors, status=422)
    return Redirect("/knowledge?done=saved", status_code=303)


def _form(
    parts: AdminParts,
    article_id: str,
    values: dict[str, Any],
    errors: dict[str, str],
    *,
    status: int = 200,
) -> Template:
    return show(
        parts,
        "knowledge/detail.html",
        lambda _records: spoken(str(values["body"])),
        status=status,
        active="knowledge",
        article_id=article_id,
        values=values,
        errors=errors,
    )


routes = [
    knowledge,
    new_article,
    try_question,
    preview,
    add_article,
    article,
    edit_article,
    delete_article,
]
