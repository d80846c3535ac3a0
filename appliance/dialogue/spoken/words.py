"""The words of US English that the spoken forms know. Tables only, no rules.

Another language is another module of the same names.
"""

from __future__ import annotations

from typing import Final


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables that read better as lines of words."""
    return frozenset(text.split())


UNITS: Final[dict[str, int]] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
TEENS: Final[dict[str, int]] = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS: Final[dict[str, int]] = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES: Final[dict[str, int]] = {
    "thousand": 1_000, "thousands": 1_000, "grand": 1_000, "k": 1_000,
    "million": 1_000_000, "mil": 1_000_000,
}  # fmt: skip
COLLECTIVES: Final[dict[str, int]] = {"dozen": 12, "couple": 2, "pair": 2}
FRACTIONS: Final[dict[str, str]] = {"half": "0.5", "quarter": "0.25"}

ORDINALS: Final[dict[str, int]] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip

WEEKDAYS: Final[dict[str, int]] = {
    "monday": 0, "mondays": 0, "mon": 0,
    "tuesday": 1, "tuesdays": 1, "tue": 1, "tues": 1,
    "wednesday": 2, "wednesdays": 2, "wed": 2, "weds": 2,
    "thursday": 3, "thursdays": 3, "thu": 3, "thur": 3, "thurs": 3,
    "friday": 4, "fridays": 4, "fri": 4,
    "saturday": 5, "saturdays": 5, "sat": 5,
    "sunday": 6, "sundays": 6, "sun": 6,
}  # fmt: skip
WEEKDAY_NAMES: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
MONTHS: Final[dict[str, int]] = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4,
    "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8,
    "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10, "november": 11,
    "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip

PERIOD_UNITS: Final[dict[str, str]] = {
    "hour": "hour", "hours": "hour", "hr": "hour", "hrs": "hour",
    "day": "day", "days": "day", "daily": "day", "night": "day", "nights": "day",
    "week": "week", "weeks": "week", "weekly": "week", "wk": "week", "wks": "week",
    "fortnight": "fortnight", "fortnights": "fortnight",
    "month": "month", "months": "month", "monthly": "month",
    "weekend": "weekend", "weekends": "weekend",
    "year": "year", "years": "year",
}  # fmt: skip

CURRENCY: Final = frozenset({"$", "dollar", "dollars", "buck", "bucks", "usd"})
CENTS: Final = frozenset({"cent", "cents"})
PER: Final = frozenset({"a", "per", "each", "every", "the", "/", "an"})

MEASURES: Final = word_set(
    """foot feet ft footer inch inches in yard yards ton tons tonne tonnes pound pounds lb lbs
    kilowatt kilowatts kw kva volt volts amp amps watt watts hp horsepower gallon gallons liter
    liters meter meters mile miles degree degrees percent % cfm psi minute minutes second seconds
    am pm o'clock years old yarder lumen lumens btu rpm"""
)
"""Nouns after a number that make it a size, a share or a time: never an amount or a count."""

NUMBERED: Final = word_set(
    """unit number tag gate bay row lot license licence policy certificate extension suite
    apartment apt highway route exit option item asset invoice booking reservation #"""
)
"""Nouns before a number that make it a name of something, not a count."""

PRONOUN_ONE_BEFORE: Final = word_set(
    """the that this which big bigger biggest small smaller smallest cheap cheaper cheapest other
    first second third last next new old same larger largest taller tallest red yellow good right
    wrong little heavy heavier lighter electric diesel any each every no either different"""
)
"""Words before "one" that make it a pronoun ("the cheaper one")."""

APPROVING_LEADS: Final = frozenset({"yes", "yeah", "yep", "okay", "ok", "sure", "so", "well"})

