"""Yes and no, only where it is certain, and what was said besides.

"No problem" and "no, that's fine" are yes; "not really" is no; "I think so" is yes, "maybe"
nothing. Everything is said of the question that was just asked, which these functions do not
know: they must be called only when a yes or no is awaited.
"""

from __future__ import annotations

import re
from typing import Final

from appliance.dialogue.spoken import words as w

_QUOTES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "-": " "})
_GAP: Final = r"[\s,.;:!?]*"
_LEAD: Final = r"(?:(?:um+|uh|er|well|oh|so|ah|hmm|hm|and|okay so|alright so|now)\b[\s,.]*)*"

_UNSURE: Final = re.compile(rf"^{_LEAD}(?:{'|'.join(w.UNSURE)})\b", re.IGNORECASE)
_END: Final = r"(?=\s*(?:[,.;:!?]|$))"


def _answer(phrases: tuple[str, ...], alone: tuple[str, ...]) -> re.Pattern[str]:
    """Answers at the beginning; those of `alone` only where nothing is joined to them."""
    return re.compile(
        rf"^{_LEAD}(?:(?:{'|'.join(alone)}){_END}|(?:{'|'.join(phrases)})(?!')\b){_GAP}",
        re.IGNORECASE,
    )


_YES: Final = _answer(w.YES, w.YES_ALONE)
_NO: Final = _answer(w.NO, w.NO_ALONE)
_YES_LATE: Final = re.compile(
    r"\b(?:that's|that is|it's) (?:right|correct|it)\W*$|\b(?:yes|yeah|yep|correct)\W*$",
    re.IGNORECASE,
)
_NO_LATE: Final = re.compile(
    r"\b(?:(?:that's|that is|it's) (?:wrong|not (?:right|correct|it)|incorrect)|"
    r"(?:that|it) isn't (?:right|correct|it))\W*$",
    re.IGNORECASE,
)
_LAST_CLAUSE: Final = re.compile(
    r"[,;.]\s*(?:and |but |so )+((?:yes|yeah|yep|no|nope)\b[\s,]*(?:(?:it|they|there|that|we)\b)?"
    r"(?:\s*(?:'s|is|isn't|are|aren't|does|doesn't|do|don't|has|have|can|will|won't))?)\W*$",
    re.IGNORECASE,
)
"""What a sentence comes to: "I walked it this morning, and yes, it is"."""
_JOINERS: Final = re.compile(
    r"^(?:please|thanks?(?: you)?(?: very much)?|sir|ma'am|that|it|all|and|so|then|"
    r"there|mate|man|buddy|dear|honey|any|none|fine|good)(?!')\b[\s,.;:!?]*",
    re.IGNORECASE,
)
_TAKEN_BACK: Final = re.compile(
    r"^(?:(?:wait|sorry|actually|i mean|i meant|hold on|scratch that)\b[\s,.]*)+", re.IGNORECASE
)
_BUT: Final = re.compile(r"^(?:but|and|except|only|though|however|because)\b[\s,]*", re.IGNORECASE)
_MOST_ROUNDS: Final = 6
_NOT_A_REMAINDER: Final = frozenset(
    {"please", "thanks", "thank", "you", "sir", "ma'am", "then", "so", "any", "all", "that's"}
)
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
    taken_back = _TAKEN_BACK.match(said[rest_start:])
    if taken_back is not None:
        after = rest_start + taken_back.end()
        other, size = _leading(said[after:])
        if other is not None and other is not answer:
            return other, _tidy(whole[after + size :])
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
    if _YES_LATE.search(said):
        return True
    clause = _LAST_CLAUSE.search(said)
    return None if clause is None else parse_yes_no(clause[1])


def _tidy(rest: str) -> str:
    rest = rest.strip(" ,.;:!?")
    rest = _BUT.sub("", rest).strip(" ,.;:!?")
    words = re.findall(r"[a-z']+", rest.lower())
    return "" if words and set(words) <= _NOT_A_REMAINDER else rest
