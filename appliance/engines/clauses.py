"""Text in the pieces in which it is spoken: sentences, and long sentences at their commas.

Refuses to change words: the pieces, joined by spaces, are the text. It does not cut at the
full stop of an abbreviation or an initial, nor inside numbers, times and spelled-out lists.
"""

from __future__ import annotations

import re

_SHORTEST_CLAUSE = 24
"""Characters on either side of a comma; shorter pieces sound chopped and cost more to make."""
_LONG_SENTENCE = 60
_SHORTEST_OPENING = 5
_LONG_OPENING = 32
"""The first piece of a text is cut sooner: whoever waits for it hears it as much sooner. Even one
word is ("Thanks, that's …"): said in every call, it is at hand."""
_SHORTEST_REST = 10

# Never the end of a sentence.
_TITLES = re.compile(r"mrs?|ms|dr|prof|vs|e\.g|i\.e|approx")
# No end when a number follows: "No. 7", "Nov. 23".
_COUNTED = re.compile(
    r"nos?|ext|tel|fig|vol|hwy|rte|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed"
    r"|thu(?:rs)?|fri|sat|sun"
)
# No end when a number or a small letter follows: "at 9 a.m. on Monday".
_INNER = re.compile(
    r"a\.m|p\.m|etc|inc|co|corp|ltd|llc|bros|jr|sr|ave|rd|blvd|ln|st|u\.s|ft|lbs?|hp|dept|est"
)
_CLOSERS = "\"'”’)]"
_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)")
_PAUSE = re.compile(r"[,;:–—][\"'”’)\]]*(?=\s)")
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*|\d+)\.$")
_SPACES = re.compile(r"\s+")
_SPELLED = re.compile(r"^(?:[A-Za-z]|\d+)$")


def clauses(text: str) -> list[str]:
    """The pieces of a text, in order, each to be spoken as a whole; none when it is blank."""
    line = _SPACES.sub(" ", text).strip()
    sentences = _sentences(line)
    opening = [piece for first in sentences[:1] for piece in _opened(first)]
    return [*opening, *(piece for sentence in sentences[1:] for piece in _pieces(sentence))]


def _sentences(line: str) -> list[str]:
    found = []
    start = 0
    for stop in _STOP.finditer(line):
        if _ends(line[start : stop.end()], line[stop.end() :].lstrip()):
            found.append(line[start : stop.end()])
            start = stop.end() + 1
    rest = line[start:]
    return [*found, rest] if rest else found


def _ends(before: str, after: str) -> bool:
    """True when the stop with which `before` ends also ends a sentence."""
    bare = before.rstrip(_CLOSERS)
    if not bare.endswith(".") or bare.endswith(".."):
        return True
    last = _LAST_WORD.search(bare)
    if last is None:
        return True
    word = last.group(1).lower()
    if _TITLES.fullmatch(word):
        return False
    if _COUNTED.fullmatch(word):
        return not after[:1].isdigit()
    if _INNER.fullmatch(word):
        return not (after[:1].isdigit() or after[:1].islower())
    if len(word) == 1 and word.isalpha() and word != "i":
        # An initial ("J. Smith"), unless it is the last letter of something spelled out.
        return " " in bare and _spelled_before(bare)
    return True


def _spelled_before(bare: str) -> bool:
    """True when the word before the last one is a single letter or a number as well."""
    return bool(_SPELLED.match(bare.split()[-2].rstrip(",;")))


def _opened(sentence: str) -> list[str]:
    """The pieces of a text's first sentence, a short one first where it can be."""
    if len(sentence) >= _LONG_OPENING:
        for pause in _PAUSE.finditer(sentence):
            piece, ahead = sentence[: pause.end()], sentence[pause.end() :].strip()
            stand = len(piece) >= _SHORTEST_OPENING and len(ahead) >= _SHORTEST_REST
            if stand and not _is_list(piece, ahead):
                return [piece, *_pieces(ahead)]
    return _pieces(sentence)


def _pieces(sentence: str) -> list[str]:
    """A sentence cut at its commas where both sides are long enough to stand alone."""
    if len(sentence) < _LONG_SENTENCE:
        return [sentence]
    pieces = []
    start = 0
    for pause in _PAUSE.finditer(sentence):
        ahead = sentence[pause.end() :].strip()
        piece = sentence[start : pause.end()]
        if len(piece) < _SHORTEST_CLAUSE or len(ahead) < _SHORTEST_CLAUSE:
            continue
        if _is_list(piece, ahead):
            continue
        pieces.append(piece)
        start = pause.end() + 1
    return [*pieces, sentence[start:]]


def _is_list(before: str, ahead: str) -> bool:
    """True between two single letters or numbers: "7, 8, 2" is said in one breath."""
    last = before.rstrip(",;:–—" + _CLOSERS).split()[-1:]
    first = ahead.split()[:1]
    return all(bool(_SPELLED.match(word.rstrip(",.;:"))) for word in (*last, *first))
