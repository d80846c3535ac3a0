"""Printed paper as PDF, on fpdf2: quotes, contracts, receipts, labels. Decides no amount."""

from __future__ import annotations

from appliance.paper.maker import FpdfPaper

__all__ = ["FpdfPaper"]
