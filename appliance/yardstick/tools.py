"""The tools of the stock pipeline: those of the rental desk, as function schemas.

Each answers at once from fixed facts, so that what is measured is the pipeline alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pipecat.adapters.llm.schemas.function_schema import FunctionSchema

_TEXT: Final = {"type": "string"}
_NUMBER: Final = {"type": "integer"}


def _tool(name: str, description: str, **properties: Mapping[str, str]) -> FunctionSchema:
    return FunctionSchema(
        name=name,
        description=description,
        properties={key: dict(value) for key, value in properties.items()},
        required=list(properties),
    )


TOOLS: Final = (
    _tool("find_equipment", "Find rental machines for a job or by name.", need=_TEXT),
    _tool("verify_license", "Check a caller's business license number.", license_number=_TEXT),
    _tool("check_site", "Check whether a machine is safe at a job site.", address=_TEXT),
    _tool("quote", "Price a machine for some days.", item=_TEXT, start=_TEXT, days=_NUMBER),
    _tool("hold", "Hold a quoted machine for the caller.", item=_TEXT, start=_TEXT),
    _tool("verify_operator", "Check an operator's certificate.", name_or_number=_TEXT),
    _tool("verify_insurance", "Check an insurance policy number.", policy_number=_TEXT),
    _tool("book", "Book the held machine, once everything was checked.", callback_number=_TEXT),
)

RESULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "find_equipment": {"found": [{"item": "mini excavator", "free": 3, "day_rate": "$295"}]},
    "verify_license": {"valid": True, "customer": "Northside Paving"},
    "check_site": {"safe": True},
    "quote": {"total": "$885", "per_day": "$295", "deposit": "$500"},
    "hold": {"held": True, "until": "in one hour"},
    "verify_operator": {"valid": True, "operator": "Maria Lopez"},
    "verify_insurance": {"valid": True, "covers": "$1,000,000"},
    "book": {"booked": True, "number": "R-1001"},
}

PROMPT: Final = (
    "You are the telephone agent of an equipment rental yard. You find the caller a machine, check "
    "their business license, the job site, the operator's certificate and the insurance policy, "
    "quote a price, hold the machine and book it. Ask for one thing at a time. Your words are "
    "spoken aloud: answer in one or two short sentences, without lists or symbols."
)
TOOL_PROMPT: Final = (
    " Use the tools for every fact and every check; never make up a price, a name or a number."
)
GREETING: Final = "Thank you for calling. What can I get for you today?"
