"""The inventory as CSV: parsed and checked without records, planned, imported whole, exported."""

from appliance.storage.inventory.exporting import export_inventory
from appliance.storage.inventory.importing import carry_out_inventory, plan_inventory
from appliance.storage.inventory.parsing import ParsedInventory, parse_inventory

__all__ = [
    "ParsedInventory",
    "carry_out_inventory",
    "export_inventory",
    "parse_inventory",
    "plan_inventory",
]
