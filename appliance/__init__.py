"""The rental counter appliance: a voice-operated equipment-rental desk on one box."""

__version__ = "0.1.0"
