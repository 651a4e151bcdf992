"""Records to bytes and back: msgpack, checked against the records' own types.

What does not fit its type is no record: `decode` raises and whoever asked works it out anew.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar, cast

import msgspec

T = TypeVar("T")


def encode(record: object) -> bytes:
    """Return a record as bytes; equal records give equal bytes."""
    return _encoder().encode(record)


def decode(data: bytes, kind: type[T]) -> T:
    """Return the record that some bytes hold.

    Raises
    ------
    ValueError
        When they hold no record of this kind.
    """
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.msgpack.Decoder(kind)
    return cast(T, _DECODERS[kind].decode(data))


@lru_cache(maxsize=1)
def _encoder() -> msgspec.msgpack.Encoder:
    return msgspec.msgpack.Encoder(order="deterministic")


# Making one costs more than a document: each kind's is made once.
_DECODERS: dict[object, msgspec.msgpack.Decoder[object]] = {}
