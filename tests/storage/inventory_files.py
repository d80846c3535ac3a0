"""Inventory files for tests."""

from __future__ import annotations

HEAD = (
    "Equipment ID,Equipment Name,Category,Daily Rate,Status,Operator Cert Required,"
    "Min Insurance,Storage Location,Max Rate,Weight Class"
)
EXCAVATOR = "EQ001,Excavator,Earthmoving,850,AVAILABLE,Excavator,1000000,Row A,975,Heavy"


def inventory_file(*rows: str, head: str = HEAD) -> bytes:
    """The rows under a header."""
    return "\n".join((head, *rows)).encode()
