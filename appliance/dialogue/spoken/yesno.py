"""Yes and no, only where it is certain, and what was said besides.

"No problem" and "no, that's fine" are yes; "not really" is no; "I think so" is yes, "maybe"
nothing. Everything is said of the question that was just asked, which these functions do not
know: they must be called only when a yes or no is awaited.
"""

from __future__ import annotations

import re
from typing import Final

_QUOTES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "-": " "})
_GAP: Final = r"[\s,.;:!?]*"
_LEAD: Final = r"(?:(?:um+|uh|er|well|oh|so|ah|hmm|hm|and|okay so|alright so|now)\b[\s,.]*)*"

_YES_PHRASES: Final = (
    r"no problem(?: at all)?",
    r"no worries",
    r"no,?\s+(?:that's|that is|it's|that'll be|that)\s*"
    r"(?:all\s+)?(?:fine|okay|ok|good|great|perfect|right|correct|alright|all right)"
    r"(?:\s+(?:by|with|for) me)?",
    r"no (?:objections?|complaints?|issues?)",
    r"why not",
    r"(?:yes|yeah|yep|yup|ya|yah|yea|aye|uh huh|mm hmm|mhm|mm hm|um hum|uh hum|affirmative|"
    r"absolutely|definitely|certainly|exactly|precisely|indeed|totally|correct|"
    r"of course|by all means|sure(?: thing| does| is)?|you bet|you got it|you betcha|okay|ok|okey dokey|"
    r"all right|alright|very well|"
    r"(?:that's|that is|it's|it is|you're|you are|you've got it|you got it|that one's)\s+"
    r"(?:all\s+|exactly\s+|absolutely\s+|quite\s+)?"
    r"(?:right|correct|it|fine|good|great|perfect|okay|ok|yes|accurate|true|a yes|me|us)|"
    r"that works(?: for (?:me|us))?|works for (?:me|us)|that'll work|that will work|that'll do|"
    r"sounds? (?:good|great|right|fine|perfect|about right|okay|like a plan)|"
    r"looks? (?:good|great|right)|"
    r"i (?:do|am|agree|accept|confirm|guess so|think so|believe so|suppose so|would|can|will|have|"
    r"think that's right|believe that's right)|i'd (?:love|like) (?:that|to)|we (?:do|have|are|can)|"
    r"i'm (?:good|fine|okay|happy|okay with that|fine with that|good with that)(?: with that)?|"
    r"it (?:is|does|has|will)|there (?:is|are)|they (?:are|do)|he (?:is|does|has)|she (?:is|does|has)|"
    r"go (?:ahead|for it)(?: and book(?: it)?| with (?:it|that))?|"
    r"(?:please\s+)?book (?:it|that|them|me in)(?: in)?|"
    r"let's (?:do it|do that|go|go for it|book it|go with (?:it|that))|do it|do that|make it so|"
    r"(?:i'll|we'll) (?:take (?:it|that|them)|do (?:it|that))|deal|(?:it's|that's) a deal|"
    r"done|confirmed?|right|right on|perfect|great|fine(?: by me| with me)?|good|excellent|"
    r"lovely|please(?: do)?|fantastic|awesome|wonderful|cool)",
)
_NO_PHRASES: Final = (
    r"(?:no|nope|nah|naw|negative|nay|no way|no sir|no ma'am|no thanks?(?: you)?|"
    r"uh uh|nuh uh|mm mm|never|"
    r"not (?:quite|really|exactly|at all|correct|right|true|yet|now|today|this time|interested|"
    r"that i know of|a chance|so much)|"
    r"(?:that's|that is|it's|it is|you're|this is)\s+(?:not|all)\s+"
    r"(?:quite\s+|really\s+|exactly\s+)?(?:right|correct|it|true|good|okay|ok|what i said|wrong)|"
    r"(?:that|this|it) (?:isn't|is not|ain't|wasn't) (?:quite\s+)?"
    r"(?:right|correct|it|true|good|what i said)|"
    r"(?:that's|that is|it's|you're|this is|you got it|you've got it|got it)\s+"
    r"(?:wrong|incorrect|false|mistaken|a no|too (?:much|high|expensive|long|late|early)|off)|"
    r"wrong|incorrect|"
    r"i (?:don't think so|do not think so|don't|do not|can't|cannot|won't|am not|disagree|"
    r"didn't say that|haven't|would not|wouldn't|don't have (?:one|any)|don't believe so)|"
    r"i'm (?:not|afraid not)|"
    r"we (?:don't|do not|can't|haven't|aren't|won't)|"
    r"it (?:isn't|doesn't|does not|is not|won't|hasn't)|there (?:isn't|aren't|is not|are not)|"
    r"he (?:isn't|doesn't|hasn't)|she (?:isn't|doesn't|hasn't)|they (?:aren't|don't)|"
    r"don't(?: (?:book|do) (?:it|that))?|do not|hold on|cancel(?: (?:it|that))?|forget it|"
    r"i'd rather not|rather not|absolutely not|definitely not|certainly not|of course not|"
    r"i guess not|i suppose not|i think not|probably not|afraid not|nothing(?: else)?|"
    r"i'll pass|hard pass|no deal)",
)
_UNSURE: Final = re.compile(
    rf"^{_LEAD}(?:maybe|perhaps|i'm not sure|not sure|i am not sure|i don't know|i do not know|"
    r"it depends|depends|what|which|how|when|where|who|could you|can you|sorry|pardon|"
    r"i don't (?:understand|get it|know|remember)|wait|let me (?:think|check|see)|hold on|"
    r"yes and no|no idea|right now|great question|good question|okay but|okay what|ok what|"
    r"no idea|one (?:moment|second|sec)|just a (?:moment|second|sec|minute)|good (?:morning|afternoon)"
    r"|fine print|right side|well maybe|not only)\b",
    re.IGNORECASE,
)
_YES: Final = re.compile(rf"^{_LEAD}(?:{'|'.join(_YES_PHRASES)})\b{_GAP}", re.IGNORECASE)
_NO: Final = re.compile(rf"^{_LEAD}(?:{'|'.join(_NO_PHRASES)})\b{_GAP}", re.IGNORECASE)
_YES_LATE: Final = re.compile(
    r"\b(?:that's|that is|it's) (?:right|correct|it)\W*$|\b(?:yes|yeah|yep|correct)\W*$",
    re.IGNORECASE,
)
_NO_LATE: Final = re.compile(
    r"\b(?:(?:that's|that is|it's) (?:wrong|not (?:right|correct|it)|incorrect)|"
    r"(?:that|it) isn't (?:right|correct|it))\W*$",
    re.IGNORECASE,
)
_JOINERS: Final = re.compile(
    r"^(?:please|thanks?(?: you)?(?: very much)?|sir|ma'am|that|it|all|and|so|then|"
    r"there|mate|man|buddy|dear|honey|fine|good)\b[\s,.;:!?]*",
    re.IGNORECASE,
)
_BUT: Final = re.compile(r"^(?:but|and|except|only|though|however|because)\b[\s,]*", re.IGNORECASE)
_MOST_ROUNDS: Final = 6
_NOT_A_REMAINDER: Final = frozenset("please thanks thank you sir ma'am then so".split())
_MOST_CHARACTERS: Final = 500


