"""The yard's identifier formats, as the spoken forms want them."""

from __future__ import annotations

from appliance.dialogue.spoken.identifiers import IdentifierFormat
from appliance.ports.facts import Yard


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
        padded=name == "asset_tag",
    )
