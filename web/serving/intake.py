"""Takes a request in as its bytes come, without a thread that waits for them.

gunicorn's parser decides what a request is; it only gets to see bytes once the head is whole, and the body
once that is. So there is one reading of HTTP, and nobody waits in it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from gunicorn.config import Config
from gunicorn.http.body import ChunkedReader, LengthReader
from gunicorn.http.parser import RequestParser

NO_ROOM = "存储空间不足，请稍后再试。There is no room for this at the moment; please try again later."
MOST_HEAD_BYTES = 65_536
READ_BYTES = 65_536
IN_MEMORY_BYTES = 262_144
"""What is longer goes to a file without a name."""


class RequestRefused(Exception):
    """The request is answered by the server itself: a status with its reason, and a sentence."""

    def __init__(self, status: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Intake:
    """One request. `recv` is what gunicorn's parser reads from, always at once."""

    def __init__(self, cfg: Config, client: Any, spool_dir: Path, begun: bytes = b"") -> None:
        """`begun` is what came behind the request before."""
        self.request: Any = None
        self.problem: Exception | None = None
        """What gunicorn's parser says of a head that it refuses."""
        self.wanted = 0
        """How many bytes of the body are yet to come."""
        self.length = 0
        self._head = bytearray(begun)
        self._body: IO[bytes] | None = None
        self._spool_dir = spool_dir
        self._parser = RequestParser(cfg, self, client)

    @property
    def wants_json(self) -> bool:
        """Whether a script asks, which reads its answer."""
        headers = () if self.request is None else self.request.headers
        return any(name == "ACCEPT" and "json" in value for name, value in headers)

    @property
    def next_bytes(self) -> int:
        """How much to read at most: never past the end of a body."""
        return min(self.wanted, READ_BYTES) if self.request is not None else READ_BYTES

    @property
    def has_begun(self) -> bool:
        """Whether anything has come yet."""
        return bool(self._head) or self.request is not None

    @property
    def is_whole(self) -> bool:
        """Whether all of it is there (or it is refused, for which the rest is not needed)."""
        return self.problem is not None or (self.request is not None and not self.wanted)

    def feed(self, data: bytes, admit: Callable[[int], None]) -> None:
        """Take the next bytes. Raises: Refused. `admit` is asked once about the length of the body."""
        if self.request is not None:
            self._keep(data)
            return
        self._head += data
        # an empty line in either spelling: the parser refuses the wrong one in words
        if b"\r\n\r\n" in self._head or b"\n\n" in self._head:
            self._read_head(admit)
        elif len(self._head) > MOST_HEAD_BYTES:
            raise RequestRefused(
                "431 Request Header Fields Too Large", "The head of the request is too long."
            )

    def recv(self, size: int) -> bytes:
        """Return what has come, at most `size` bytes; nothing means that there is no more."""
        if self._head:
            part = bytes(self._head[:size])
            del self._head[:size]
            return part
        return self._body.read(size) if self._body is not None else b""

    def take_rest(self) -> bytes | None:
        """Return what came behind this request, None if its end cannot be found."""
        if self.problem is not None or not self._parser.finish_body(deadline=time.monotonic() + 1):
            return None
        rest: bytes = self._parser.unreader.take_buffered() + bytes(self._head)
        return rest

    def close(self) -> None:
        """Forget the body."""
        if self._body is not None:
            self._body.close()

    def _read_head(self, admit: Callable[[int], None]) -> None:
        try:
            request = next(self._parser)
        except Exception as error:  # noqa: BLE001 - whatever it is, the worker answers it as gunicorn does
            self.problem = error
            return
        self.request = request
        reader = request.body.reader
        if isinstance(reader, ChunkedReader):
            raise RequestRefused("411 Length Required", "A request must say how long it is (Content-Length).")
        if isinstance(reader, LengthReader):
            self.length = reader.length
            # what came with the head waits in the parser's own buffer
            self.wanted = max(0, self.length - self._parser.unreader.buf.getbuffer().nbytes - len(self._head))
            if self.wanted:
                admit(self.length)
                self._hold_together()

    def _hold_together(self) -> None:
        """Put the beginning of the body before the rest, and all of it where there is room."""
        self._body = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(self._spool_dir))  # noqa: SIM115
        begun = self._parser.unreader.take_buffered() + bytes(self._head)
        self._head.clear()
        self._write(begun)

    def _keep(self, data: bytes) -> None:
        self._write(data)
        self.wanted -= len(data)
        if not self.wanted and self._body is not None:
            self._body.seek(0)

    def _write(self, data: bytes) -> None:
        assert self._body is not None
        try:
            self._body.write(data)
        except OSError as error:
            raise RequestRefused("507 Insufficient Storage", NO_ROOM) from error