LETTER_NAMES: Final[dict[str, str]] = {
    "ay": "A", "eh": "A", "bee": "B", "be": "B", "see": "C", "sea": "C", "cee": "C", "dee": "D",
    "ee": "E", "eff": "F", "ef": "F", "gee": "G", "jee": "G", "aitch": "H", "haitch": "H",
    "eye": "I", "jay": "J", "kay": "K", "cay": "K", "okay": "K", "el": "L", "ell": "L",
    "em": "M", "en": "N", "oh": "O", "owe": "O", "pee": "P", "pea": "P", "cue": "Q",
    "queue": "Q", "are": "R", "ar": "R", "our": "R", "ess": "S", "es": "S", "tee": "T",
    "tea": "T", "you": "U", "yu": "U", "vee": "V", "ex": "X", "why": "Y", "wye": "Y",
    "zee": "Z", "zed": "Z", "ze": "Z",
}  # fmt: skip
"""How a letter's name is written by a transcriber. "double you" is handled by the grammar."""

CHARACTER_CLUSTERS: Final[dict[str, str]] = {
    "bl": "BL", "beel": "BL", "bell": "BL", "bel": "BL", "be'l": "BL", "oc": "OC", "osi": "OC",
    "ins": "INS", "eq": "EQ",
}  # fmt: skip
"""Words that stand for a run of letters when a transcriber runs their names together."""

NATO: Final[dict[str, str]] = {
    "alpha": "A", "alfa": "A", "bravo": "B", "charlie": "C", "delta": "D", "echo": "E",
    "foxtrot": "F", "golf": "G", "hotel": "H", "india": "I", "juliet": "J", "juliett": "J",
    "kilo": "K", "lima": "L", "mike": "M", "november": "N", "oscar": "O", "papa": "P",
    "quebec": "Q", "romeo": "R", "sierra": "S", "tango": "T", "uniform": "U", "victor": "V",
    "whiskey": "W", "whisky": "W", "xray": "X", "yankee": "Y", "zulu": "Z",
}  # fmt: skip

DIGIT_HOMOPHONES: Final[dict[str, str]] = {
    "oh": "0", "o": "0", "owe": "0", "nought": "0", "naught": "0", "nil": "0", "nero": "0",
    "won": "1",
    "to": "2", "too": "2", "tree": "3", "for": "4", "fore": "4", "fife": "5", "sicks": "6",
    "ate": "8", "niner": "9",
}  # fmt: skip
FIRM_HOMOPHONES: Final = frozenset({"oh", "o", "nought", "naught", "nil", "nero", "niner"})
"""Homophones that are hardly anything else between digits."""

HUNDREDS_HOMOPHONES: Final[dict[str, int]] = {"to": 200, "too": 200, "for": 400}
"""Before a figure, what a transcriber may have made of hundreds: "to 25" for "two twenty-five"."""

REPEATS: Final[dict[str, int]] = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
SEPARATORS: Final = frozenset(
    {"-", "dash", "hyphen", "space", "uh", "um", "er", "hmm", ".", ",", "then", "and", "/", "dot"}
)
"""May stand between the characters of an identifier without ending it."""

CORRECTIONS: Final = frozenset({"sorry", "correction", "rather", "mean", "wait", "actually", "no"})

NICKNAMES: Final[dict[str, str]] = {
    "bill": "william", "billy": "william", "will": "william", "bob": "robert", "bobby": "robert",
    "rob": "robert", "jim": "james", "jimmy": "james", "mike": "michael", "mick": "michael",
    "dave": "david", "dan": "daniel", "danny": "daniel", "tom": "thomas", "tommy": "thomas",
    "joe": "joseph", "joey": "joseph", "tony": "anthony", "ed": "edward", "eddie": "edward",
    "rick": "richard", "dick": "richard", "rich": "richard", "steve": "steven",
    "stephen": "steven", "chris": "christopher", "matt": "matthew", "nick": "nicholas",
    "ben": "benjamin", "sam": "samuel", "greg": "gregory", "jeff": "jeffrey", "ken": "kenneth",
    "larry": "lawrence", "liz": "elizabeth", "beth": "elizabeth", "kate": "katherine",
    "kathy": "katherine", "katie": "katherine", "sue": "susan", "maggie": "margaret",
    "meg": "margaret", "jen": "jennifer", "jenny": "jennifer", "pat": "patricia",
    "pete": "peter", "andy": "andrew", "drew": "andrew", "alex": "alexander", "max": "maxwell",
    "ron": "ronald", "don": "donald", "chuck": "charles", "charlie": "charles", "ray": "raymond",
    "jack": "john", "johnny": "john", "jon": "john", "frank": "francis", "gabe": "gabriel",
    "manny": "manuel", "lou": "louis", "vicky": "victoria", "becky": "rebecca", "tim": "timothy",
}  # fmt: skip

