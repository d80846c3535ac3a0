"""Gate 3: whether a machine may go to a job site. Pure.

A known site decides by its limit. An unknown one is judged by a checklist: an unsafe answer
fails, all safe answers pass Light and Medium machines, and anything heavier goes to review,
because ground that carries it is not for a caller to judge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.domain.catalogue import EquipmentClass, WeightClass
from appliance.domain.customers import Site
from appliance.domain.verification import Cause, Gate, Verification, VerificationResult

HEAVIEST_ON_ANSWERS = WeightClass.MEDIUM


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """A yes-or-no question, its safe answer, and what mends an unsafe one."""

    key: str
    text: str
    safe_answer: bool
    unsafe: str
    remedy: str


_GROUND = ChecklistItem(
    "ground",
    "Is the ground level and firm?",
    True,
    "The ground is not level and firm.",
    "Have it leveled and compacted first, or choose a machine for rough ground.",
)
_OVERHEAD = ChecklistItem(
    "overhead_lines",
    "Are there any overhead power lines near the work area?",
    False,
    "There are overhead power lines near the work area.",
    "The power company can switch off or shield the lines; then we can deliver.",
)
_ACCESS = ChecklistItem(
    "access",
    "Is the way in at least ten feet wide?",
    True,
    "The way in is too narrow.",
    "Open a way in of ten feet, or choose a smaller machine.",
)
_BURIED = ChecklistItem(
    "buried_lines",
    "Have the buried utility lines been marked?",
    True,
    "The buried lines have not been marked.",
    "Call the utility locating service first; marking takes a few days.",
)
_DROP_OFFS = ChecklistItem(
    "drop_offs",
    "Are there any holes, slopes or drop-offs where the lift will drive?",
    False,
    "There are holes or drop-offs where the lift would drive.",
    "Have them covered or fenced off first.",
)
_LOAD = ChecklistItem(
    "floor_load",
    "Will it drive on a floor or ramp that has not been rated for the load?",
    False,
    "The floor has not been rated for the load.",
    "Have the floor's rating checked, or keep the machine on solid ground.",
)
_VENTILATION = ChecklistItem(
    "ventilation",
    "Will it run outdoors or where the exhaust is led away?",
    True,
    "The exhaust would not be led away.",
    "Set it up outdoors, or ask for an electric machine.",
)
_CRANE_PLAN = ChecklistItem(
    "lift_plan",
    "Is there a lift plan with a signal person?",
    True,
    "There is no lift plan.",
    "Prepare a lift plan and name a signal person first.",
)

_BY_CATEGORY: tuple[tuple[tuple[str, ...], ChecklistItem], ...] = (
    (("excavat", "earth", "trench", "dig", "backhoe", "drill", "auger"), _BURIED),
    (("aerial", "lift platform", "boom", "scissor", "man lift"), _DROP_OFFS),
    (("forklift", "material handling", "telehandler", "warehouse"), _LOAD),
    (("generator", "compressor", "power", "heat", "pump"), _VENTILATION),
    (("crane", "hoist"), _CRANE_PLAN),
)


def checklist(equipment: EquipmentClass) -> tuple[ChecklistItem, ...]:
    """The questions for an unknown site, in the order to ask; the category may add one."""
    category = equipment.category.lower()
    added = tuple(item for words, item in _BY_CATEGORY if any(word in category for word in words))
    return (_GROUND, _OVERHEAD, _ACCESS, *added)


def no_address() -> Verification:
    """Without an address nothing can be judged."""
    return Verification(
        gate=Gate.SITE,
        result=VerificationResult.FAIL,
        subject="",
        reason="There is no address for the job site.",
        remedy="Tell me where the machine will work.",
        cause=Cause.NO_ADDRESS,
    )


def judge_known(site: Site, equipment: EquipmentClass) -> Verification:
    """A site on record: passes when its limit admits the machine's weight class."""
    admits = equipment.weight_class.rank <= site.max_weight_class.rank
    if admits:
        return Verification(
            gate=Gate.SITE,
            result=VerificationResult.PASS,
            subject=site.address,
            reason=f"That site is on record and takes a {equipment.weight_class.value} machine.",
            record_id=site.id,
        )
    return Verification(
        gate=Gate.SITE,
        result=VerificationResult.FAIL,
        subject=site.address,
        reason=(
            f"That site takes machines up to {site.max_weight_class.value}, and the "
            f"{equipment.name} is {equipment.weight_class.value}."
        ),
        remedy="Choose a lighter machine, or have the office survey the site again.",
        cause=Cause.SITE_TOO_SOFT,
        facts=(site.max_weight_class.value, equipment.weight_class.value),
        record_id=site.id,
    )


def judge_answers(
    address: str,
    equipment: EquipmentClass,
    items: Sequence[ChecklistItem],
    answers: Mapping[str, bool],
) -> Verification | None:
    """An unknown site by its answers; None while a question is open and none is unsafe."""
    for item in items:
        answer = answers.get(item.key)
        if answer is not None and answer is not item.safe_answer:
            return Verification(
                gate=Gate.SITE,
                result=VerificationResult.FAIL,
                subject=address,
                reason=f"{item.unsafe} The {equipment.name} cannot go there safely.",
                remedy=item.remedy,
                cause=Cause.SITE_UNSAFE,
                facts=(item.key,),
            )
    if any(item.key not in answers for item in items):
        return None
    if equipment.weight_class.rank <= HEAVIEST_ON_ANSWERS.rank:
        return Verification(
            gate=Gate.SITE,
            result=VerificationResult.PASS,
            subject=address,
            reason="By your answers the site is safe for this machine.",
        )
    return Verification(
        gate=Gate.SITE,
        result=VerificationResult.REVIEW,
        subject=address,
        reason=(
            f"That site is new to us, and for a {equipment.weight_class.value} machine "
            "our staff look at the site first."
        ),
        remedy="Someone from the yard will call about the site.",
        cause=Cause.SITE_NEW,
        facts=(equipment.weight_class.value,),
    )


_ABBREVIATIONS = {
    "street": "st",
    "avenue": "ave",
    "av": "ave",
    "road": "rd",
    "drive": "dr",
    "boulevard": "blvd",
    "lane": "ln",
    "highway": "hwy",
    "parkway": "pkwy",
    "court": "ct",
    "place": "pl",
    "circle": "cir",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "suite": "ste",
}


def address_words(address: str) -> tuple[str, ...]:
    """An address as compared: lower case, no punctuation, street types abbreviated."""
    words = re.findall(r"[a-z0-9]+", address.lower().replace("'", ""))
    return tuple(_ABBREVIATIONS.get(word, word) for word in words)
