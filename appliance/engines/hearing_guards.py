"""What a transcriber must not pass on: loops, leaked prompts, words invented from silence.

Pure text rules. Refuses to repair: a text is either fit to be used or it is not.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_SPACES = re.compile(r"\s+")

# What Whisper writes for silence and line noise; learnt from subtitles.
_INVENTED = frozenset(
    {
        "you",
        "thank you",
        "thank you very much",
        "thank you so much",
        "thanks",
        "thanks for watching",
        "thank you for watching",
        "thank you for your attention",
        "please subscribe",
        "subscribe",
        "bye",
        "bye bye",
        "the end",
        "i'm sorry",
        "so",
        "oh",
        "okay",
    }
)

_COMPRESSIBLE = 2.4
"""Whisper's own threshold for repetitive text (zlib, bytes in over bytes out)."""
_LONG_ENOUGH_TO_COMPRESS = 60
_SENTENCE_END = ".?!"
_STARTED_OVER = 4
_LEAKED_RUN = 3
_LEAKED_NUMBER = 5


def words(text: str) -> list[str]:
    """Lower-case words and numbers, without punctuation."""
    return _WORD.findall(text.lower())


def tidy(text: str) -> str:
    """One line, single spaces, no spaces at the ends."""
    return _SPACES.sub(" ", text).strip()


def loops(text: str, audio_ms: float) -> bool:
    """True when a text repeats itself as a stuck decoder does, or is too long for its audio.

    People say at most about five words or nine characters of digits a second; the bound is
    twice that. Four digits or words in a row may be equal ("5-5-5-5"); a run of six may not.
    """
    spoken = words(text)
    seconds = audio_ms / 1000
    if len(spoken) > 6 + 10 * seconds or len(text) > 40 + 40 * seconds:
        return True
    for size in range(1, 7):
        if _longest_repeat(spoken, size) >= (6 if size == 1 else 4):
            return True
    digits = re.sub(r"\D", "", text)
    if len(digits) > 8 + 9 * seconds:
        return True
    raw = text.encode()
    if len(raw) < _LONG_ENOUGH_TO_COMPRESS:
        return False
    return len(raw) / len(zlib.compress(raw)) > _COMPRESSIBLE


def starts_over(text: str) -> bool:
    """True when a text breaks off in the middle of saying its beginning again, four words of it at
    least, as a decoder does that did not notice the end of speech. People do so too, seldom."""
    if text.rstrip()[-1:] in _SENTENCE_END:
        return False
    begun = re.split(r"(?<=[.?!])\s", text.strip())
    again = words(begun[-1])
    return len(begun) > 1 and len(again) >= _STARTED_OVER and words(text)[: len(again)] == again


def _longest_repeat(spoken: Sequence[str], size: int) -> int:
    """How often a group of `size` words follows itself at most, itself included."""
    best = 1
    for start in range(min(size, len(spoken))):
        run = 1
        for at in range(start + size, len(spoken) - size + 1, size):
            run = run + 1 if spoken[at : at + size] == spoken[at - size : at] else 1
            best = max(best, run)
    return best


def leaks(text: str, prompt: str, hotwords: Sequence[str]) -> bool:
    """True when a text is what the decoder was primed with, not what was said.

    That is the prompt itself or the number that it ends in, or three and more hotwords in the
    order of the list and nothing else. One hotword alone is a fair answer.
    """
    spoken = words(text)
    if not spoken:
        return False
    joined = "".join(spoken)
    told = "".join(words(prompt))
    if told and (joined == told or (len(joined) >= _LEAKED_NUMBER and _ends_in(told, joined))):
        return True
    listed = ["".join(words(hotword)) for hotword in hotwords]
    for start in range(len(listed)):
        run = ""
        for end in range(start, len(listed)):
            run += listed[end]
            if end - start + 1 >= _LEAKED_RUN and run == joined:
                return True
            if not joined.startswith(run):
                break
    return False


def _ends_in(told: str, joined: str) -> bool:
    return told.endswith(joined) and any(char.isdigit() for char in joined)


def primed(text: str, prompt: str, hotwords: Sequence[str]) -> bool:
    """True when every word of a text is among the hotwords and the prompt."""
    known = {word for hint in (prompt, *hotwords) for word in words(hint)}
    return all(word in known for word in words(text))


def invented(text: str) -> bool:
    """True for the few phrases that Whisper writes when nothing was said."""
    spoken = words(text)
    return not spoken or " ".join(spoken) in _INVENTED
