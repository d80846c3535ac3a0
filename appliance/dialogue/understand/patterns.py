"""Set phrases of callers, as regular expressions. English (US)."""

from __future__ import annotations

import re

from appliance.dialogue.spoken.words import ORDINALS as DAYS_OF_MONTH
from appliance.dialogue.understand.composing import OPENERS, any_of, whole

_STAFF = any_of(
    "person", "human", "someone", "somebody", "manager", "agent", "staff", "representative",
    "dispatch(?:er)?", "whoever(?:'s| is)? (?:working|running|on|in charge|at|handles|manages)",
)  # fmt: skip

STAFF = re.compile(rf"\b(?:{_STAFF}|people|boss|supervisor|owner|the counter|the office)\b", re.I)
"""Whoever a caller may want in place of the assistant; nobody else wants a person."""
PERSON = re.compile(
    rf"\b{any_of('speak', 'talk', 'transfer', 'put me', 'connect')}\b.*\b{_STAFF}\b"
    rf"|\b{any_of('real person', 'a human', 'operator please', 'representative')}\b"
    r"|\b(?:need|want|get me|rather have|give me) (?:a |the )?(?:live )?(?:person|human|manager)\b"
    rf"|\b(?:gimme|give me|get me|lemme have|let me have) (?:\w+ )?{_STAFF}\b"
    r"(?! (?:to (?!talk|speak|help|answer)|(?:rate|price|discount)s?\b|(?:drop|bring|run|haul|"
    r"deliver|operate|drive|pick|set|fix|look|come|move|load|unload|show)\b))"
    r"|\b(?:not|never|\w+n't|hate)\b(?: \w+){0,3} (?:talk|speak|deal|do)(?:ing)?(?: this)? "
    r"(?:to|with) (?:a |an |this |some |your |no )?(?:(?:robot|computer|bot|recording)\b"
    r"|machine(?=\W*$|\s*[,.!?]| (?:please|today|any ?more|right now|again|and|i|give|get|put)\b))"
    r"|\b(?:talk|speak|deal|go over (?:this|it|that)|give (?:all )?(?:this|it|that)|"
    r"work this out)\b.{0,12}\b(?:to|with) "
    r"(?:one of (?:your|the) (?!machines|rates|prices)\w+(?: \w+)?|"
    r"(?:somebody|someone) (?:who|at|in|from|there|else))\b"
    r"|\bput(?:ting)? (?:somebody|someone|one of your \w+) (?:else )?on\b|\bconnect me\b",
    re.I,
)
"""A person, called for by whatever name: "put somebody on"."""
WHO_SPEAKS = re.compile(
    r"\b(?:are you|is this|am i (?:talking|speaking) (?:to|with)) (?:a |an |the )?"
    r"(?:real |live |actual )?(?:robot|machine|computer|recording|bot|ai|person|human)\b",
    re.I,
)
"""Whether a person speaks: a question, and no wish for one."""
REPEAT = re.compile(
    rf"\b{any_of('say (?:that|it) (?:again|(?:one|once) more)', 'come again', 'pardon')}\b"
    r"|(?<!you've )(?<!you have )\b(?:repeat|read|go over|tell me|give me|run through)\b"
    r"(?!.*\b(?:perfectly|correctly)\b).*\b(?:again|back|once more)\b"
    r"|\brepeat (?:that|it|please|the|your|those)\b|\bone more time\b"
    r"|\bwhat (?:was|were) (?:that|those|they|it|the \w+)(?: \w+)? again\b"
    r"|\bwhat (?:was that|did you (?:just )?(?:say|ask|want to know)|do you mean)\b|\bsay again\b"
    r"|\bgo (?:through|over) (?:them|those|it|that|these) (?:all )?"
    r"(?:again|once more|one more time)\b"
    r"|\b(?:i|just) missed (?:that|it|what you)\b"
    r"|\bwhat (?:number|date|name|address)? ?(?:are|were) you "
    r"(?:looking for|asking (?:for|about))\b"
    rf"|\bdidn'?t {any_of('catch', 'hear', 'get', 'understand')} {any_of('that', 'it', 'you')}\b"
    r"|\bmy what\b|^(?:repeat|sorry|what|huh|excuse me|pardon me)(?:,? (?:what|sorry))?\W*$",
    re.I,
)
NONE_TO_GIVE = whole(
    "(?:don'?t|doesn'?t|do not|does not) (?:have|carry|know)", "haven'?t got", "hasn'?t got",
    "(?:have|has|got) no", "without", "there(?:'s| is) no",
    "(?:the |just |just the |just that |only |only the |only that )one(?: we have)?",
    "no other", "not that i know of", "there isn'?t", "there (?:is|are) none",
    "only (?:ever )?(?:have|had|got)", "rather not", "don'?t want to", "not a (?:business|company)",
    "(?:can'?t|cannot) give you (?:any|one|a|that|it)", "(?:is|has|'s|ours) expired",
    "(?:that'?s|that is|it'?s) all (?:(?:we|i)(?:'ve| have)(?: got)?|(?:we|i) got|there is)",
)  # fmt: skip
NOBODY = whole(
    "nobody", "no one", "no-one", "anybody", "anyone", "not that i know of", "don'?t have",
    "there isn'?t", "no other", "no operator", "only one",
)  # fmt: skip
DONE_IN = re.compile(
    r"\b(?:done|finished|through|out|back|over|wrapped up|ready)\b.*?\bin "
    r"((?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}|about|couple|of|few)"
    r"[\w -]*?(?:days?|weeks?|months?))\b",
    re.I,
)
"""The end of the work as a length: "we should be done in three days"."""
WAIT = whole(
    "hold on", "hang on", "one (?:second|moment|minute|sec)", "just a (?:second|moment|minute|sec)",
    "give me a (?:second|moment|minute|sec)", "let me (?:look|check|find|see|get|think)",
    "let me (?:go |just |quickly |run )+(?:look|check|find|see|get|ask(?! you\\b))",
    "let me ask (?:my|the|him|her|them|our)", "(?:have|need) to (?:look|check|find)",
    "looking for it",
)  # fmt: skip
THIS_NUMBER = whole(
    "this number", "this phone", "same number", "number i'?m calling from",
    "the one i'?m (?:calling|on)",
)  # fmt: skip
CHEAPER = whole(
    "cheaper", "discount", "better (?:price|deal|rate|offer)", "best (?:price|you can do)",
    "lower", "less", "come down", "too (?:much|expensive|high|steep|dear)", "knock .* off",
    "steep", "pricey", "(?:a (?:bit|little)|that'?s|kinda|pretty) high", "do better",
    "wiggle room", "any better", "best (?:price|number)", "bottom (?:price|dollar)",
    "cut (?:me|us) (?:a|some)", "(?:a|of) break", "sharpen (?:your|the|that) pencil", "shave",
    "work with (?:me|us)", "sweeten", "throw (?:me|us) a bone", "come off (?:it|that)",
    "out of (?:our|my|the) (?:league|budget|price range|range|reach)",
    "(?:over|above) (?:our|my) budget",
)  # fmt: skip
NO_LONGER = re.compile(
    r"\b(?:never ?mind|forget (?:about )?it|don'?t bother|no need|leave it)\b"
    r"|\b(?:i'?ll|we'?ll|let me|let'?s) (?:just )?(?:take|go with|do) (?:it|that|yours|the|your)\b",
    re.I,
)
"""While a manager is asked: the caller would rather go on without."""
NEGATIVE = whole("minus", "negative")
GONE_BY = whole("last", "past", "previous", "yesterday", "ago", "minus", "negative")
"""A day that is over, or a length that is none."""
FOR_THE_WHOLE = re.compile(
    r"\bfor (?:the|both|all)(?: \w+)?(?: (?:days?|weeks?|months?|thing|rental|lot))?\b", re.I
)
BARGAINING = frozenset(
    {
        "dollar", "dollars", "bucks", "day", "daily", "per", "week", "weekly", "month", "each",
        "total", "whole", "thing", "all", "how", "what", "can", "could", "do", "you", "offer",
        "give", "pay", "paying", "meet", "max", "maximum", "no", "more", "than", "best", "around",
        "under", "hundred", "thousand", "grand", "even", "flat", "deal", "halfway",
    }
)  # fmt: skip
IS_WRONG = re.compile(
    r"^(?:[\w' ]+,)? ?(?:the|that|your) (?:\w+ ){0,2}(?:is|are) "
    r"(?:all )?(?:wrong|off|not right|not correct|incorrect)\W*$",
    re.I,
)
"""Something read back is wrong, and no word on what it should be."""
HAS_TO_BE = whole("(?:has|have|needs?|'?s got|gotta|must) (?:to )?be", "nothing else will")
"""Whoever insists on what was wished for."""
_INDEED = (
    r"(?:(?:oh|um|uh|well|good|great|okay|ok|yes|yeah|yep|yup|sure|absolutely|exactly|perfect|"
    r"correct|indeed|right|mm hm|mhm|and)\b\W*)*"
)
_HAS_IT = (
    r"what (?:i|we|it|he|she|they|(?:my|the|our) \w+)(?:'ve|'s)? (?:(?:have|has|got|says?|said|"
    r"shows?|reads|here|too|as well|down|also|right)\b ?)+(?:(?:on|in) (?:my|the|our|this) \w+)?"
)
AGREES = re.compile(
    rf"^\W*{_INDEED}(?:"
    r"(?:that|it|this|everything|all of it)(?:'s| is)?(?: all| exactly| precisely| just| indeed)* "
    rf"(?:(?:agrees|match(?:es)?|checks out|lines up|tallies)(?: (?:with )?{_HAS_IT})?|{_HAS_IT}|"
    r"spot on|(?:right )?on the money)"
    r"|you(?:'re|'ve| have| are)? (?:read|got|right|nailed) (?:(?:it|that|on the money)\b ?)+"
    r"(?:back )?(?:perfectly|right|correctly)?"
    r")\W*(?:(?:yes|yeah|thanks|thank you|too|here)\b\W*)*$",
    re.I,
)
"""What was read back is right, in so many words and no others."""
JUST_THAT = re.compile(
    rf"^{OPENERS}(?:(?:there'?s|it'?s|we have|i have|we'?ve got|i'?ve got) )?(?:just|only) "
    r"(?:that|this|him|her)(?: one)?\W*$",
    re.I,
)
"""There is no other."""
EXCEPT = whole("except", "but", "only not", "apart from", "other than")
DENIAL = whole("not", "isn'?t", "wrong", "never", "don'?t")
TAKEN_BACK = re.compile(
    r"^.*\b(?:scratch (?:that|what i (?:just )?said)|forget what i said"
    r"|i (?:told|gave) (?:you|y'all) "
    r"wrong|i misspoke|my (?:mistake|bad)|change of plans?|on second thought)"
    r"(?: before| earlier)?\b\W*",
    re.I,
)
"""What comes after it takes the place of what was said."""
CHANGE = whole(
    "make (?:it|that)", "change", "move (?:it|that)", "instead", "rather", "switch",
    "it should (?:start|be)", "should start", "start it", "starting it",
    "not (?:one|two|three|four|five|six)",
)  # fmt: skip
OTHER_WISH = whole(
    "instead", "rather(?: than (?:that|the))?", "actually", "make (?:it|that)", "should be",
    "switch(?: (?:it|that))?(?: to)?", "change(?: (?:it|that))?(?: to)?", "not that(?: one)?",
    "not (?:the|an?)", "would (?:do|be (?:enough|better|fine))", "will do", "meant",
    "i (?:need|wanted|asked for|said)", "what about", "how about", "go (?:with|for)",
    "in that case", "better (?:get|take|do)", "(?:i|we)'?ll (?:just )?take",
    "(?:then|just) (?:give|get) (?:me|us)", "let'?s (?:just )?(?:do|take|get)",
    "forget (?:the|that|about)",
)  # fmt: skip
"""How a wish for another machine is begun or ended."""
NOT_THE_OTHER = re.compile(r",? (?:and )?not (?:the|an?|that|your) [\w ]+$", re.I)
"""What is not wanted, at the end: "a backhoe, not the excavator"."""
TAIL = re.compile(r"\b(?:instead|please|rather|then|would you|if possible)\b", re.I)
IT = re.compile(r"\b(?:it|them|that|those|need|want|start\w*|from|until|till)\b", re.I)
SOMEBODY = re.compile(r"\b(?:it'?s|it'?ll|will|going to|gonna|be|is|rather|instead)\b", re.I)
QUESTION = re.compile(
    rf"^{OPENERS}"
    + any_of("do you", "does", "what", "when", "where", "how", "can you", "could you", "are you")
    + r"\b|^(?:is there|why|which)\b|\?$",
    re.I,
)
ASKING = re.compile(
    rf"^{OPENERS}(?:how|what'?s?|which|when|where|who|why|do|does|is|are|will)\b", re.I
)
"""A question by its first word; a question mark alone may be a tone of voice."""
INQUIRY = re.compile(
    rf"^{OPENERS}(?:(?:can|can't|could|couldn't|should|shall|may|must|will|would|won't) "
    r"(?:i|we|you|it|they|that|he|she)|am i|(?:is|isn't|are|aren't|do|don't|does|doesn't|what|"
    r"what's|where|when|who|why|which|how)(?! matter))\b",
    re.I,
)
"""A question by how it begins, a wish in the form of one among them."""
HOURS = whole("hours", "what time", "open", "close", "closing", "opening")
LOCATION = whole("where are you", "your address", "located", "location", "find you", "directions")

