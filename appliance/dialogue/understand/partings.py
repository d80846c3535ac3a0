"""How callers end a call, give up, or put it off. English (US)."""

from __future__ import annotations

import re

from appliance.dialogue.understand.composing import OPENERS, any_of, from_start

GOODBYE = from_start(
    OPENERS,
    any_of(
        "good ?bye", "bye", "(?:that'?s|that is|that'?ll be|that will be) (?:all|it|everything)",
        "that'?ll do(?: it)?", "nothing (?:else|more)",
        "(?:i'?m|we'?re|i am|we are|i think we'?re) (?:all )?(?:set|good|done)",
        "have a (?:good|nice) [a-z]+",
    ),
    r"(?:[,.!]* (?:thanks(?: a lot| so much)?|thank you(?: very much)?|for now|for today|then|bye|"
    r"goodbye|i need|we need|today|have a good \w+))*\W*$",
)  # fmt: skip
NOTHING_MORE = re.compile(
    rf"^{OPENERS}(?:(?:nah|nope)\W+)?(?:(?:that'?s|that is) the (?:whole (?:list|lot|thing)|lot)"
    r"|(?:that|this|it)(?:'?s|'?ll| will| should| oughta| ought to| would|'d| just| about)* "
    r"(?:do(?:es)?|cover(?:s|ed)?|wrap(?:s|ped)?|takes? care of) "
    r"(?:it|us|me|that|everything)(?: up)?)"
    r"(?:\W+(?:thanks|thank you|bye|goodbye|take care|now|then|for today|we need|i think|"
    r"appreciate (?:it|you|the help)))*\W*$",
    re.I,
)
"""Said when it is asked what else is wanted."""
ENOUGH = re.compile(
    r"^(?:(?:ok(?:ay)?|great|fine|good|right|all ?right|perfect|cool|awesome|excellent|wonderful|"
    r"(?:it |that |all )?sounds (?:good|great|fine)|(?:that'?s|it'?s) (?:fine|good|great|perfect|"
    r"all right)|got it|very (?:good|well)|thanks|thank you|so much|very much|a lot)\b\W*)+$",
    re.I,
)
"""Said to "anything else?", an end and no wish for more."""
NONE_NOW = re.compile(
    rf"^{OPENERS}(?:not (?:at the moment|right now|just now|for now|today|this time|yet|really|"
    r"that (?:i|we) (?:can|could) (?:think|see)|that i know|on (?:my|our) end)"
    r"|(?:i |we )?(?:can'?t|cannot|couldn'?t|don'?t) (?:really )?(?:think (?:of|so)|see|"
    r"(?:need|want) (?:anything|nothing|any more|another))"
    r"|nothing (?:comes to mind|(?:that )?i can think|for now|at the moment|today|right now|really)"
    r"|(?:i|we)(?:'ve| have)? (?:got |have )+(?:everything|all (?:i|we|of it))"
    r"|(?:i|we) (?:think|believe|guess) (?:not|(?:i|we)(?:'m| are|'re| have|'ve) .{0,12}"
    r"(?:set|good|done|covered|everything)))\b",
    re.I,
)
"""Said to "anything else?", a no."""
LEAVES = re.compile(
    r"\b(?:good ?bye|bye(?: bye| now)?)\W*$"
    r"|\b(?:sorry|oops|must have|think i(?:'ve)?|dialed|got)\b.*\bwrong number\b"
    r"|\bwrong number\b.*\bsorry\b",
    re.I,
)
"""A goodbye at the end of something else: "oh, wrong number, sorry"."""
BYE = from_start(
    rf"{OPENERS}(?:thanks a lot,? |thanks so much,? )?", r"(?:good ?bye|bye(?: bye)?)", r"\W*$"
)
_GIVING_UP = any_of(
    "never ?mind", r"forget (?:about )?(?:it|that|this|the whole thing)",
    "cancel (?:it|that|everything|the whole thing)", "(?:let's )?leave it",
    "i(?:'ve)? changed my mind", "don'?t bother",
)  # fmt: skip
STOP = from_start(
    OPENERS,
    _GIVING_UP,
    rf"(?:\W+(?:{_GIVING_UP}|then|thanks|thank you|bye|sorry|after all|for now|today))*\W*$",
)
CALLS_AGAIN = re.compile(
    r"\b(?:let me|(?:i|we)(?:'ll| will|'d| would)?) "
    r"(?:(?:rather|just|have to|need to|gotta|better) )*"
    r"(?:(?:call|ring|phone) (?:(?:you|y'all|ya)(?: guys| all)? )?(?:back|again|later)"
    r"|get back (?:to|with) (?:you|y'all|ya))\b",
    re.I,
)
"""The caller leaves it for now and calls another time."""
_I = r"(?:i|we|let me|lemme)(?:'ll|'d| will| would| just| really)*"
_WE = r"(?:i|we|they|he|she|(?:the|our|my) \w+)"
_IT = (
    r"(?:it|them|that|this|those|one|any|(?:the|that) (?:machine|rental|thing|booking|whole thing))"
)
_SAID = r"(?=\W*$|\s*[,.;]|\s+(?:and|so|but|because|then|sorry|thanks)\b)"
HOLDS_OFF = re.compile(
    r"\bhold(?:ing)? off(?: on (?:that|it|this|the (?:booking|rental|reservation|whole thing)))?"
    r"(?: for (?:now|today))?(?=\W*$|\W+(?:i|we|let)\b)"
    r"|\b(?:don'?t|do not|not gonna|not going to) (?:go ahead and )?(?:book|reserve|schedule) "
    r"(?:(?:it|that|this|me|us) (?:just )?(?:yet|now|today)"
    r"|(?:anything|nothing)(?! (?:before|until|till|else|but|after|just)))\b"
    rf"|\b{_I} (?:(?:gotta|got to|need to|have to|want to|better|should|like to) )*"
    r"(?:sleep on (?:it|that)|think (?:it over|that over|(?:about|on) (?:it|that)))"
    r"(?=\W*$|\W+(?:and|first|before|i|we|thanks)\b)"
    rf"|\b{_I}\b.{{0,20}}\b(?:talk|speak|run (?:it|this|that)) (?:to|with|by|past) "
    r"(?:my|the|our) [\w ]{2,25}\b(?:first|before)\b"
    rf"|\b(?:{_I} gotta|{_I} (?:have|need) to) (?:talk|speak) (?:to|with) (?:my|the|our) \w+\W*$"
    r"|\bnot ready to (?:book|commit|decide|sign)\W*$"
    rf"|\b{_WE} (?:just |really |actually )?(?:(?:do|wo|did)n'?t|(?:do|will|did) not|no longer)"
    rf"(?: be| actually| even| really)? (?:need|want|requir)(?:e|ing)? {_IT}"
    rf"(?: at all| any ?more| any longer| after all| now)*{_SAID}"
    rf"|\blet'?s (?:just )?(?:leave (?:it|things|that) (?:at that|there|alone|be)|"
    rf"call it off|not){_SAID}"
    rf"|\b{_I} (?:(?:gonna|going to|have to|gotta|afraid i'll have to|think i'll) )*pass"
    rf"(?: on (?:it|this|that|this one|that one))?(?: this time| for now| then)?{_SAID}"
    rf"|\b(?:decided|going) against (?:it|that|the whole thing){_SAID}"
    r"|\b(?:going|go|went) (?:with (?:somebody|someone|another|a different)|"
    r"(?:somewhere|someplace) else|elsewhere)\b",
    re.I,
)
"""Nothing is to be booked for now: "hold off on that, I gotta talk to my partner first"."""
