"""The desk's side of the socket: a method's name and a message in, a message out.

Knows no web framework: whoever serves the socket checks the token, hands over the body, and puts
errors into its own shape.
"""

from __future__ import annotations

from collections.abc import Callable

from appliance.domain.errors import RecordNotFound
from appliance.gateway.codec import METHODS, encode
from appliance.ports.desk import RentalDesk


def serve(desk: RentalDesk) -> Callable[[str, bytes], bytes]:
    """A function that carries out one method of the desk; it blocks as long as the desk does.

    It raises RecordNotFound for an unknown method, BadMessage for a body that is not what the
    method takes, and what the desk raises.
    """

    def answer(name: str, body: bytes) -> bytes:
        method = METHODS.get(name)
        if method is None:
            raise RecordNotFound(
                f"The desk has no method `{name[:40]}`.",
                "Both processes have to run the same version of the program.",
            )
        arguments = method.decode_arguments(body)
        return encode(getattr(desk, name)(**arguments))

    return answer