STREET_TYPES: Final[dict[str, str]] = {
    "street": "Street", "st": "Street", "road": "Road", "rd": "Road", "avenue": "Avenue",
    "ave": "Avenue", "av": "Avenue", "boulevard": "Boulevard", "blvd": "Boulevard",
    "drive": "Drive", "dr": "Drive", "lane": "Lane", "ln": "Lane", "court": "Court",
    "ct": "Court", "place": "Place", "pl": "Place", "highway": "Highway", "hwy": "Highway",
    "parkway": "Parkway", "pkwy": "Parkway", "way": "Way", "circle": "Circle", "cir": "Circle",
    "terrace": "Terrace", "ter": "Terrace", "trail": "Trail", "trl": "Trail", "square": "Square",
    "sq": "Square", "alley": "Alley", "pike": "Pike", "route": "Route", "loop": "Loop",
    "plaza": "Plaza", "row": "Row", "crossing": "Crossing", "quay": "Quay", "wharf": "Wharf",
}  # fmt: skip
DIRECTIONS: Final[dict[str, str]] = {
    "n": "North", "s": "South", "e": "East", "w": "West", "ne": "Northeast", "nw": "Northwest",
    "se": "Southeast", "sw": "Southwest", "north": "North", "south": "South", "east": "East",
    "west": "West", "northeast": "Northeast", "northwest": "Northwest",
    "southeast": "Southeast", "southwest": "Southwest",
}  # fmt: skip
ADDRESS_LEADS: Final = (
    "the job site is at", "the job site is", "the site is at", "the site is", "the address is",
    "the job is at", "it's going to be at", "it will be at", "it's going to", "it is at",
    "it's at", "we're at", "we are at", "it's", "it is", "that's", "that is", "deliver it to",
    "deliver to", "job site at", "at", "over at", "over on", "um", "uh", "so", "well", "yes",
    "yeah", "okay", "ok",
)  # fmt: skip

