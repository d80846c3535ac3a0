"""The languages that an agent may speak."""

from __future__ import annotations

from typing import Final

from appliance.dialogue.english.language import ENGLISH
from appliance.dialogue.language import Language
from appliance.dialogue.spanish.language import SPANISH

LANGUAGES: Final[dict[str, Language]] = {one.code: one for one in (ENGLISH, SPANISH)}
