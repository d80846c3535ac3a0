"""Questions in between, answered from the yard's facts, then from its knowledge articles; what
neither holds is not answered."""

from __future__ import annotations

from appliance.dialogue.knowledge import describing
from appliance.dialogue.work import Work

_OF_THE_MACHINE = ("requirements", "other")
TOPICS = ("hours", "location", "price", "deposit", "requirements", "delivery", "other")


def answer(w: Work, topic: str) -> str:
    """A sentence or two on a topic of TOPICS."""
    item = w.state.item or (w.state.options[0] if len(w.state.options) == 1 else None)
    if topic == "hours":
        return w.words.hours(w.yard)
    if topic == "location":
        return w.words.location(w.yard)
    text = w.heard.text
    if item is not None and topic in _OF_THE_MACHINE and describing.is_asked_for(item, text):
        return w.words.described(item)
    if topic == "requirements" and not w.phrases.asks_what_is_required(text):
        article = w.desk.find_article(text)
        if article is not None:
            return w.tell(article, text)
    if topic in ("price", "deposit", "requirements") and item is not None:
        return {
            "price": w.words.rates(item),
            "deposit": w.words.deposit(item),
            "requirements": w.words.requirements(item),
        }[topic]
    if w.phrases.asks_who_speaks(text):
        return w.words.assistant()
    article = w.desk.find_article(text)
    if article is None and topic == "delivery":
        article = w.desk.find_article(topic)
    if article is not None:
        return w.tell(article, text)
    if topic in ("price", "deposit", "requirements"):
        return w.words.depends_on_item()
    return w.words.not_known()
