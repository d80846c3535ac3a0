"""How callers put each service: verbs of one family around a machine already there. English.

Tables of patterns over marked text (see `references`): HAD is the machine. No rules: which of
them counts when is decided in `idioms`.
"""

from __future__ import annotations

import re

from appliance.dialogue.services.references import HAD
from appliance.dialogue.spoken import words as w


def said(*phrases: str) -> re.Pattern[str]:
    """One pattern of several, each from the beginning of a word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})", re.I)


IT = rf"(?:{HAD}|it|them|'em|em|her|him|these|those|that one|this one)(?!\w)"
"""The machine, or what stands for it."""
NOT = r"(?:\b(?:\w+n't|not|nowhere near|never)\b)"
YARD = r"(?:you(?: guys| folks| all)?|y'all)"
_BY_CALLER = r"(?<!you )(?<!guys )(?<!folks )(?<!y'all )"
_NAMED_DAYS = "|".join((*w.WEEKDAYS, *w.MONTHS, *w.ORDINALS))
_DAY = rf"(?:{_NAMED_DAYS}|\d{{1,2}}(?:st|nd|rd|th)|twenty\W|thirty\W|tomorrow|weekend|end of)"
_SPAN = r"(?:days?|nights?|weeks?|months?|weekend|while|bit|stretch)\b"
_EXTRA = (
    rf"(?:longer\b|(?:another|extra|additional) (?:[\w-]+ ){{0,2}}?{_SPAN}|"
    rf"more (?:{_SPAN}|time\b)|extra time\b|{_SPAN} (?:more|extra|longer)\b)(?! than last\b)"
)
_LATER = (
    rf"(?:{_EXTRA}|(?:until|till|'?til|through|thru|past|beyond|into) \w|"
    rf"(?:to|for) (?:(?:the|this|next|about|around|at least|like) )*{_DAY}\b)"
)

_WHO = (
    r"(?:we|i|he|she|they|somebody|someone|(?:my|our|the) (?!yard)\w+)(?:'ve|'d| have| had| has)?"
)
_RESERVED = (
    r"(?:got|have|booked|reserved|ordered|rented|scheduled|lined up|put (?:a hold on|on hold|down)|"
    r"signed up for)\b(?! to\b)"
)
HELD_BEFORE = said(
    rf"{HAD},? (?:that |which )?{YARD}(?:'re|'ve|'d| are| have| had)?(?: still)?(?: got)? "
    r"(?:holding|hold|saving|keeping|lined up|scheduled|reserved|booked|on hold|down for|earmarked|"
    r"(?:set|put) (?:aside|back|by)|rented|sent|gave|dropped|delivered|brought)\b",
    rf"{HAD},? (?:that |which )?{_WHO} {_RESERVED}",
    rf"{_WHO} (?:already |just )?(?:booked|reserved|ordered|scheduled) {HAD}",
    rf"{HAD},? (?:that |which )?(?:we|i) had {YARD} (?:put|set|hold|save|keep|line|reserve|book)\b",
    rf"{HAD},? (?:that |which )?(?:we|i)(?:'re|'m| are| am) (?:running|supposed to|due to)\b",
    rf"{HAD}(?:'s| is| are|'re)?(?: that's| we have)? (?:coming up|on the books|on hold|on rent|"
    r"out here|under (?:my|our) name)\b",
)
"""A machine that the caller has or has booked: "that lull we've got coming up"."""
HELD = said(
    HELD_BEFORE.pattern,
    rf"{HAD},? (?:that |which )?{YARD}(?:'ve| have)?(?: got)? (?:for|with) (?:me|us)\b",
    rf"{HAD},? (?:that |which )?(?:we|i)(?:'re|'m| are| am) (?:renting|using|getting)\b",
)
"""Those, and one that may as well be the machine of a rental under discussion."""

MY_RENTALS = said(
    rf"(?:have|has) {YARD} got (?:me|us) (?:down|signed up) for\b",
    rf"{YARD}(?:'ve)? (?:have |got |have got |show |showing )+(?:me|us) "
    r"(?:down for|with|having|as having)\b",
    rf"(?<!{HAD} ){YARD} (?:show|showing|got|have) (?:\w+ )?(?:out )?(?:to|under|for|on) "
    r"(?:me|us|my (?:name|account)|our (?:name|account))\b",
    r"(?:what|which|how (?:much|many)|any\w*|something|stuff)\b.* (?:of yours|your stuff|"
    r"of your (?:stuff|gear|equipment|machines|things)).* (?:have|got|out|here|left|holding)\b",
    rf"(?:what|which) of {HAD}.* (?:here|out|with us|on (?:my|our))\b",
    r"(?:have|got|out|holding) (?:any\w*|something|stuff) of yours\b",
    r"(?:what|which|how (?:much|many)|any\w*)\b.* (?:on (?:my|our) (?:account|tab|name|ticket|"
    r"books)|(?:under|in) (?:my|our) name|(?:still )?on rent)\b",
    r"(?:remind|tell|show) (?:me|us) what .*(?:from|of|with) (?:you|y'all|yours)\b",
    r"(?:still|we're|i'm|we are|i am) (?:still )?(?:being (?:billed|charged)|"
    r"getting (?:billed|charged)|paying) for (?=right now|now|at the moment|currently|these days)",
    r"still being (?:billed|charged) for\b",
    rf"(?:which|what|how many) of {HAD}.* (?:paying|billed|charged)\b",
    r"(?:am i|are we|i'm|we're) (?:late|overdue|past due|behind) (?:on|with) "
    rf"(?:something|anything|any of|{IT})",
    rf"(?:did|has|have) (?:it|they|everything|all of it|it all|{HAD})(?: all)? "
    r"(?:make|made|come|came|got|gotten|get) (?:it )?(?:back|in)\b",
    rf"(?:what|which|how many) of {HAD} (?:do|have|are)\b",
    rf"is {HAD} (?:still |all )*(?:set|booked|reserved|on|good|scheduled|confirmed) for\b",
    r"everything (?:on|under) (?:my|our) (?:account|tab|name|ticket)\b",
    r"(?:do|did) (?:i|we) (?:still )?owe you back\b",
    rf"(?:on the clock|being billed|getting billed|paying)(?: \w+){{0,2}} (?:for|on) {HAD}",
    r"^(?:did|has|have(?! (?:somebody|someone|your|a)\b))\b.* "
    r"(?:drop|br[io]|return|get|got|take|took|turn|haul)\w* "
    rf"(?:{IT}(?: \w+)? (?:off|back|in)\b|(?:off|back|in) {HAD})",
    rf"(?:what|which) day(?:'s| is| was| does| do)\b.* {IT}(?: \w+){{0,4}} "
    r"(?:due|back|returned)\b",
    r"when(?:'s| is| are|'re| was| were|'m i| (?:am|do|did|should|must|have|are) (?:i|we|they)|"
    rf" does)\b.* {IT}(?: \w+){{0,4}} (?:due|back|returned|up)\b",
    rf"(?:status|(?:due|drop-dead) date) (?:on|of|for) {HAD}",
    rf"how long (?:do|can|have|did) (?:i|we) (?:have|got|get|keep) {HAD}(?! for)",
    rf"(?:how much|what) (?:time|longer) .*\b(?:left )?(?:on|with) {HAD}",
)  # fmt: skip

OF_MONEY = said(r"(?:discount|coupon|credit|quote|special|deal)s?\b")
"""Asked for under a name or an account, and no machine."""

_DROPS = (
    r"(?:scratch|nix|scrap|kill|ditch|axe?|cancel+|void|undo|skip|release|"
    r"forget(?: about)?|pass on|free up|let go of|turn loose|cut loose|"
    r"(?:back|pull|bail|bow)(?:ing|ed)? (?:out )?(?:on|of)|give up|call off|"
    r"changed? (?:my|our) minds? (?:about|on))(?:ing|l?ed)?"
)
_ENDS = r"(?=\W*$|\s*[.,;!?]|\s+(?:please|then|because|since|'?cause|but|and (?:i|we))\b)"
CANCEL = said(
    rf"{_DROPS} (?:out )?{HAD}(?! (?:off|by|back|over|at|to)\b)",
    rf"(?<!you )(?<!y'all )(?:so|just|gotta|wanna|(?:want|need|have) to|let's|ahead and) drop {HAD}"
    rf"{_ENDS}",
    rf"(?:release|drop|lift|cancel|let go of|undo|kill|pull|take off) (?:my|our|the|that) "
    rf"(?:hold|reservation|booking|order|deposit) (?:on|for|of) {IT}",
    rf"(?:take|pull|get|scratch) (?:my|our) names? off(?: of)? {IT}", rf"decided against {HAD}",
    rf"(?:take|pull|scratch|get) (?:me|us) off (?:for|of|on) {IT}",
    rf"(?:don't|no need to|stop|quit)(?: bother)? (?:holding|saving|keeping|hold|save) {HAD}",
    rf"(?:want|need|like|get)(?: to (?:get|be))? out of {HAD}",
    rf"(?:don't|do not|no need to) (?:send|bring|deliver|ship)(?: out| over)? {HAD}",
    rf"(?:somebody|someone|anybody) else (?:can|could) (?:have|take|get|use) {IT}",
    rf"{NOT}(?: \w+){{0,5}} (?:take|use) {IT}.*\bafter all\b",
    r"forget (?:those|them|'em|that one)\b", rf"(?:turn|cut|set) {IT} loose\b",
    rf"let(?:ting)? {IT} go\b(?! (?:for|until|till|past|to)\b)",
    rf"call(?:ing)? {IT} off(?![- ]rent)\b",
    rf"(?:take|(?<=if you )took|pull|scratch|knock|get) {IT} off (?:of )?(?:the|my|your|our) "
    r"(?:books?|schedule|calendar|list|order|account|board)",
    rf"give {IT} (?:away|up)\b",
    rf"(?:give|rent) {IT} (?:out )?to (?:(?:somebody|someone|anybody|anyone) else|the next|whoever|"
    r"another)\b",
    rf"put {IT} back (?:on the (?:lot|shelf|line|market)|"
    r"in (?:the |your )?(?:stock|inventory|pool))",
)  # fmt: skip
KEPT = re.compile(
    rf"{NOT}(?: \w+){{0,2}} (?:{_DROPS}|drop|let|give|turn|cut|take|pull|rent) (?:\w+ )?{IT}", re.I
)
"""It is not to be given up: "don't let it go"."""
DECLINES = re.compile(
    rf"(?:{NOT}|\bno longer)(?: (?:gonna|going to|be|have|have to|really|actually|even)\b)*"
    r" (?:(?:need|want|us|tak|pick|requir)(?:e|es|ing)?|(?:need|requir|want)ed)\b"
    rf"(?: (?:{HELD_BEFORE.pattern}(?: for \w+)?|it|them|'em|those|that one)(?: up)?)?"
    rf"(?: any ?more| any longer| after all| now)*{_ENDS}(?!\W+(?:until|till|'til|before)\b)",
    re.I,
)
"""Said of a machine that is held, it gives the booking up; "don't need it delivered" does not, nor
"won't need it till Wednesday"."""
OTHER_WISH = said(
    r"(?:what|how) about\b", rf"just (?:(?:get|give|do) )?(?:a|an|the|{HAD})(?!\w)", r"show me\b",
    rf"(?:i|we) (?:want|need) (?:a|an|the|{HAD})(?!\w)",
    rf"(?:add|put|(?:give|get) (?:me|us)) (?:a|an|the|{HAD})(?!\w)",
)  # fmt: skip
"""A machine wished for in place of one named, and no booking given up."""
SPARED = re.compile(rf"(?:{NOT}|\bno longer)(?: \w+){{0,2}} (?:need|want|us)\w* {IT}", re.I)

_PART = (
    r"(?:belt|hose|chain|track|tire|wheel|cable|pin|cord|rope|blade|bearing|shaft|cylinder|"
    r"alternator|line|axle|spring|clutch|gasket|seal|fuse|breaker|battery|starter|switch|lever|"
    r"handle|motor|engine|drum|bucket|boom|arm|mast|forks?|pump|radiator|filter|bulb|light|"
    r"hydraulics?|brakes?)s?"
)
_BROKE = (
    r"(?:snapped|broke(?:n)?|busted|blew(?: out| up)?|blown|popped(?: off)?|let go|"
    r"gave (?:out|way|up)|(?:came|come|fell|fallen|flew|jumped|slipped) off|shot|torn?|ripped|"
    r"cracked|burst|bent|dead|died|flat|went (?:out|bad|dead|flat|down)|"
    r"stripped|burn(?:ed|t) (?:up|out)|locked up|"
    r"seized(?: up)?|froze(?:n)?(?: up)?|stuck|jammed)"
)
_WORKS = (
    r"(?:raise|lower|lift|extend|retract|swing|spin|rotate|tilt|steer|brake|stop|charge|cut|mix|"
    r"vibrate|prime|pump|travel|track|shift|crank|turn|start|fire|go|come|move|budge|run|stay|hold|"
    r"dig|work|do|build|blow|light|drive|idle|respond|engage|curl|"
    r"grip|close|open|latch|lock|release|swivel|reverse|float)"
)
_TROUBLES = (
    r"(?:acting (?:up|funny|weird)|on the fritz|crapp\w+ out|conk\w+ out|kaput|busted|toast|"
    r"(?:gave|given) up the ghost|(?:bit|bites) the dust|went (?:down|out|dark|dead)|is down|"
    r"messed up|(?:(?:has|have|having|had) (?:got )?|got )(?:a |an |some |any )?"
    r"(?:problems?|issues?|trouble|leak|flat)|something(?:'s| is) (?:wrong|off)|"
    r"(?:making|makes?|made) (?:a|an|some|this|that|the) .*(?:noise|racket|sound)|beep\w*|"
    r"throw\w* .{0,15}(?:code|error|fault|light)\w*|smok(?:es|ing|ed)|leak(?:s|ing|ed)?|"
    r"dripp?(?:s|ing)|pour(?:s|ing) (?:oil|fluid|smoke)|stalls?|stalling|sputter\w*|"
    r"bogg?\w* down|tripp\w+|shut\w* (?:\w+self )?(?:off|down)|cut\w* out|quit|died|"
    r"los(?:es|ing|t) (?:power|pressure|oil)|no (?:power|spark|pressure|lights?)|overheat\w*|"
    r"running (?:hot|rough)|check engine)"
)
BREAKDOWN = said(
    rf"{_PART}(?:'s| has| just| have| is| are|'re| got| all)* {_BROKE}\b",
    r"(?:snapped|broke|busted|blew|blown|popped|cracked|lost|threw|thrown|tore|bent|stripped) "
    rf"(?:a|an|the|its|one of the|off the) (?:[\w-]+ )?{_PART}\b",
    rf"(?:{_PART}|{HAD}|it|she|he|they)(?:'s| is)?(?: just| still| all of a sudden)? "
    r"(?:won't|wont|will not|refuses to|can't|doesn't|don't|isn't|ain't|not)"
    rf"(?: even| wanna| want to| gonna| going to)* {_WORKS}(?:ing)?\b"
    r"(?!.*\b(?:enough|for (?:me|us|what|this|that)|fit)\b)",
    rf"{HAD}.{{0,30}}\b{_TROUBLES}\b",
    rf"(?:it|they|she|he)(?:'s|'re| is| are| has| keeps?| just| started)* {_TROUBLES}\b",
    rf"{HAD}(?:'s|'re| is| are| has| have| just| got| all| totally| completely)+ "
    rf"(?:{_BROKE}|down)\b",
    r"(?<!nothing )(?<!anything )(?<!any )(?<!had )(?<!no )"
    rf"(?:wrong|trouble|problems?|issues?) with {HAD}",
    rf"(?:it|they|he|she)(?:'s|'re| is| are)(?: all| just| completely)? {_BROKE}\b",
    r"(?:fluid|oil|smoke|diesel|coolant|fuel|steam)(?:'s| is)? (?:\w+ )?"
    r"(?:pouring|leaking|dripping|coming|spraying|squirting|shooting|all over)\b",
    rf"los(?:t|es|ing) (?:all )?(?:its |the )?{_PART}\b",
    r"(?:drop|mov|creep|start|lower|drift|rais)\w* (?:by (?:itself|themselves)|on its own)\b",
    rf"(?:can't|cannot|couldn't) (?:even )?get {HAD} (?:to|started|going|running|cranked|off)\b",
    rf"{HAD} (?:\w+ ){{0,2}}(?:broke|crapped|conked|pooped|gave) (?:out |up |down )?"
    r"(?:on (?:us|me)|again|today)\b",
)
TROUBLE_ASKED = re.compile(
    r"^\W*(?:(?:and|so|but|hey|hi|um|uh|yeah|ok|okay|well)\b\W*)*"
    rf"(?:does|do|is|are|will|would|can|could|has|have|did)(?:n't)? {IT}",
    re.I,
)
"""Whether the machine does such a thing: a question before it is rented."""

EXTEND = said(
    rf"{_BY_CALLER}(?:keep(?:ing)?|kept|(?:hang|hold)(?:ing)? on ?to|sit(?:ting)? on|"
    rf"stay(?:ing)? (?:on|in|with)) {IT}.*\b{_LATER}",
    rf"{_BY_CALLER}(?:hang|hold)(?:ing)? on ?to {HAD}(?! for (?:me|us)\b)",
    rf"(?:stretch|run|push|carry|drag|draw|bump)(?:ing)? {IT} (?:out|on|along)\b.*\b{_LATER}",
    rf"(?:carry|roll)(?:ing)? {IT} over\b.*\b{_LATER}",
    rf"(?:carry|run|stretch|roll)(?:ing)? {IT} (?:through|thru|past|into|until|till)\b",
    rf"{NOT} (?:\w+ ){{0,3}}(?:have|get|bring|make) {IT} back\b",
    r"(?:bump|push|move|change|slide|shift)(?:ing)? (?:out |back )?(?:the|my|our) "
    rf"(?:return|due|end|drop[- ]?off)\w*(?: \w+){{0,2}} (?:on|for|of) {IT}",
    rf"(?<!don't )(?<!not )(?:let|leave|keep)(?:ting|ing)? {IT} "
    rf"(?:ride|roll|run|go|stay|out|here|where it is)\b.*\b{_LATER}",
    rf"add(?:ing)? (?:[\w-]+ ){{1,3}}?{_SPAN} (?:on ?)?(?:to|onto) (?:my |our )?{IT}",
    rf"{_EXTRA}.* (?:on ?to|on|with|out of|from|for) (?:my|our|the )?{IT}",
    r"(?:need|want|have|use|run|like|using|needing|wanting|having)(?: to (?:have|use|keep))? "
    rf"{IT}(?: \S+)* {_EXTRA}",
    rf"{_BY_CALLER}hold {IT} (?:.*\b{_EXTRA}|over\b)", rf"keep (?:renting|using|running) {IT}",
    rf"{IT}(?:'ll| will| has to| needs to)(?: have to| just)* (?:sit|stay)\b.*\b{_LATER}",
    rf"{HAD}(?:'s|'ll|'re)?(?: \w+){{0,4}} be(?: \w+)? (?:here|out|with us|on (?:site|the job))\b.*"
    rf"\b{_LATER}",
    rf"month to month (?:on|with) {HAD}",
    rf"(?:give|gimme)(?: me| us)? (?:till|until|'til|another|through) .*\b(?:on|with|for) {HAD}",
    rf"{HAD}(?: \w+)? to (?:run|go) (?:through|thru|till|until|to|past)\b", rf"make {IT} due\b",
    r"(?:change|move|push|bump|extend) (?:my|our|the) (?:return|due|end)(?: date| day)?\b",
    rf"{HAD}.*\bdue\b.* (?:need|want|keep|have|us)(?:e|ing)? {IT}.*\b{_LATER}",
    rf"{HAD}.*\bdue\b.* (?:push|mov|bump|chang|stretch|mak)(?:e|ing)? "
    rf"(?:{IT}|that|this)(?: out| back)? (?:to|until|till|through) (?:(?:the|next|this) )*{_DAY}\b",
    rf"{NOT}(?: \w+){{0,3}} (?:done|finished|through) with {IT}",
    rf"(?:hold off|wait) on (?:picking up|coming (?:for|to get)|getting|collecting) {IT}",
    rf"{HAD}(?:'s|'re|'ll)?(?: \w+){{0,6}} (?:stay(?:s|ing)?|stick around|stick with us)\b"
    rf".*\b{_LATER}",
    rf"{HAD}(?: \w+){{0,3}} (?!has|have|did){NOT}(?: \w+){{0,3}} "
    r"(?:come|coming|go|going|be|make it|ready) (?:\w+ ){0,3}back\b",
    rf"(?:renew|re-?up|prolong|extend)(?:ing)? (?:on )?{IT}",
)  # fmt: skip
RATE_ASKED = re.compile(
    rf"\b(?:how much|what(?:'s| is| are| does))\b[^.,?]{{0,20}}\b{_EXTRA} "
    r"(?:on|for|with) (?:the|an?)\b"
    r"|\bif (?:i|we)\b.*\b(?:price|cost|rates?|how much)\b"
    r"|\b(?:price|cost|rates?|how much)\b.*\bif (?:i|we)\b",
    re.I,
)
"""What a longer rental would cost, of a machine that is named and not pointed at."""
SPAN_WISHED = re.compile(
    rf"^(?:\W*(?:just|yeah|ok|okay|hey|please)\b)*\W*keep {IT} (?:until|till|'til|through|thru)\b"
    r"|\b(?:start|beginn)ing\b"
    r"|\b(?:i|we)(?:'d| would) (?:keep|want|need)\b"
    rf"|\b(?:get|want|need|take|rent|book|grab) {IT}[^.?]*\band (?:then )?"
    rf"(?:keep|hold) (?:on ?to )?{IT}",
    re.I,
)
"""How long one is wanted that is not there yet, or is to be held back by the yard."""

_CARRIES = (
    r"(?:bring|take|run|haul|truck|drive|send|get|tow|trailer|carry|give|have|drop|cart|drag|ship|"
    r"return|swing|walk|turn|hand|move|roll)(?:ing)?"
)
_FETCHES = (
    r"(?:get|grab|haul|haul off|pick up|pick|collect|fetch|take|tow|load|load up|truck|drag|snag|"
    r"scoop|scoop up|retrieve|after)"
)
_SOMEBODY = r"(?:somebody|someone|anybody|anyone|y'all|(?:a|your|the|some) \w+)"
RETURN = said(
    rf"{_CARRIES} {IT}(?: (?:right|all|on|straight|over|early|by))* "
    r"(?:back\b(?! (?:up|out|and)\b)|to (?:you|y'all|your|the yard)\b|(?:by |at )?your\b|"
    r"over to you)",
    rf"drop(?:ping)? (?:off {IT}|{IT} off) (?:back\b|to you|with you|(?:at|by) your)",
    r"(?:i|we|he|she|my \w+|our \w+)(?:'ll|'m|'re|'d|'s)?(?: (?:can|could|will|would|just|gonna|"
    rf"going|to|want|need|like|gotta|wanna|be|am|are|is|should)){{0,5}} drop(?:ping)? "
    rf"(?:off {HAD}|{IT} off)(?! (?:at|to|on|by) (?:my|our|the (?:site|job)|\d))",
    rf"{HAD}(?:'ll|'s|'re| will| is| are| should| can| could| oughta)"
    r"(?: (?!due|not|n't|still|never)[\w']+){0,4}? "
    r"(?:back\b(?! (?:up|order)\b)|in your yard\b|at your (?:place|shop|yard)\b|returned\b)",
    rf"(?:headed|heading|coming|on (?:my|our) way) (?:\w+ ){{1,3}}with {HAD}",
    rf"(?:come|came|coming|swing (?:by|on by|over)|stop (?:by|in)|run out|(?:send|get) {_SOMEBODY})"
    rf"(?: (?:and|to|out|by|over|on|here|through))* {_FETCHES} {IT}",
    rf"(?:{YARD}|{_SOMEBODY})(?: (?:can|could|to|please|would))* "
    rf"(?:grab|haul off|pick up|collect|fetch|haul|retrieve|take back) {IT}",
    rf"(?:get|take|haul|drag|tow|move|truck) {IT} (?:off (?:my|our|of my|of our)|"
    r"out of (?:my|our|here|the way)|away\b|off\b(?! (?:the|my|your|our|of)\b))",
    rf"(?:done|finished|through|wrapped up|finished up|all set)(?: \w+){{0,2}} with {HAD}",
    rf"{HAD}(?:'s|'re| is| are)(?: all)? (?:done|finished)\b", rf"(?:pick|load) {IT} up\b",
    rf"{HAD}(?:'s|'re|'ll| is| are| will)?(?: \w+){{0,3}} (?:com|go|head)\w* home\b",
    rf"pick-?up(?: \w+)? (?:on|for|of) {HAD}",
    rf"send (?:\w+ ){{1,4}}(?:for|after|to get) {IT}",
    rf"have {IT} (?:dropped off|hauled|brought|trucked|picked up|sent back|run back)\b",
    rf"(?:turn|bring|send|haul|take|give|truck|run)(?:ing)? (?:in|back) {HAD}",
    rf"{HAD}(?:'s|'re| is| are)?(?: all| just| good| about| only)* "
    r"(?:good to go|ready (?:to go|for (?:you|pick)|to (?:be|come))|sitting|parked|staged|"
    r"free to go|yours (?:again|whenever))\b",
    rf"(?:call|take|put|get|bring)(?:ing)? {IT} off(?: of)?[- ]rent\b", rf"off[- ]rent {HAD}",
    rf"cut(?:ting)? {HAD} short\b",
    rf"(?:stop|end) (?:the )?(?:rent|rental|billing|clock|meter) on {HAD}",
)  # fmt: skip
YARD_BRINGS = re.compile(
    rf"\b{YARD} (?:(?:can|could|will|would|gonna|going to|please|just|to|able to|have) )*"
    rf"{_CARRIES} {IT}(?! back\b)",
    re.I,
)
"""The yard drives it to the site: no return."""
RENTS_FIRST = re.compile(
    r"\b(?:i|we)(?:'d|'ll| would| will| could| can| need to| want to| gotta| wanna)*(?: like to)? "
    rf"(?:get|have|need|want|take|pick up|grab|rent|book|reserve) {IT}.*\band\b"
    rf"|\b(?:let me|lemme|let's) (?:get|take|grab|rent|book|reserve) {IT}(?! back).*(?:\band\b|,)",
    re.I,
)
"""To be got first and brought back then: a wish with its end."""
OF_CALLERS_OWN = said(r"(?:my|our) (?:own|truck|pickup|car|van|trailer)\b", r"(?<!of )ours\b")
"""A machine of the caller's own, which the yard never rented out."""
LOOKS_FOR_ONE = said(
    r"(?:got|have) any\b(?! (?:of|out))", r"available\b", r"in stock\b", r"comes? with\b",
    r"(?:want|need|like|looking|have|wanna) (?:to )?rent\b", r"rent yours\b",
    r"what (?:else )?(?:do|have) (?:you|y'all)(?: guys)? (?:have|got)(?: available| for me)?"
    r"(?=\W*$|\s*[,.?])",
    r"(?:need|want|looking for|get) (?:something|one)\b",
)  # fmt: skip
"""A machine is looked for, whatever is said of it."""
NEEDED = re.compile(
    r"\b(?:need|want|rent|like|book|reserve|(?:can|could) (?:i|we) (?:get|have|use)|"
    rf"(?:let me|lemme) (?:get|have)) {HAD}(?! (?:fixed|looked|repaired|replaced|swapped|checked))",
    re.I,
)
"""The machine is wished for: what broke is what it is wanted for, or another."""