DEPOSIT = whole("deposit")
COST = whole(
    "how much (?:is|was|are|does|would|will) (?:it|that|this|they|the rate|the price)",
    "what(?:'s| is| was| are) the (?:price|rate|rates|cost)",
    "what (?:does|do|did) (?:it|they|that) (?:cost|run|come to)", "cost per (?:day|week|month)",
    "per (?:week|month)", "weekly rate", "monthly rate", "daily rate",
)  # fmt: skip
NEEDS = whole(
    "(?:what|which) (?:kind of |sort of )?certificate",
    "who (?:can|may|is allowed to) (?:operate|run)",
    "what (?:do|does|would) (?:i|we|he|they|my operator) need", "what are the requirements",
)  # fmt: skip
TIME_WORDS = re.compile(
    r"\b(?:\w+ ){0,2}(?:days?|weeks?|months?|nights?)\b|\b(?:the )?\d{1,2}(?:st|nd|rd|th)\b", re.I
)


_TAKES = any_of(
    "i'?ll (?:take|have)", "i want", "let'?s (?:take|go with)", "give me", "make it", "the",
    "number", "option", "that",
)  # fmt: skip
ORDINAL = re.compile(
    rf"^{OPENERS}(?:{_TAKES} )*"
    r"(first|second|third|last|middle|1st|2nd|3rd|one|two|three|1|2|3)"
    r"(?: one| option)?(?:,? please)?\W*$",
    re.I,
)
PLACE = re.compile(
    r"\b(?:(?:the|that|your) (first|second|third|last|middle|1st|2nd|3rd)(?: one| option)?"
    r"|(?:number|option) (one|two|three|1|2|3))\b",
    re.I,
)
"""A place among what was offered, within a sentence."""
ORDINALS = {
    "first": 1, "1st": 1, "one": 1, "1": 1,
    "second": 2, "2nd": 2, "two": 2, "2": 2, "middle": 2,
    "third": 3, "3rd": 3, "three": 3, "3": 3,
}  # fmt: skip

