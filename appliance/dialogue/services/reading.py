"""Services and the answers to their questions, read by rule. English (US).

A rule answers only where the words leave no doubt that a rental under way is meant: a wish for a
new machine, or a question about what would happen, is left to the language model.
"""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.english import values
from appliance.dialogue.services import choosing, idioms
from appliance.dialogue.services.service import CLOSED, Service, Wants
from appliance.dialogue.spoken import dates, yesno
from appliance.dialogue.spoken.words import WEEKDAYS
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import patterns
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard


def _said(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})", re.I)


_THING = r"(?:it|them|that|those|this|(?:the|my|our|that|this)(?: [\w-]+){1,4}?)"
_MORE = (
    r"(?:longer|(?:for )?(?:\w+ ){0,2}(?:more|extra|additional) (?:days?|weeks?|months?|time)|"
    r"another (?:\w+ )?(?:days?|weeks?|months?|weekend)|until|till|through|past)"
)
_NO_NEED = (
    r"(?:don'?t|do not|no longer|won'?t be|(?:not|ain'?t) (?:gonna|going to)) "
    rf"need(?:ing)?(?!.*\b(?:until|till|before)\b) {_THING}(?: any ?more| any longer)?\b"
    r"(?!.*\b(?:number|licen[sc]e|name|address|policy|insurance|certificate)\b)"
)
_MY_RENTALS = _said(
    r"what (?:all )?(?:(?:do|have|did) (?:i|we)|(?:i|we)(?:'ve| have)?) (?:still )?"
    r"(?:have|got|get|rent|book|reserve)\b"
    r"(?!.*\bto (?:bring|pay|do)\b).*"
    r"\b(?:out|rented|rent|booked|reserved|right now|from you|with you|at the moment|currently)\b",
    r"(?:what|which)(?:'s|'re| is| are| machines? (?:are|is|do)\b.*)? (?:of (?:ours|mine) )?"
    r"(?:we have )?(?:still )?(?:out|on rent)\b",
    r"(?:about|check|list|tell me|what are|status of|on) (?:all )?(?:my|our) "
    r"(?:current |open |existing )?(?:rentals?|bookings?|reservations?)\b",
    rf"when(?:'s| is| are|'re| does| do) {_THING} .*?"
    r"(?:due|(?:come|go|coming|going) back|back|returned)\b",
    r"do (?:i|we) (?:still )?have (?:any|some)\w*(?: \w+){0,2} "
    r"(?:out|rented|booked|reserved|on rent)\b",
    r"when (?:do|must|should) (?:i|we) (?:(?:have|need|got) to |gotta )?(?:return|bring)\b",
    r"when (?:do|must|should) (?:i|we) (?:(?:have|need|got) to |gotta )?"
    rf"(?:have|get) {_THING} back\b",
    r"how long (?:do|can) (?:i|we) (?:still )?(?:have|keep)\b",
    r"deadline\b.*\b(?:back|bring|return)",
    r"what (?:all )?(?:do|have) (?:i|we) (?:have|got) (?:of|from) (?:yours|you|y'all)\b",
    r"(?:list|rundown|summary|overview|status) of (?:\w+ ){0,3}(?:equipment|machines?|rentals?|"
    r"gear|units|everything|what)\b.*\b(?:we|i)(?:'ve| have| currently| still| are| am)\b.*"
    r"\b(?:from you|with you|out|rented|renting|on rent|have|of yours)\b",
)
_EXTEND = _said(
    r"extend(?:ing|ed)?\b(?! (?:reach|boom|arm|mast|forks))",
    r"extension (?:on|of|for) (?:my|our|the)\b",
    rf"(?:keep|keeping|hang on ?to|hold on ?to|hanging on to) {_THING} (?:.*\b)?{_MORE}\b",
    rf"(?:need|needing|want|have|like|use) {_THING} (?:for )?(?:.*\b)?"
    r"(?:longer|past|\w+ (?:more|extra) (?:days?|weeks?)|another (?:\w+ )?(?:days?|weeks?))\b",
    r"push (?:back|out) (?:my|our|the) (?:return|due)",
)
_RETURN = _said(
    rf"(?:come|send (?:someone|somebody|a truck|a driver)) (?:and |to |out and |out to |by and )*"
    rf"(?:get|pick up|pick|collect|fetch|grab) {_THING}\b",
    rf"(?:you|someone|somebody|they|we)(?: guys)? (?:can |could |to |please )?(?:come )?"
    rf"(?:(?:pick up|collect) {_THING}\b|pick {_THING} up\b)",
    r"(?:be |get it |have it |get them |have them |ready to be |get the [\w ]+ |"
    r"have the [\w ]+ )(?:picked|collected)(?: up)?\b(?! by us)",
    rf"(?:return|bring|turn|hand|give|send|take)(?:ing)? {_THING} (?:back|in|early|off)\b"
    r"(?! (?:and forth|(?:of )?(?:the|my|our|your) (?:list|price|bill|order|schedule|books?))\b)",
    rf"(?:return|returning) {_THING}(?: \w+)* (?:early|today|tomorrow|now)\b",
    r"return(?:ing)? (?:my|our|the) (?:rental|machine|equipment)\b",
    rf"(?:done|finished|through) with {_THING}",
    r"(?:early return|off[- ]?rent|call (?:it|them) off)\b",
    rf"{_NO_NEED}",
)
_SPARED = _said(_NO_NEED)
_BOOKED = _said("reserved", "booked", "ordered", "reservation", "booking")
_CANCEL = _said(
    r"cancel(?:l?ing)? (?:(?:my|our|the|a|this|that|one of my) )?(?:[\w-]+ ){0,4}?"
    r"(?:bookings?|reservations?|rentals?|orders?)\b(?! in progress)",
    r"cancel(?:l?ing)? (?:number |booking )?r[- ]?\d",
    r"cancel(?:l?ing)? (?:my|our) \w",
)
_CANCEL_ITEM = _said(r"cancel(?:l?ing)? the (?!whole\b|entire\b|lot\b)[a-z]+")
_BREAKDOWN = _said(
    r"br(?:o|ea)k(?:e|en|s|ing)? ?down\b", r"breakdown\b", r"is (?:totally |just )?broken\b",
    r"broke on (?:us|me)\b",
    r"(?<!\bi )(?<!\bwe )(?<!\bthey )(?:won'?t|will not|refuses to) (?:even )?"
    r"(?:start|run|go|move|lift|turn|crank|budge|drive|come on|"
    r"work(?! (?:for|out|with)\b)|dig|pump|fire|light|power|idle|stay (?:on|up|running))\b",
    r"keeps? (?:on )?(?:shutting|stalling|dying|cutting|overheating|quitting|tripping|leaking)\b",
    r"(?:does|do|did|is|are|was)(?:n'?t| not) (?:even )?"
    r"(?:start|work(?! (?:for|out|with)\b)|run|turn|lift|mov)\w*\b",
    r"(?:stopped|quit) (?:working|running|on (?:us|me))\b", r"not (?:working|starting|running)\b",
    r"(?:just |has |have |engine |it )(?:quit|died|seized|conked out|gave out)\b",
    r"(?:is |it's |been )?leaking\b", r"flat tire\b", r"(?:is |it's |started )smoking\b",
    r"overheat\w*", r"(?:threw|thrown|lost) a track\b", r"track (?:came|is|has come) off\b",
    r"blew a (?:hose|tire|line|fuse)\b", r"out of order\b", r"dead battery\b",
    r"report (?:a |an )?(?:breakdown|problem|damage|fault)\b",
)  # fmt: skip
_ANOTHER = _said(r"make (?:it|that) (?:an?|the) \w", r"instead\b")
"""Another machine in place of the one under discussion."""
_SUITS = _said(
    r"(?:that|this|it|which|one|days?|dates?|times?|prices?|rates?|weeks?|months?|mornings?|"
    rf"{'|'.join(WEEKDAYS)})(?:'s| is|'ll| will)? (?:just |really )?(?:doesn't|does not|won't|"
    r"will not|isn't (?:gonna|going to)|not (?:gonna|going to)|can't) (?:really |quite )?work\b",
    r"works? (?:for|out|with)\b",
)
"""It suits nobody, and has not broken: "that doesn't work for me"."""
_CANNOT_TELL = _said(
    r"(?:can'?t|cannot|couldn'?t) (?:really )?(?:tell|say|see|read)\b", r"no (?:idea|clue)\b",
    r"not sure\b", r"(?:i|we) (?:don'?t|do not) know\b", r"no way to tell\b",
)  # fmt: skip
_AS_IT_IS = re.compile(
    r"\b(?:leave|keep) (?:it|them|'em|that|this|things|everything) (?:just )?"
    r"(?:like|as|the way|alone|be|where|how)\b|\b(?:hold off|don'?t bother|not (?:just )?yet)\b",
    re.I,
)
"""Nothing is to be done, whatever word it begins with: "that's all right, leave it as it is"."""
_MOST_WORDS = 40
_SUPPOSED = _said(
    r"if\b", r"what happens\b", r"how (?:late|early)\b", r"in case\b", r"suppose\b",
    r"do you (?:fix|repair)\b",
)  # fmt: skip
_NEW = _said(
    r"(?:need|want|rent|renting|looking for|looking to|after|book|get)(?: to (?:rent|get|book))? "
    r"(?:a|an|another|some|one|two|three)\b(?! (?:more |extra )?(?:day|week|month|extension|"
    r"(?:couple|few) (?:more |extra )?(?:of )?(?:day|week)|(?:list|rundown|copy|chance|minute|"
    r"second|moment|hold|"
    r"pick-?up|truck|driver|guy|man|call|ride|ticket|refund|look)\b))"
)
_RENTAL_WORD = re.compile(r"\b(?:rentals?|bookings?|reservations?|booked|out|due)\b", re.I)
_MINE = re.compile(
    r"\b(?:my|our) (?!boss|wife|husband|partner|foreman|super|guys?\b|crew|team|cousin|neighbor|"
    r"friend|budd|uncle|nephew|job|site|office|brother|son\b|dad|men\b|people|budget|limit|card|"
    r"phone|number|name|licen|insur|policy|operator|address|yard|schedule|project|customer|client|"
    r"business|company)\w|\b(?:we|i) have out\b",
    re.I,
)
_FALLS_SHORT = _said(r"enough\b", r"for what (?:i|we)\b")
"""It "won't go high enough": it works, and is no match for the job."""
_UNTIL = re.compile(r"\b((?:until|till|'?til|through|thru|past)\b.*)", re.I)
_UP_TO = re.compile(r"\b(?:to|by|into) (.*)", re.I)
"""The day itself: "to Thursday" ends on it, and would charge it where a first day stood before."""
_CALLED = re.compile(r"\b(?:call it|make it|let's say) (.*)", re.I)
"""The day that a length said before it is to come to: "a few days extra, call it Monday"."""
_GUESSED = re.compile(r"\b(?:say|maybe|probably) (.*)", re.I)
"""A day that may be another's, "we pour maybe Monday": where a length was said, that one stands."""
_DATED = frozenset({Act.EXTEND, Act.RETURN})
"""Services with a day of their own, which another day changes; "no" to the rest is a no."""
_TAG_OR_DATE = re.compile(r"\d{5,}")


