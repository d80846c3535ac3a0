"""The yard's identifier formats, as the spoken forms want them."""

from __future__ import annotations

from typing import Final

from appliance.dialogue.spoken.identifiers import IdentifierFormat, plain
from appliance.domain.calls import Asks
from appliance.ports.facts import IdentifierRule, Yard

ASKED_BY: Final = {
    Asks.BUSINESS_LICENSE: "business_license",
    Asks.OPERATOR_CERTIFICATE: "certificate",
    Asks.POLICY_NUMBER: "policy",
}
"""Which identifier a question asks for."""
DICTATED: Final = frozenset({*ASKED_BY, Asks.CALLBACK_NUMBER, Asks.OPERATOR_PHONE, Asks.PIN})
"""Questions that are answered by a dictated number."""
ASSET_TAG: Final = "asset_tag"


def primed_by(rule: IdentifierRule) -> tuple[str, str]:
    """The made-up identifiers that the ear is primed with: the example, and one that counts down.
    What is heard may be one of them leaking."""
    least = "987654321098765432109876543210"[: rule.digits]
    return rule.example, f"{rule.prefix}{least}"


def format_of(yard: Yard, name: str) -> IdentifierFormat:
    """The format of `business_license`, `certificate`, `policy` or `asset_tag`.

    Staff call a unit by its number alone, so a tag's leading zeros may be left out.
    """
    rule = next(rule for rule in yard.identifiers if rule.name == name)
    return IdentifierFormat(
        name=rule.name,
        prefixes=(rule.prefix,) if rule.prefix else (),
        digits=(rule.digits, rule.digits),
        example=rule.example,
        primed=tuple(plain(one) for one in primed_by(rule)),
        padded=name == ASSET_TAG,
    )
