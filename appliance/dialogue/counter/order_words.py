"""The words by which an order at the counter is known: tables of patterns, no rules."""

from __future__ import annotations

import re

from appliance.dialogue.counter.named import said

UNIT = re.compile(r"\b(?:unit|tag|asset|e\.? ?q\.?)\b|\beq[\s-]?\d|\bnumber (?!of\b)[\w-]+\b", re.I)
BOOKING = said(
    "bookings?", "reservations?", "reserved", "rental",
)  # fmt: skip
APPROVE = said(
    "approve(?:s|d)?", "sign(?:ed|ing)? off",
    "(?:let|wave|push|send) (?:it|that|them|this one) through",
    "green ?light", "(?:go|goes|going) ahead (?:with|and (?:release|ok|okay|clear))", "release",
    "(?:it|that|this)(?:'s| is) a yes", r"(?:ok|okay)(?= (?:r|are|booking|the|number|\d+)\b)",
    r"clear(?:ed)?(?= (?:booking|r\b|\d|that|it))", "gets? (?:the|a|my) (?:ok|okay|go|yes)",
    "accept(?:ed)?", "thumbs up", "yes to",
)  # fmt: skip
FINE = said("(?:is|'s) (?:a )?(?:yes|fine|good|ok|okay)", "fine by me", "good to go", "looks good")
"""Approves where nothing else is said of a booking: "that's fine" follows many an order."""
DECLINE = said(
    "decline(?:s|d)?", r"reject\w*", "refuse(?:s|d)?", "den(?:y|ied|ies)",
    "turn(?:ed|ing)? (?:it |that )?down", "(?:is|'s) a no", "no from me", "knock(?:ed)? back",
    "no to", "thumbs down", "(?:don't|do not|can't|won't) let", "isn't going to (?:happen|fly)",
    "can't do",
)  # fmt: skip
TO_A_DAY = re.compile(
    r"\b(?:to|for|on)\W+(?:(?:next|this|the|coming|following)\W+){0,2}"
    r"(?:\w+day|tomorrow|today|week|\w+th|\d+(?:st|nd|rd|th)|first|second|third)\b",
    re.I,
)
MOVE = said(
    "mov(?:e|es|ed|ing)", "push(?:es|ed|ing)?", r"shift\w*", r"re-?schedul\w+", "change",
    "changes?", r"bump\w*", "switch(?:ed|es)?", "set", "put", "goes", "going", "instead",
    "go out", "later", "earlier", r"postpon\w+", r"delay\w*", "bring (?:it )?forward", "slide",
    "now", "rather", "make it", "kick", "swap", "want(?:s|ed)?", "can't (?:take|make)", "needs?",
)  # fmt: skip
LONGER = said(
    r"extend\w*", "extension", "longer", "keep(?:s|ing)?", "not done", "bring (?:it|them) back",
    "stretch", r"add (?:\w+ ){1,2}(?:days?|weeks?)",
    "more (?:days?|time|weeks?)",
)  # fmt: skip
CANCEL = said(
    "cancel(?:ed|led|s)?", "scrap", "scratch", "drop", "kill", "call(?:ed|ing)? off", "scrub",
    "wipe",
    "don't need it any ?more", r"take (?:\w+ ){0,4}off the books",
)  # fmt: skip

