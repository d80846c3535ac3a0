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
MORE = re.compile(r"\b(?:still|need|want|question|also|another|one more|add)\b", re.I)
"""Beside a no to "anything else?", a wish all the same."""
THERE_IS = re.compile(
    rf"^{OPENERS}(?:(?:as a matter of fact|in fact)\W+)?there (?:is|are)(?: one)?"
    r"(?: more)?(?: thing)?\W*$",
    re.I,
)
"""Said to "is there anything else?", a yes."""
NONE_NOW = re.compile(
    rf"^{OPENERS}(?:not (?:at the moment|right now|just now|for now|today|this time|"
    r"that (?:i|we) (?:can|could) (?:think of|see)|that (?:i|we) know of|on (?:my|our) end)"
    r"|(?:i |we )?(?:can'?t|cannot|couldn'?t) (?:really )?think of (?:anything|any|a thing)"
    r"|(?:i|we) (?:don'?t (?:think|believe) so|(?:think|believe|guess) not)"
    r"|nothing (?:(?:else )?comes to mind|(?:else )?(?:that )?(?:i|we) can think of|for now|"
    r"at the moment|right now|today)"
    r"|(?:i|we)(?:'ve got| have| got) everything(?: (?:i|we) need(?:ed)?)?"
    r"|(?:i|we) (?:think|believe|guess) (?:(?:i'?m|we'?re|i am|we are|that'?s) (?:all )?"
    r"(?:set|good|done|covered|it|all)|(?:i|we)(?:'ve got| have| got) everything)"
    r")(?:\W+(?:else|(?:so )?i'?ll let you go|thanks|thank you|so much|very much|bye|goodbye|"
    r"for now|no|i think|of|then|now|at the moment|right now|today|"
    r"have a (?:good|great|nice|lovely) \w+))*\W*$",
    re.I,
)
"""Said to "anything else?", a no."""
LEAVES = re.compile(
    r"\b(?:good ?bye|bye(?: bye| now)?|(?<!not )(?<!that )so long)\W*$"
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
    r"|\bnot ready to (?:book|commit|decide|sign)\W*$",
    re.I,
)
"""Nothing is to be booked for now: "hold off on that, I gotta talk to my partner first"."""
DROPS_ALL = re.compile(
    r"(?<!n't )(?<!not )\b(?:cancel|forget(?: about)?|scrap|drop|call off) the (?:whole|entire) "
    r"(?:thing|order|rental|booking|deal)\b"
    r"|\bforget (?:about )?the (?:rental|booking|order)\b|\bcall the whole thing off\b"
    r"|\b(?:let'?s|so|just) (?:just )?(?:drop|forget)(?: about)? it(?: altogether| all)?"
    r"(?=\W*$|\s*[,.;])"
    r"|\bdon'?t book it\W*$|\bchanged (?:my|our) minds? about (?:renting|the rental)\b"
    r"|\b(?:i|we) (?:don'?t|won'?t) (?:want|need|be) ?(?:to )?rent(?:ing)?(?: anything)?"
    r"(?: any ?more| after all)?(?=\W*$|\s*[,.;])",
    re.I,
)
"""The whole rental is given up, whatever was said before."""
_IT = r"(?:it|them|those|(?:the|that) (?:machine|rental|booking|(?:whole )?thing))"
_NO_MORE = (
    r"(?=\W*$|\W+(?:(?:so|and|but) (?:let'?s (?:leave|forget|call|not|just)|never ?mind|forget|"
    r"cancel|(?:i|we)(?:'m| am|'re| are) sorry|thanks|thank you)|sorry|thanks|"
    r"thank you|bye|goodbye)\b)"
)
GIVES_UP = re.compile(
    r"\b(?:i|we) (?:just |really |actually )?(?:(?:do|wo|did)n'?t|(?:do|will|did) not|no longer)"
    rf"(?: be| actually| even| really)? (?:need|want|requir)(?:e|ing)? {_IT}"
    rf"(?: at all| any ?more| any longer| after all| now)*{_NO_MORE}"
    rf"|\blet'?s (?:just )?(?:call it off|not){_NO_MORE}"
    r"|\b(?:i|we)(?:'ll|'d|'m|'re| am| are| will| would)* "
    r"(?:(?:gonna|going to|have to|gotta|afraid i'll have to|think i'll) )*pass"
    rf"(?: on (?:it|this))?(?: this time| for now| then)?{_NO_MORE}"
    rf"|\b(?:decided|deciding) against (?:it|the whole thing){_NO_MORE}"
    r"|\b(?:i|we)(?:'ll|'m|'re| am| are| will)* (?:gonna |going to |just )*(?:go|going) "
    rf"(?:with (?:somebody|someone) else|(?:somewhere|someplace) else|elsewhere){_NO_MORE}",
    re.I,
)
"""The rental under discussion is given up: "we don't need it anymore"."""