_ROLE = any_of(
    "foreman",
    "guy",
    "man",
    "lead",
    "boss",
    "brother",
    "son",
    "daughter",
    "partner",
    "husband",
    "wife",
    "cousin",
    "nephew",
    "helper",
    "super",
    "superintendent",
    "employee",
    "worker",
    "buddy",
)
_NAME_OPENING = any_of(
    "it(?:'s| is| will be|'ll be)", "that(?:'s| is| will be|'d be|'ll be| would be)",
    "(?:my|our|the) operator(?:'s name)?(?: is|'s| will be)?",
    "(?:his|her|their|the) name(?: is|'s)",
    "(?:operator|name)(?: is|:)?", "i have", "we have", "use", "this is", "i(?:'ll| will) use",
    "put (?:down|in)?", "one of (?:my|our) (?:guys|men|people|crew),?",
    rf"(?:my|our) {_ROLE}(?: is)?,?", "me,",
)  # fmt: skip
NAME_LEAD = re.compile(rf"^{OPENERS}(?:{_NAME_OPENING}\b,? ?)?", re.I)
NAME_TAIL = re.compile(
    rf"(?:(?:,? {any_of('will', 'is going to', 'can', 'is', 'gonna')}|'s going to|'s gonna|'ll) "
    rf"{any_of('operate', 'run', 'drive', 'be (?:operating|running|driving|the operator)')}.*"
    r"|,? please)?[.!]*$",
    re.I,
)
_SITE_OPENING = any_of(
    "it'?s", "it is", "it'?ll be", "that'?s", "we'?re", "we are",
    "the (?:job site|site|job|address)(?: is|'s)?", "(?:job )?(?:site|address)(?:'s| is)",
    "(?:deliver|bring|send|take) (?:it|them|that)(?: out)?",
)  # fmt: skip
ADDRESS_LEAD = re.compile(
    rf"^{OPENERS}(?:{_SITE_OPENING}\b,? ?)?"
    rf"(?:(?:out )?{any_of('going (?:out )?to', 'at', 'on', 'to')}\b ?)?",
    re.I,
)
STREETS = any_of(
    "road", "rd", "street", "st", "avenue", "ave", "drive", "dr", "lane", "ln", "boulevard",
    "blvd", "way", "court", "ct", "place", "pl", "highway", "hwy", "parkway", "circle", "terrace",
)  # fmt: skip
STREET = re.compile(rf"\b\d{{1,5}}[a-z]? (?:[a-z][\w']* ){{1,4}}?{STREETS}\b(?! as )", re.I)
"""A house number, a street's name and its kind."""
BESIDE_ADDRESS = re.compile(
    r",? (?:you|we|it'?s|that'?s|is where|right (?:by|next|behind|across|off)|behind|next to|"
    r"across|near|off|by the|close to|just|on the (?:corner|left|right)|please|thanks|"
    r"down|if you)\b.*$",
    re.I,
)
"""What is said about a place after its address."""
_FULL_NAME = r"([A-Z][\w'-]+(?: [A-Z][\w'-]+){1,2})"
_RUNS = any_of("operate", "run", "drive", "be (?:operating|running|driving|the operator)")
ONE_NAME = re.compile(r"(?<![\w'-])(?!I\b|I')[A-Z][\w'-]+(?: (?!I\b|I')[A-Z][\w'-]+){1,2}")
"""A name of two or three words in capitals."""
NAMED_BEFORE = re.compile(
    r"^.*\b(?:no,? (?:sorry|wait|i mean)|sorry|i mean|make that|or rather|no wait),? (?=[A-Z])"
)
"""A name that is taken back: "Maria Lopez, no sorry, Sam Ortiz"."""
NO_NAME = frozenset(
    {
        "i", "me", "myself", "you", "he", "she", "him", "her", "we", "us", "they", "them", "it",
        "one", "someone", "somebody", "that", "this", "here", "there", "now", "later", "ready",
        "the", "who", "what", "which", "whoever", "whichever",
    }
)  # fmt: skip
"""Words that are nobody's name."""
WHO_RUNS = re.compile(r"\bwho(?:'s| is|ever)? (?:runs?|running|operates?|handles|drives)\b", re.I)
"""Asked about others, and nobody's name."""
OPERATORS = (
    re.compile(rf"\b{_FULL_NAME},? (?:will|is going to|is gonna|can|would) {_RUNS}\b"),
    re.compile(rf"\b{_FULL_NAME},? (?:is )?(?:operating|driving|running it|the operator)\b"),
    re.compile(
        r"\b[Oo]perator(?:'s name)?(?:,| is| will be| would be|'s|:)* " + _FULL_NAME + r"\b"
    ),
)
"""Who is said to operate, by a full name in capitals."""
TIME = whole(
    "from", "starting", "beginning", "for", "on", "next", "this", "today", "tomorrow", "in",
    *(f"the {day}" for day in DAYS_OF_MONTH if day not in ("first", "second", "third")),
    r"the (?:twenty|thirty)[- ]\w+", r"the \d{1,2}(?:st|nd|rd|th)",
    r"the (?:first|second|third)(?=\W*$|,| of| for| to| through| until)",
    *(f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")),
)  # fmt: skip
_SOUNDS_LIKE = {"free": "three", "tree": "three", "to": "two", "too": "two", "for": "four"}
_COUNTED = re.compile(
    rf"\b(?:{any_of(*_SOUNDS_LIKE)}(?= (?:days?|weeks?|months?)\b)|"
    r"(?:free|tree)(?= (?:more|extra) (?:days?|weeks?|months?)\b))",
    re.I,
)


def counted_as_heard(text: str) -> str:
    """Numbers before a length of time that a telephone blurs: "free days" are three."""
    return _COUNTED.sub(lambda found: _SOUNDS_LIKE[found.group().lower()], text)


_DAYS_AS_HEARD = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|free|\d{1,2}) "
    r"(?:names|daze|dates|maize|days')(?!\w)",
    re.I,
)


