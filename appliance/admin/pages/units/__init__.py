"""One unit, as its label's QR code opens it."""
