"""Questions in between, answered from the yard's facts, then from its knowledge articles; what
neither holds is not answered."""

from __future__ import annotations

from appliance.dialogue.work import Work

TOPICS = ("hours", "location", "price", "deposit", "requirements", "delivery", "other")


def answer(w: Work, topic: str) -> str:
    """A sentence or two on a topic of TOPICS."""
    item = w.state.item or (w.state.options[0] if len(w.state.options) == 1 else None)
    if topic == "hours":
        return w.words.hours(w.yard)
    if topic == "location":
        return w.words.location(w.yard)
    if item is not None and (told := w.words.described(item, w.heard.text)):
        return told
    asked = topic == "requirements" and not w.phrases.asks_what_is_required(w.heard.text)
    if asked and (article := w.desk.find_article(w.heard.text)) is not None:
        return w.tell(article, w.heard.text)
    if topic in ("price", "deposit", "requirements") and item is not None:
        return {
            "price": w.words.rates(item),
            "deposit": w.words.deposit(item),
            "requirements": w.words.requirements(item),
        }[topic]
    if w.phrases.asks_who_speaks(w.heard.text):
        return w.words.assistant()
    of_topic = w.desk.find_article(topic) if topic == "delivery" else None
    article = of_topic or w.desk.find_article(w.heard.text)
    if article is not None:
        return w.tell(article, w.heard.text)
    if topic in ("price", "deposit", "requirements"):
        return w.words.depends_on_item()
    return w.words.not_known()
