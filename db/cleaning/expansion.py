"""What a PDF's streams would grow to in whoever opens it: measured piece by piece, kept nowhere."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

from pypdf.filters import ASCII85Decode, ASCIIHexDecode
from pypdf.generic import EncodedStreamObject, NameObject, NumberObject

from db.errors import BadFile, problem

MOST_OF_ONE = 200_000_000  # bytes: a page scanned at 600 dpi in colour has a hundred million
MOST_OF_ALL = 1_000_000_000
MOST_PIXELS = 200_000_000  # of one picture, as it says itself
MOST_FILTERS = 4  # each packs what the one before has packed
PIECE = 1024 * 1024
GROWS = problem("This PDF would grow to far more than it can show. Print it into a new PDF, and send that.")
FLATE = ("/FlateDecode", "/Fl")
AS_LETTERS: dict[str, Callable[..., bytes | str]] = {
    "/ASCIIHexDecode": ASCIIHexDecode.decode,
    "/AHx": ASCIIHexDecode.decode,
    "/ASCII85Decode": ASCII85Decode.decode,
    "/A85": ASCII85Decode.decode,
}


class Growth:
    """Adds up what the streams of one file unpack to. Raises BadFile when it is more than any real one needs."""

    def __init__(self) -> None:
        self._all = 0

    def of(self, stream: EncodedStreamObject) -> None:
        """Take this one in."""
        if _number(stream, "/Width") * _number(stream, "/Height") > MOST_PIXELS:
            raise BadFile(GROWS)
        filters = stream.get("/Filter")
        chain = [filters] if isinstance(filters, NameObject) else list(filters or [])
        if len(chain) > MOST_FILTERS:
            raise BadFile(GROWS)
        grown = 0
        for piece in _unpacked(stream._data, chain):
            grown += len(piece)
            if grown > MOST_OF_ONE or self._all + grown > MOST_OF_ALL:
                raise BadFile(GROWS)
        self._all += grown


def _number(stream: EncodedStreamObject, name: str) -> int:
    found = stream.get(name)
    return int(found) if isinstance(found, NumberObject) else 0


def _unpacked(data: bytes, chain: list[Any]) -> Iterator[bytes]:
    """The stream as far as it is packed by zlib, in pieces; other packings (JPEG above all) are left as they are."""
    while chain and chain[0] in AS_LETTERS:
        data, chain = _bytes(AS_LETTERS[chain[0]](data)), chain[1:]
    pieces: Iterator[bytes] = iter((data,))
    while chain and chain[0] in FLATE:
        pieces, chain = _inflated(pieces), chain[1:]
    return pieces


def _bytes(decoded: bytes | str) -> bytes:
    return decoded.encode("latin-1") if isinstance(decoded, str) else decoded


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    try:
        for waiting in packed:
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, PIECE)
                waiting = unpacker.unconsumed_tail
    except zlib.error:
        return  # damaged: a reader gets no further either
