"""The inventory as CSV: parsed and checked without records, planned, imported whole, exported."""

from appliance.storage.inventory.exporting import export_inventory
from appliance.storage.inventory.importing import import_inventory, preview_inventory
from appliance.storage.inventory.parsing import ParsedInventory, parse_inventory

__all__ = [
    "ParsedInventory",
    "export_inventory",
    "import_inventory",
    "parse_inventory",
    "preview_inventory",
]