_IT_IS: Final = (
    r"(?:that's|that is|it's|it is|you're|you are|this is|that one's|you've got it|you got it)"
)
YES: Final = (
    r"no problem(?: at all)?|no worries|why not|no (?:objections?|complaints?|issues?)",
    r"no,?\s+(?:that's|that is|it's|that'll be|that)\s*(?:all\s+)?"
    r"(?:fine|okay|ok|good|great|perfect|right|correct|alright)(?:\s+(?:by|with|for) me)?",
    r"yes(?:sir|siree|'m)?|yeah|yep|yup|yap|yeh|ya|yah|yea|aye|uh huh|mm hmm|mhm|mm hm|um hum"
    r"|uh hum|affirmative|ten four|(?:roger|copy) that|bingo"
    r"|(?:heck|hell|oh) (?:yes|yeah)",
    r"absolutely|definitely|certainly|exactly|precisely|indeed|totally|correct|of course",
    r"by all means|sure(?: thing| does| is)?|you bet(?:cha)?|okay|ok|okey dokey|all right|alright",
    rf"{_IT_IS}\s+(?:all\s+|exactly\s+|absolutely\s+|quite\s+)?"
    r"(?:right|correct|fine|good|great|perfect|okay|ok|accurate|true|acceptable|a yes|a deal)",
    r"that works(?: for (?:me|us))?|works for (?:me|us)",
    r"that(?:'ll| will|'d| would| should|'s gonna| ought to| oughta) "
    r"(?:work|do|be (?:fine|good|great|perfect|okay|alright|right|correct))",
    r"sounds? (?:good|great|right|fine|perfect|about right|okay|like a plan)",
    r"looks? (?:good|great|right)|(?:please )?go ahead(?: and book(?: it)?)?|go for it",
    r"i(?:'d)? (?:guess|think|believe|suppose) (?:so|that's right|it is)",
    r"i (?:agree|accept|confirm)",
    r"i'd (?:love|like) (?:that|to)|i'm (?:okay|fine|good|happy) with (?:it|that)",
    r"(?:please |you can |you may )?(?:book|reserve) (?:it|that|them|me in)(?: in)?|lock it in"
    r"|make the booking|all good|(?:i|we) can do (?:it|that)|i'd say so",
    r"let's (?:do (?:it|that)|book it)|let's go",
    r"do (?:it|that)|make it so|(?:i'll|we'll) (?:take|do) (?:it|that|them)|please do",
)
YES_ALONE: Final = (
    r"very well|done|deal|confirmed?|right(?: on)?|perfect|great|fine(?: by me| with me)?|good",
    r"(?:you )?nailed it|(?:dead|spot|bang) on|on the (?:money|nose)|fair enough|for sure",
    r"(?:i|we) can (?:live|work) with (?:it|that)|let's (?:get it done|roll)",
    r"(?:sign|count) (?:me|us) (?:in|up)",
    r"excellent|lovely|please|fantastic|awesome|wonderful|cool|it's me",
    r"that(?:'s|'d be| would be) (?:it|me|us|him|her|them|the one)",
    r"you (?:got|have) (?:it|that)(?: right)?",
    r"(?:i|we|they|you) (?:do|am|are|would|can|will|have|did)",
    r"(?:it|he|she|that) (?:is|does|has|will)",
    r"there (?:is|are)|i'm (?:good|fine|okay|happy)",
)
NO: Final = (
    r"none of (?:those|them|these|the above)|neither(?: of them)?",
    r"no|nope|nah|naw|negative|nay|uh uh|nuh uh|mm mm|i'll pass|hard pass",
    r"not (?:quite|really|exactly|at all|correct|right|true|yet|interested|that i know of)",
    rf"{_IT_IS}\s+not\s+(?:quite\s+|really\s+|exactly\s+)?"
    r"(?:right|correct|it|true|good|okay|ok|what i said)",
    r"(?:that|this|it) (?:isn't|is not|ain't|wasn't)\s+(?:quite\s+)?"
    r"(?:right|correct|it|true|good|what i said)",
    rf"(?:{_IT_IS}|got it|you got (?:it|that))\s+(?:all\s+)?"
    r"(?:wrong|incorrect|false|mistaken|a no|too (?:much|high|expensive|long|late|early)|off)",
    r"wrong|incorrect|too (?:expensive|much|high)|i (?:don't|do not) (?:think|believe) so",
    r"i didn't say that",
    r"(?:that|this|it)(?:'s| is|'ll| will)? (?:just |really )?"
    r"(?:doesn't|does not|won't|will not|isn't (?:gonna|going to)|not (?:gonna|going to)|can't) "
    r"(?:really |quite )?(?:work|do|fly|cut it)(?: for (?:me|us|my \w+|our \w+))?",
    r"don't (?:book|do) it",
    r"(?:absolutely|definitely|certainly|of course|probably|i guess|i suppose|i think|afraid"
    r"|i'm afraid|i'd rather|rather) not",
)
NO_ALONE: Final = (
    r"(?:i|we|they|you) (?:don't|do not|can't|cannot|won't|haven't|didn't|wouldn't|am not|aren't)"
    r"(?: have (?:any|one))?",
    r"(?:it|he|she|that) (?:isn't|is not|doesn't|does not|won't|hasn't)|i'm not|i disagree",
    r"there (?:isn't|aren't|is not|are not|is none|are none)(?: any)?|none(?: at all)?",
    r"know|never|nothing(?: else)?|don't|do not|cancel (?:it|that)|forget it",
    r"not (?:now|today)|no deal",
    r"that's all(?: for now| i need)?|that(?:'ll| will) be all|that is all",
)
UNSURE: Final = (
    r"maybe|perhaps|not sure|i'm not sure|i am not sure|i don't know|i do not know|no idea",
    r"it depends|depends|well maybe|yes and no|i don't (?:understand|get it|remember)",
    r"what|which|how|when|where|who|could you|can you|sorry|pardon|wait|hold on|right now",
    r"let me (?:think|check|see)|one (?:moment|second|sec)|just a (?:moment|second|sec|minute)",
    r"good (?:morning|afternoon|evening|question)|great question|okay but|okay what|ok what",
    r"not only",
)
"""Openings of patterns: yes and no as said, the `_ALONE` ones only where nothing follows."""