def certain(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """A service, or an answer to what a service asks; None where the words leave doubt."""
    text = heard.text.replace("\u2019", "'")
    if len(text.split()) > _MOST_WORDS:
        return None  # a story has every word in it
    service = s.service
    if service is not None and service.wants is not None and s.readback is None:
        answered = _answer(text, service, yard, today)
        if answered is not None:
            return answered
    if s.item is None and idioms.to_be_delivered(text, yard):
        return (Action(Act.PERSON),)  # the counter arranges it
    act = _service(text, s, yard)
    if act is None:
        return None
    if act is Act.EXTEND:
        return (_extension(text, today),)
    return (Action(act),)


_BORNE_OUT: dict[Act, re.Pattern[str]] = {
    Act.MY_RENTALS: _said(r"(?:i|we|us|my|our|ours|mine|me)\b", "due", "on rent", "back", "out"),
    Act.EXTEND: _said("extend", "extension", "longer", "more", "another", "extra", "keep", "until",
                      "till", "past", "later", "push", "hang", "hold", "stretch", "tack", "add",
                     "renew", "stay", "ride", "through"),
    Act.RETURN: _said("return", "back", "pick", "collect", "done", "finished", "through", "early",
                      "off", "bring", "(?:don't|do not|no longer) need", "haul", "truck", "come",
                     "send", "fetch", "grab", "wrapped up", "turn"),
    Act.CANCEL_BOOKING: _said("cancel", "call", "drop", "scrap", "scratch", "nix", "kill", "off",
                              "loose", "let", "release", "back out", "pass", "against",
                              r"(?:don't|do not|no longer|won't|not)(?: \w+){0,3} need"),
}  # fmt: skip
"""Words without which the model's reading of a service is not believed."""


def borne_out(read: Action, heard: str, s: RentalState) -> Action | None:
    """A service as the model read it, where the words say so; None where they do not.

    While a new rental is talked about, a length without a word about one under way is its own.
    """
    words = _BORNE_OUT.get(read.act)
    if words is None:
        return read
    text = heard.replace("\u2019", "'")
    new_alone = s.item is not None and not (
        _MINE.search(text) or _RENTAL_WORD.search(text) or of_own(text)
    )
    if words.search(text) and not new_alone:
        return read
    if read.act is Act.EXTEND and read.slots:
        return Action(Act.WHEN, read.slots)
    return None


_OWN = re.compile(
    r"\b(?:our|my) (?!own\b|job\b|site\b|crew\b|guys?\b)|\bfrom you\b|"
    r"\byou (?:gave|sent|rented) us\b|"
    r"\bwe (?:still have|rented|got) (?:your|the)\b|\bof yours\b|"
    r"\b(?:the|that|this|your) (?:[\w-]+ ){1,3}?(?:that |which )?(?:we|i)"
    r"(?:'ve| have| had| got| rented|'re renting| are renting| reserved| booked| ordered)\b",
    re.I,
)


def of_own(text: str) -> bool:
    """True where a machine may be one that the caller has already: no wish for another."""
    return bool(_OWN.search(text))


def names_one(text: str) -> bool:
    """True where the words are those of a service for a rental under way."""
    return any(one.search(text) for one in (_EXTEND, _RETURN, _CANCEL, _BREAKDOWN, _MY_RENTALS))


def _service(text: str, s: RentalState, yard: Yard) -> Act | None:
    if s.callback_for is not None or _TAG_OR_DATE.search(re.sub(r"[\s-]", "", text)):
        return None
    new = bool(_NEW.search(text) and not _RENTAL_WORD.search(text))
    if not new:
        renting = s.item is not None or bool(s.options or s.wish)
        plainly = idioms.act(text, yard, renting=renting)
        if plainly is not None:
            return plainly
    if new or _SUPPOSED.search(text):
        return None
    under_way = s.item is not None  # "keep it two more days" may then mean the new rental
    if under_way and not (_MINE.search(text) or _RENTAL_WORD.search(text)):
        return Act.BREAKDOWN if _breaks_down(text, yard, under_way=True) else None
    if under_way and _ANOTHER.search(text):
        return None
    if _MY_RENTALS.search(text):
        return Act.MY_RENTALS
    spared = bool(_SPARED.search(text))
    cancels = _CANCEL.search(text) or (not under_way and _CANCEL_ITEM.search(text))
    if cancels or (spared and _BOOKED.search(text)):
        return None if idioms.refused(Act.CANCEL_BOOKING, text, yard) else Act.CANCEL_BOOKING
    if _breaks_down(text, yard, under_way=under_way):
        return Act.BREAKDOWN
    found = Act.EXTEND if _EXTEND.search(text) and not spared else None
    if found is None and _RETURN.search(text):
        found = Act.RETURN
    return None if found is None or idioms.refused(found, text, yard) else found


def _breaks_down(text: str, yard: Yard, *, under_way: bool) -> bool:
    """Under way a new rental is talked about: what "doesn't work" then may be its price or day."""
    if under_way and _SUITS.search(text):
        return False
    return idioms.tells_of(_BREAKDOWN, text, yard) and not _FALLS_SHORT.search(text)


def _extension(text: str, today: date) -> Action:
    """With its new end, or the length that is added to it: "a few days extra, call it Monday"."""
    length = dates.parse_duration(text) is not None
    for told in (_UNTIL, _CALLED) if length else (_UNTIL, _UP_TO, _CALLED, _GUESSED):
        until = told.search(text)
        if until is not None and dates.parse_date(until[1], today) is not None:
            return action(Act.EXTEND, until=until[1])
    return action(Act.EXTEND, for_=text if length else "")


def _answer(text: str, service: Service, yard: Yard, today: date) -> tuple[Action, ...] | None:
    answer, rest = yesno.split_yes_no(text)
    words = [word for word in re.findall(r"[\w']+", rest.lower()) if word not in patterns.FILLER]
    if service.wants in CLOSED and _AS_IT_IS.search(text):
        return (Action(Act.NO),)
    if service.wants in CLOSED and answer is not None:
        if len(words) <= 2:
            return (Action(Act.YES if answer else Act.NO),)
        if service.act in _DATED and _times(rest, today):
            return (_until_or_for(rest),)
        refused = service.wants in (Wants.SWAP, Wants.PICK_UP) or service.act not in _DATED
        no = answer is False and refused
        return (Action(Act.NO),) if no else None
    if service.wants is Wants.UNTIL and _times(text, today):
        return (_until_or_for(text),)
    if service.wants is Wants.YES and service.act in _DATED and _times(text, today):
        return (_until_or_for(text),)
    if service.wants is Wants.UNIT:
        unknown = patterns.NONE_TO_GIVE.search(text) or _CANNOT_TELL.search(text)
        if answer is False or unknown:
            return (Action(Act.NO),)
        return (action(Act.IDENTIFY, value=text),) if re.search(r"\d|eq|unit", text, re.I) else None
    if service.wants is Wants.WHICH:
        return _chosen(text, answer, words, service, yard, today)
    return None


def _chosen(
    text: str, answer: bool | None, words: list[str], service: Service, yard: Yard, today: date
) -> tuple[Action, ...] | None:
    ordinal = patterns.ORDINAL.match(text)
    if ordinal:
        word = ordinal.group(1).lower()
        number = len(service.choices) if word == "last" else patterns.ORDINALS[word]
        if 1 <= number <= len(service.choices):
            return (action(Act.CHOOSE, option=str(number)),)
    found = choosing.meant(service.choices, text, yard, today, values)
    if found and len(found) < len(service.choices):
        return (action(Act.CHOOSE, item=text),)
    if answer is not None and len(words) <= 2:
        return (Action(Act.YES if answer else Act.NO),)
    return None


def _times(text: str, today: date) -> bool:
    return dates.parse_duration(text) is not None or dates.parse_date(text, today) is not None


def _until_or_for(text: str) -> Action:
    """The words of the new end; a length where one was said ("two more days")."""
    length = dates.parse_duration(text)
    return action(Act.WHEN, for_=text if length else "", until="" if length else text)
