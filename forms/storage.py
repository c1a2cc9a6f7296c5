"""Where uploads lie: anywhere fsspec reaches, under random keys, never under names that people chose."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

import fsspec

from forms.errors import FileMissing, UploadRefused

CHUNK_BYTES = 256 * 1024
_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Variant:
    """A smaller picture that the system made: `label` as the profile calls it."""

    label: str
    key: str
    size_bytes: int
    content_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One stored file. `name` is fit to be shown and downloaded; `content_type` is what the content is."""

    key: str
    size_bytes: int
    sha256: str
    content_type: str
    name: str


class FileStore:
    """Files below one URL (`file:///var/lib/tongban/files`, `s3://bucket/prefix`, `memory://files`)."""

    def __init__(self, url: str, **options: object) -> None:
        """Open the place; `options` go to fsspec. Local folders are made when first needed."""
        if "://" not in url or url.startswith("file://"):
            options.setdefault("auto_mkdir", True)
        self._files, self._root = fsspec.core.url_to_fs(url, **options)

    def put(
        self,
        stream: BinaryIO,
        *,
        name: str,
        content_type: str,
        max_bytes: int | None = None,
        key: str | None = None,
    ) -> StoredFile:
        """Store what `stream` yields, in chunks. Nothing stays behind when it fails.

        `key` is one that `new_key` gave and that was noted before, so that what a process leaves that is
        killed in the middle can be found; what lies there is replaced.

        Raises: FileRefused: more than `max_bytes`.
        """
        key = key or new_key()
        digest, size = hashlib.sha256(), 0
        try:
            with self._files.open(self._path(key), "wb") as target:
                while chunk := stream.read(CHUNK_BYTES):
                    size += len(chunk)
                    if max_bytes is not None and size > max_bytes:
                        raise UploadRefused.too_large(name, max_bytes)
                    digest.update(chunk)
                    target.write(chunk)
        except BaseException:
            self.delete(key)
            raise
        return StoredFile(key, size, digest.hexdigest(), content_type, name)

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        """Open a stored file for reading. Raises: FileMissing."""
        try:
            with self._files.open(self._path(key), "rb") as source:
                yield cast("BinaryIO", source)
        except FileNotFoundError:
            raise FileMissing from None

    def chunks(self, key: str) -> Iterator[bytes]:
        """Yield a stored file piece by piece, for a response. Raises: FileMissing."""
        with self.open(key) as source:
            while chunk := source.read(CHUNK_BYTES):
                yield chunk

    def exists(self, key: str) -> bool:
        """Say whether there is a file under this key."""
        return bool(_KEY.fullmatch(key)) and bool(self._files.exists(self._path(key)))

    def delete(self, key: str) -> None:
        """Remove a file; a file that is not there is no error."""
        path = self._path(key)
        if self._files.exists(path):
            self._files.rm_file(path)

    def _path(self, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise FileMissing
        return f"{self._root}/{key}"


def new_key() -> str:
    """Return a key under which nothing lies."""
    random = secrets.token_hex(20)
    return f"{random[:2]}/{random}"
