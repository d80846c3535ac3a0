"""The desk's methods as messages: arguments and results to JSON and back, by their type hints.

A message is `{"zone": name or null, "value": …}`. JSON keeps a moment's offset but not its zone,
and a period needs the zone for its wall-clock days, so the zone travels beside the value and is
given back to every moment in it. Refuses unknown fields, wrong types and unknown zones.
"""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from appliance.domain.errors import RecordError
from appliance.ports.desk import RentalDesk

_encoder = msgspec.json.Encoder(decimal_format="string")


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    zone: str | None
    value: msgspec.Raw


_message_decoder = msgspec.json.Decoder(_Message)


class BadMessage(RecordError):
    """What came over the socket is not what the method takes or gives."""

    key = "bad_message"


@dataclasses.dataclass(frozen=True, slots=True)
class Method:
    """One method of the desk: its arguments as a type, and decoders for both directions."""

    name: str
    signature: inspect.Signature
    arguments: type[msgspec.Struct]
    _arguments_decoder: msgspec.json.Decoder[Any]
    _result_decoder: msgspec.json.Decoder[Any]

    def encode_arguments(self, *args: object, **kwargs: object) -> bytes:
        """Raises TypeError for arguments that the method does not take."""
        bound = self.signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return encode(self.arguments(**bound.arguments))

    def decode_arguments(self, body: bytes) -> dict[str, Any]:
        """The arguments by name. Raises BadMessage, and RecordError for a value that breaks a
        rule of the domain."""
        given = decode(body, self._arguments_decoder)
        return {name: getattr(given, name) for name in self.arguments.__struct_fields__}

    def decode_result(self, body: bytes) -> Any:
        """Raises BadMessage."""
        return decode(body, self._result_decoder)


def encode(value: object) -> bytes:
    """A message that holds the value and the zone of its first moment."""
    zone = next(_zones(value), None)
    return _encoder.encode({"zone": zone, "value": value})


def decode(body: bytes, decoder: msgspec.json.Decoder[Any]) -> Any:
    """The value of a message, its moments in the message's zone. Raises BadMessage."""
    try:
        message = _message_decoder.decode(body)
        value = decoder.decode(message.value)
        zone = ZoneInfo(message.zone) if message.zone is not None else None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, ZoneInfoNotFoundError) as error:
        raise BadMessage(
            f"A message of the desk could not be read: {error}.",
            "Both processes have to run the same version of the program.",
        ) from error
    return value if zone is None else _in_zone(value, zone)


def _parts(value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield name, getattr(value, name)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield field.name, getattr(value, field.name)


def _zones(value: object) -> Iterator[str]:
    """Names of the zones of the moments in a value."""
    if isinstance(value, datetime):
        if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key:
            yield value.tzinfo.key
    elif isinstance(value, tuple):
        for one in value:
            yield from _zones(one)
    else:
        for _, one in _parts(value):
            yield from _zones(one)


def _in_zone(value: Any, zone: ZoneInfo) -> Any:
    """The value with every moment in the zone; what has none is given back as it is."""
    if isinstance(value, datetime):
        return value.astimezone(zone) if value.tzinfo is not None else value
    if isinstance(value, tuple):
        moved = tuple(_in_zone(one, zone) for one in value)
        return (
            moved if any(new is not old for new, old in zip(moved, value, strict=True)) else value
        )
    changes = {}
    for name, one in _parts(value):
        moved_one = _in_zone(one, zone)
        if moved_one is not one:
            changes[name] = moved_one
    if not changes:
        return value
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.replace(value, **changes)
    return dataclasses.replace(value, **changes)


def method_of(name: str, function: Callable[..., Any]) -> Method:
    """A function as it goes over the socket, without its first parameter (`self`, a scene).

    Raises TypeError for arguments or results that JSON cannot carry."""
    hints = typing.get_type_hints(function)
    result = hints.pop("return")
    signature = inspect.signature(function)
    parameters = list(signature.parameters.values())[1:]
    fields: list[Any] = [
        (one.name, hints[one.name])
        if one.default is inspect.Parameter.empty
        else (one.name, hints[one.name], one.default)
        for one in parameters
    ]
    arguments = msgspec.defstruct(
        f"{name}_arguments", fields, forbid_unknown_fields=True, kw_only=True, frozen=True
    )
    return Method(
        name,
        signature.replace(parameters=parameters),
        arguments,
        msgspec.json.Decoder(arguments),
        msgspec.json.Decoder(result),
    )


METHODS: Mapping[str, Method] = {
    name: method_of(name, function)
    for kind in reversed(RentalDesk.__mro__)
    if kind.__module__.startswith("appliance.")
    for name, function in vars(kind).items()
    if inspect.isfunction(function) and not name.startswith("_")
}
"""Every method of the desk by its name."""