def parse_yes_no(text: str) -> bool | None:
    """True or False where the answer is certain, else None."""
    return split_yes_no(text)[0]


def split_yes_no(text: str) -> tuple[bool | None, str]:
    """The answer and the rest: "yes but make it Thursday" is (True, "make it Thursday").

    The rest is empty when nothing else was said; without a certain answer it is the whole text.
    """
    said = text.translate(_QUOTES).strip()[:_MOST_CHARACTERS]
    whole = text.strip()
    if not said or _UNSURE.search(said):
        return None, whole
    answer, end = _leading(said)
    if answer is None:
        return _late(said), whole
    rest_start = _skip_repeats(said, end, answer)
    if rest_start is None:
        return None, whole
    return answer, _tidy(whole[rest_start:])


def _leading(said: str) -> tuple[bool | None, int]:
    """An answer at the beginning. A yes-like "no problem" goes before its "no"."""
    yes, no = _YES.match(said), _NO.match(said)
    if yes and (not no or yes.end() >= no.end()):
        return True, yes.end()
    if no:
        return False, no.end()
    return None, 0


def _skip_repeats(said: str, end: int, answer: bool) -> int | None:
    """Where the rest begins after "yes, that's right, yeah"; None where it contradicts itself."""
    at = end
    for _ in range(_MOST_ROUNDS):
        more, size = _leading(said[at:])
        if more is not None and size:
            if more is not answer:
                return None if _is_flat(said[at:]) else at
            at += size
            continue
        joiner = _JOINERS.match(said[at:])
        if joiner is None or _is_content(said[at:]):
            break
        at += joiner.end()
    return at


def _is_flat(rest: str) -> bool:
    """True when nothing but an answer is left: "yes, no" cancels itself out."""
    _, size = _leading(rest)
    return not rest[size:].strip(" ,.!?")


def _is_content(rest: str) -> bool:
    """True when "that", "it" or "good" opens something said, not a filler."""
    words = re.findall(r"[a-z']+", rest.lower())
    return len(words) > 1 and words[0] in {"that", "it", "all", "there", "good", "fine"}


def _late(said: str) -> bool | None:
    """An answer at the very end: "BL 782341, that's correct"."""
    if _NO_LATE.search(said):
        return False
    return True if _YES_LATE.search(said) else None


def _tidy(rest: str) -> str:
    rest = rest.strip(" ,.;:!?")
    rest = _BUT.sub("", rest).strip(" ,.;:!?")
    words = re.findall(r"[a-z']+", rest.lower())
    return "" if words and set(words) <= _NOT_A_REMAINDER else rest
