"""Pictures for the paper: QR codes, and a yard's logo checked and made small.

An uploaded picture is decoded and written anew, so that nothing but its pixels is kept.
"""

from __future__ import annotations

import io

from appliance.domain.errors import RecordError

MOST_LOGO_BYTES = 2_000_000
MOST_LOGO_SIDE = 6000
_KEPT_SIDE = 800
_PIXELS = 4
_ASK = "Choose a PNG or JPEG picture of at most 2 MB."


def qr_png(text: str, *, error: str = "m") -> bytes:
    """The text as a QR code with its quiet zone, a few pixels a module."""
    import segno

    out = io.BytesIO()
    segno.make_qr(text, error=error, boost_error=False).save(
        out, kind="png", scale=_PIXELS, border=4
    )
    return out.getvalue()


def logo_png(content: bytes) -> bytes:
    """The picture as PNG, at most 800 pixels a side. Raises RecordError."""
    from PIL import Image, UnidentifiedImageError

    if not content:
        raise RecordError("No picture was chosen, or it is empty.", _ASK)
    if len(content) > MOST_LOGO_BYTES:
        raise RecordError("The picture is larger than 2 MB.", _ASK)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as found:
            # The size stands in the header: a bomb is refused before it is unpacked.
            if max(found.size) > MOST_LOGO_SIDE:
                raise RecordError(
                    f"The picture has {found.size[0]} × {found.size[1]} pixels.",
                    f"Use at most {MOST_LOGO_SIDE} a side.",
                )
            found.load()
            picture = found.convert("RGBA")
    except Image.DecompressionBombError as error:
        raise RecordError("The picture has far too many pixels.", _ASK) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise RecordError("That file is not a picture that can be read.", _ASK) from error
    picture.thumbnail((_KEPT_SIDE, _KEPT_SIDE))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
