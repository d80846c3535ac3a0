"""Knowledge articles through the real application: written, previewed, tried, and who may."""

from __future__ import annotations

from admin_yard import YardSite, sign_in
from litestar import Litestar
from litestar.testing import TestClient

ARTICLE = {
    "title": "Sharpening",
    "body": "We sharpen chains while you wait. It costs $15 a chain.",
    "questions": "do you sharpen chains\nhow much is sharpening\ndo you sharpen chains",
    "active": "yes",
}


def test_an_article_is_written_found_changed_and_deleted(
    client: TestClient[Litestar], site: YardSite
) -> None:
    token = sign_in(client, "manager")
    assert "Delivery and pickup by us" in client.get("/knowledge").text
    added = client.post("/knowledge/new", data={**ARTICLE, "_csrf_token": token})
    assert added.status_code == 200, added.text
    assert "Sharpening" in added.text
    assert "Saved." in added.text
    tried = client.get("/knowledge/try", params={"question": "can you sharpen a chain"})
    assert "We sharpen chains while you wait." in tried.text
    again = client.post("/knowledge/new", data={**ARTICLE, "_csrf_token": token})
    assert again.status_code == 422
    assert "an article of this title already" in again.text
    page = client.get("/knowledge/sharpening").text
    assert "fifteen dollars a chain" in page
    assert page.count("do you sharpen chains") == 1
    edited = {**ARTICLE, "active": "", "_csrf_token": token}
    assert client.post("/knowledge/sharpening", data=edited).status_code == 200
    tried = client.get("/knowledge/try", params={"question": "can you sharpen a chain"})
    assert "No article answers that" in tried.text
    gone = client.post("/knowledge/sharpening/delete", data={"_csrf_token": token})
    assert "Deleted." in gone.text
    assert client.get("/knowledge/sharpening").status_code == 404
    actions = [one.action for one in site.parts.store.read(lambda r: r.audit.page(limit=5)).items]
    assert actions[:3] == ["delete_article", "edit_article", "add_article"]


def test_what_is_wrong_is_named_and_nothing_is_kept(
    client: TestClient[Litestar], site: YardSite
) -> None:
    token = sign_in(client, "manager")
    before = site.parts.store.read(lambda r: r.articles.count())
    bad = {"title": " ", "body": "x" * 1300, "questions": "y" * 200, "_csrf_token": token}
    refused = client.post("/knowledge/new", data=bad)
    assert refused.status_code == 422
    for why in ("cannot be empty", "At most 1200 characters", "at most 160 characters"):
        assert why in refused.text
    assert site.parts.store.read(lambda r: r.articles.count()) == before


def test_a_preview_is_spoken_and_escaped(client: TestClient[Litestar]) -> None:
    token = sign_in(client, "manager")
    body = "It is $240 at 7:30 AM. <script>alert(1)</script>"
    shown = client.post("/knowledge/preview", data={"body": body, "_csrf_token": token}).text
    assert "two hundred forty dollars at seven thirty a.m." in shown
    assert "<script>" not in shown
