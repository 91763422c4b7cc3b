"""The file a backup is: a tar archive of the manifest, the store and its files, written and read as a stream.

It is read by our own few lines: names other than ours, links and sizes other than those the manifest says are refused
before a byte of them is on the disk, and no header can make the reader take much memory.
"""

import hashlib
import re
import tarfile
from collections.abc import Iterator
from typing import IO

from db.errors import BadFile, problem

BLOCK = 512
AT_A_TIME = 1 << 20
MANIFEST = "manifest.json"
FILE = re.compile(r"files/([0-9a-f]{64})")

TORN = problem("The backup ends too early or was changed: it is not whole. Nothing was restored.")


class Writer:
    """Adds one member after the other to a stream."""

    def __init__(self, stream: IO[bytes], *, at: int) -> None:
        self._stream, self._at = stream, at

    def add(self, name: str, content: IO[bytes], size: int) -> str:
        """The SHA-256 of what was added. Raises BadFile when there is less or more of it than was said."""
        header = tarfile.TarInfo(name)
        header.size, header.mtime, header.mode = size, self._at, 0o600
        self._stream.write(header.tobuf(tarfile.GNU_FORMAT))
        hashed, left = hashlib.sha256(), size
        while left and (some := content.read(min(left, AT_A_TIME))):
            hashed.update(some)
            self._stream.write(some)
            left -= len(some)
        if left or content.read(1):
            raise BadFile(problem("{name} changed while it was being backed up.", name=name))
        self._stream.write(bytes(-size % BLOCK))
        return hashed.hexdigest()

    def close(self) -> None:
        self._stream.write(bytes(2 * BLOCK))


class Reader:
    """Reads one member after the other; what is asked of it must be taken before the next."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = self._padding = 0

    def members(self) -> Iterator[tuple[str, int]]:
        """Name and size of each, in their order. Raises BadFile for anything but plain files."""
        while True:
            self._exactly(self._padding)
            block = self._exactly(BLOCK)
            if block == bytes(BLOCK):
                return self._end()
            try:
                header = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
            except (tarfile.HeaderError, UnicodeDecodeError) as error:
                raise BadFile(TORN) from error
            if header.type != tarfile.REGTYPE or header.size < 0:
                raise BadFile(TORN)
            self._left, self._padding = header.size, -header.size % BLOCK
            yield header.name, header.size
            if self._left:
                raise BadFile(TORN)

    def content(self) -> Iterator[bytes]:
        """The present member, in pieces."""
        while self._left:
            some = self._exactly(min(self._left, AT_A_TIME))
            self._left -= len(some)
            yield some

    def _exactly(self, size: int) -> bytes:
        some = self._stream.read(size) if size else b""
        if len(some) != size:
            raise BadFile(TORN)
        return some

    def _end(self) -> None:
        if self._exactly(BLOCK) != bytes(BLOCK) or self._stream.read(1):
            raise BadFile(TORN)