def days_as_heard(text: str) -> str:
    """A length of time that a telephone blurs: nobody rents for "two names"."""
    return counted_as_heard(_DAYS_AS_HEARD.sub(r"\1 days", text))


HOUSE_NUMBER = re.compile(
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b", re.I
)

FILLER = frozenset(
    {
        "a", "an", "the", "um", "uh", "er", "hmm", "well", "so", "ok", "okay", "please", "thanks",
        "thank", "you", "yes", "yeah", "it's", "it", "is", "i", "i'd", "we", "we'd", "need",
        "want", "like", "to", "for", "from", "on", "at", "starting", "start", "until", "till",
        "through", "of", "about", "just", "maybe", "probably", "let's", "let", "us", "make",
        "that's", "that", "would", "be", "will", "and", "then", "pick", "up", "pickup", "picking",
        "go", "with", "say", "if", "possible", "my", "our", "me", "i'll", "we'll", "i'm", "take",
        "have", "get", "rent", "in", "this",
    }
)  # fmt: skip
"""Words that carry no meaning of their own in an answer."""


def content(text: str) -> list[str]:
    """The words that are not filler."""
    return [word for word in re.findall(r"[\w']+", text.lower()) if word not in FILLER]


def one_and_many(text: str) -> list[str]:
    """The words as said, and with plural endings off: "two mini excavators" names one."""
    return [text, re.sub(r"(\w{4,})s\b", r"\1", text)]


def topic_of(text: str) -> str:
    """What a question is about, as far as its words say."""
    topics = (("hours", HOURS), ("location", LOCATION), ("deposit", DEPOSIT),
              ("requirements", NEEDS), ("price", COST))  # fmt: skip
    return next((topic for topic, pattern in topics if pattern.search(text)), "other")