ASKS = re.compile(
    r"^\W*(?:(?:ok|okay|hey|uh|um|and|so|tell me|quick one|yo)\W+)*"
    r"(?:what|which|who|when|how|any|anything|is|are|do|does|did|has|have|had|list|show|read|"
    r"got|can i|could i|would i|will i|check|give me|pull up|look up|whatever)\b|"
    r"\b(?:what|anything|how many|which (?:ones|machines|of)|which|what's|whats|wants? to know)\b",
    re.I,
)
THEIRS = said(
    "out", "has", "have", "had", "got", "hold(?:ing|s)?", "rent(?:s|ed|ing|als?)?",
    "book(?:ed|ings?)", "reserv(?:e|ed|ing|ations?)", "coming up", "on the books", "put down",
    "down for", "bring back", "return", "account", "due", "using", "take(?:n)?", "took", "owe",
    "ours", "pick(?:ing|ed)? up", "go(?:ing|es)? out", "sitting", "contracts?", "open",
    r"schedul\w+", "under", "run(?:ning|s)",
)  # fmt: skip
FREE = said(
    "how many", "how (?:are )?we (?:looking|doing|fixed|set|off)", "free", "left", "available",
    "availability", "open", "spare", "to spare", "in stock", "in the yard",
    "sitting (?:here|idle)", "got any",
    "have (?:we|you|i) (?:got )?(?:any|a|an|two|three|four|five|enough)",
    "(?:can|could) (?:i|we) (?:promise|give|offer|do|get|have|squeeze|let)",
    "(?:would|do|will|did) (?:i|we) (?:still )?have", "number of", "count",
    "what have we got", "enough",
    "any (?:of those|more)", "stock on", "count on", "short (?:of|on)",
    "(?:all|we|we're|are we) out of", "are there", "is there",
)  # fmt: skip
TO_BOOK = said(
    "let's do", "book(?:ed)?", "reserve", "hold", "save", "put", "pencil",
    r"set (?:[\w-]+ ){0,3}up",
    r"sign (?:[\w-]+ ){0,3}up", "get (?:me|them|him|her|us)", "get", "give", "rent", "schedule",
    "write", "wants?", "needs?", "would like", "'d like", "is taking", "are taking", "'ll take",
    "takes?", "lock", "line up", "block", "earmark", "set aside", "add", "start", "gonna need",
    "going to need", "after", "pick(?:ing)? up",
)  # fmt: skip
SURELY_BOOK = said(
    "book", "reserve", "pencil", "hold", "set aside", "earmark", "block off", "put down",
)  # fmt: skip
REVIEWS = said(
    "reviews?", "need(?:s|ing)? (?:a|an|your|my) (?:yes|ok|okay|decision|approval)",
    r"waiting (?:on|for) (?:\w+ )?(?:ok|okay|approval|manager|sign[- ]?off|decision)",
)  # fmt: skip
WAITING = said("waiting", "pending", "review", "booking", "reservation", "one", "request")
UNTIL = re.compile(r"\b(?:until|till|'til|through|thru|to)\b.*", re.I)
PRICE = said(
    r"quot\w+", "how much(?! of)", "price", "pricing", "cost(?:s|ing)?", "rate", "rates", "charge",
    r"what(?:'s| is| does| do| would| are| will)? (?:\w+ ){1,6}(?:runs?|go(?:es)? for|come to|set)",
)  # fmt: skip

DENIED = re.compile(
    r"\b(?:don't|do not|didn't|won't|will not|wouldn't|shouldn't|can't|cannot|never|isn't|aren't|"
    r"wasn't|not)\s+(?:\w+\s+){0,3}?(?:approv|declin|cancel|scratch|drop|kill|mov|push|extend|keep|"
    r"good|fine|ok)\w*(?:\s+(?:to go|by me))?",
    re.I,
)
"""An order that is denied: "don't cancel" cancels nothing."""
ABOUT_IT = re.compile(
    r"^\W*(?:(?:ok|okay|hey|uh|um|and|so)\W+)*"
    r"(?:who|what(?:'s)?|when(?:'s)?|where(?:'s)?|why|how|is|was|were|did|does|has|have|will it|"
    r"tell me about|read me|look up|pull up|show me)\b(?! (?:ten|eleven))",
    re.I,
)
"""What is only asked about a booking."""
OF_WHOM = re.compile(
    r"\b(?:wants?|asking|asks|like) (?:to know|if|whether)\b|"
    r"^\W*(?:hey\W+)?(?:did|does|do|has|have)\b",
    re.I,
)
"""What is asked of a customer, or of somebody here, and no wish for a machine."""
SURELY_MOVE = said(
    "mov(?:e|es|ing)", "push(?:es|ing)?", "shift", r"re-?schedule", "bump", r"postpone",
    "change (?:the )?(?:days?|dates?)", "bring (?:it )?forward",
)  # fmt: skip
IN = said(r"check(?:s|ed|ing)? (?:\w+ ){0,4}(?:back )?in", "came back", "is back", "returned")
OUT = said(
    "pick(?:s|ed|ing)? up", r"check(?:s|ed|ing)? (?:\w+ ){0,4}out", "send (?:it|them) out",
    "hand (?:it|them) (?:out|over)", "going out now", "here for",
)  # fmt: skip
EXTENDED = said(
    r"extend\w*", "extension", "longer", "keep(?:s|ing)?", "another", "more (?:days|weeks)",
    "stretch", r"add (?:\w+ ){1,2}(?:days?|weeks?)",
)  # fmt: skip
NEW_BOOKING = re.compile(
    r"^\W*(?:(?:i want to|i need to|let's|can you|please|ok|okay)\W+)*(?:book|reserve)"
    r"(?: something| a machine| equipment| one)?\W*$|"
    r"\b(?:make|start|take|open|set up) (?:a|another) (?:new )?(?:booking|reservation)\b|"
    r"\bnew (?:booking|reservation)\b",
    re.I,
)
DAYS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|week|month|days?|weekend|"
    r"\d{1,2}(?:st|nd|rd|th)|first|second|third|\w+th|january|february|march|april|may|june|july|"
    r"august|september|october|november|december)\b",
    re.I,
)
