"""From words to actions: by rule where that is certain, else by the language model under a grammar.

`read` is the one door. Neither way resolves anything: slots hold the speaker's own words.
"""

from __future__ import annotations

from appliance.dialogue.understand.reader import Reader

__all__ = ["Reader"]
