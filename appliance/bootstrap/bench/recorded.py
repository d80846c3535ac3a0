"""Speech with its words, for measuring transcribers: people's recordings and synthetic callers.

The recordings are those of Debian packages and are not shipped; where a package is missing its
people are missing from the measurement, and it says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from appliance.evaluation.recordings import PROMPTS, read_recording
from appliance.evaluation.telephone import TELEPHONE_HZ, on_the_line, spoken

READINGS: Final = Path("/usr/share/pocketsphinx/test/data")
VOICES: Final = ("flite:slt", "flite:rms", "flite:awb", "flite:kal16", "espeak:en-us")

_SPOKEN: Final = (
    "I need a scissor lift for three days at the warehouse on Harbor Road.",
    "Do you have anything to dig a trench about forty feet long by Thursday?",
    "We would like to rent two generators from Monday until Friday of next week.",
    "How much would it cost per week, and is there a deposit on top of that?",
    "We are working at the old mill, and there are no power lines over the site.",
    "Could you make that Wednesday instead, and send the invoice to our office?",
)
_PROMPTED: Final = """
vm-forward-multiple: press 1 to send this message or 2 to add another recipient
vm-intro: please leave your message after the tone when done hang up or press the pound key
vm-invalid-password: that password does not meet the minimum requirements for this mailbox please try again
vm-invalidpassword: that is not a valid password please try again
vm-mailboxfull: sorry but the user's mailbox can't accept more messages
vm-mismatch: the passwords you entered and re-entered did not match please try again
vm-newpassword: please enter your new password followed by the pound key
vm-newuser: welcome to comedian mail first i will guide you through a short setup process
vm-nobodyavail: nobody is available to take your call at the moment
vm-rec-busy: after the tone say your busy message and then press the pound key
vm-rec-name: after the tone say your name and then press the pound key
vm-rec-unv: after the tone say your unavailable message and then press the pound key
vm-reenterpassword: please re-enter your password followed by the pound key
vm-sorry: i'm sorry i did not understand your response
conf-getconfno: please enter your conference number followed by the pound key
conf-invalid: that is not a valid conference number please try again
conf-getpin: please enter the conference pin number
conf-onlyperson: you are currently the only person in this conference
conf-waitforleader: the conference will begin when the leader arrives
conf-noempty: no empty conferences currently exist
queue-youarenext: your call is now first in line and will be answered by the next available representative
agent-alreadyon: that agent is already logged on please enter your agent number followed by the pound key
agent-incorrect: login incorrect please enter your agent number followed by the pound key
agent-newlocation: please enter a new extension followed by pound
agent-pass: please enter your password followed by the pound key
pbx-invalid: i am sorry but that is not a valid extension please try again
ss-noservice: the number you have dialed is not in service please check the number and try again
cannot-complete-as-dialed: your call cannot be completed as dialed
check-number-dial-again: please check the number and dial again
privacy-unident: the party you are trying to reach does not accept unidentified calls
vm-tocallback: press 2 to call the person who sent this message
vm-nobox: you cannot reply to this message because the sender does not have a mailbox
privacy-prompt: please enter your phone number starting with the area code
dir-nomore: there are no more compatible entries in the directory
conf-kicked: you have been kicked from this conference
number-not-answering: the number is not answering
"""  # noqa: E501  (one prompt a line)
_TRANSCRIBED: Final = re.compile(r"<s>\s*(?P<words>.*?)\s*</s>\s*\((?P<name>.+)\)")
_GROUPS: Final = ("librivox", "cards")
_WORD: Final = re.compile(r"[a-z']+|\d")
_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class By(StrEnum):
    PEOPLE = "people"
    SYNTHETIC = "synthetic voices"
    LEARNED = "people learned from"
    """Recordings that the transcriber's weights were adapted to (models/hearing): they tell what
    became of known speech, and nothing of other people."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Speech over a telephone line (8 kHz, 16-bit, through µ-law) and its words."""

    words: str
    pcm: bytes
    by: By

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / TELEPHONE_HZ


def utterances() -> list[Utterance]:
    """People first, then every sentence in every synthetic voice, then what was learned from.
    Raises ModelError when a voice fails."""
    found = [
        Utterance(words, on_the_line(read_recording(path), None), By.PEOPLE)
        for path, words in _readings()
    ]
    for voice in VOICES:
        found += [
            Utterance(words, on_the_line(spoken(words, voice), None), By.SYNTHETIC)
            for words in _SPOKEN
        ]
    return found + [
        Utterance(words, on_the_line(read_recording(path), None), By.LEARNED)
        for path, words in _prompts()
    ]


def _prompts() -> list[tuple[Path, str]]:
    listed = (line.partition(": ") for line in _PROMPTED.strip().splitlines())
    paths = [(PROMPTS / f"{name}.wav", words) for name, _, words in listed]
    return [(path, words) for path, words in paths if path.exists()]


def _readings() -> list[tuple[Path, str]]:
    found = []
    for group in _GROUPS:
        for listed in sorted((READINGS / group).glob("*transcription")):
            for match in _TRANSCRIBED.finditer(listed.read_text(encoding="utf-8")):
                path = READINGS / group / f"{match['name']}.wav"
                if path.exists():
                    found.append((path, match["words"]))
    return found


def word_errors(said: str, heard: str) -> tuple[int, int]:
    """Substituted, missing and added words, and how many were said; case, marks and the way of
    writing digits count for nothing."""
    wanted, got = normalized(said), normalized(heard)
    row = list(range(len(got) + 1))
    for i, word in enumerate(wanted, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1], len(wanted)


def normalized(text: str) -> list[str]:
    """Lower-case words; figures as the words of their digits."""
    found = _WORD.findall(text.lower().replace("\u2019", "'"))
    return [_DIGITS[int(word)] if word.isdigit() else word for word in found]
