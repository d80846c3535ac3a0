"""A believable yard to try the appliance with: equipment, customers, and rentals under way."""

from appliance.storage.demo.loading import DemoReport, load_demo

__all__ = ["DemoReport", "load_demo"]
