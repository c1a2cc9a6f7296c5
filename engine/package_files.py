"""Process packages arrive as ZIP files from outside: read them into memory within fixed bounds."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath

from engine.hostile_input import FileRefused

MAX_ZIP_BYTES = 4 * 1024 * 1024
MAX_UNPACKED_BYTES = 12 * 1024 * 1024
MAX_FILES = 200
_END_OF_DIRECTORY = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_LOCATOR_BYTES = 20
_READ_BYTES = 256 * 1024
_SUPPORTED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MAX_NAME_CHARACTERS = 200


class ZipRefused(FileRefused):
    """The package is not a ZIP file, or could hurt whoever unpacks it."""


def read_zip(
    data: bytes,
    *,
    max_bytes: int = MAX_ZIP_BYTES,
    max_unpacked_bytes: int = MAX_UNPACKED_BYTES,
    max_files: int = MAX_FILES,
) -> dict[str, bytes]:
    """Return path inside the package to content; folders are left out, nothing is written to a disk.

    Sizes claimed by the archive are not believed: unpacking stops at the bound itself.
    Raises: ZipRefused: bombs, path traversal, links, encrypted or doubled entries, too many files.
    """
    if len(data) > max_bytes:
        raise ZipRefused("zip.too_large", limit=max_bytes, found=len(data))
    _check_directory_size(data, max_files)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_entries(archive, max_unpacked_bytes, max_files)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise ZipRefused("zip.not_zip") from error


def _check_directory_size(data: bytes, max_files: int) -> None:
    """Refuse by the bytes of the directory before `zipfile` makes an object of each of its entries.

    `zipfile` reads as many bytes of directory as the end record announces, or the ZIP64 record that may
    stand before it: a package within our bounds has no need of ZIP64.
    """
    end = data.rfind(_END_OF_DIRECTORY)
    if end < 0 or len(data) < end + 22:
        raise ZipRefused("zip.not_zip")
    if data[max(0, end - _ZIP64_LOCATOR_BYTES) :].startswith(_ZIP64_LOCATOR):
        raise ZipRefused("zip.not_zip")
    directory_bytes = int.from_bytes(data[end + 12 : end + 16], "little")
    if directory_bytes > max_files * (46 + 4 * _MAX_NAME_CHARACTERS):
        raise ZipRefused("zip.too_many_files", limit=max_files, found=directory_bytes // 46)


def _read_entries(archive: zipfile.ZipFile, max_unpacked_bytes: int, max_files: int) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > max_files:
        raise ZipRefused("zip.too_many_files", limit=max_files, found=len(entries))
    files: dict[str, bytes] = {}
    left = max_unpacked_bytes
    for entry in entries:
        name = _checked_name(entry)
        if name in files:
            raise ZipRefused("zip.duplicate_name", name=name)
        files[name] = _read_entry(archive, entry, left, max_unpacked_bytes)
        left -= len(files[name])
    return files


def _checked_name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    path = PurePosixPath(name)
    mode = entry.external_attr >> 16
    is_plain = stat.S_IFMT(mode) in (0, stat.S_IFREG)
    if entry.flag_bits & 0x1 or entry.compress_type not in _SUPPORTED or not is_plain:
        raise ZipRefused("zip.unsupported_entry", name=name)
    hostile = (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or ":" in name
        or str(path) != name
        or not name.isprintable()
        or len(name) > _MAX_NAME_CHARACTERS
    )
    if hostile:
        raise ZipRefused("zip.bad_name", name=name[:_MAX_NAME_CHARACTERS])
    return name


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, limit: int) -> bytes:
    content = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_READ_BYTES):
            content += chunk
            if len(content) > left:
                raise ZipRefused("zip.unpacks_too_large", limit=limit, name=entry.filename)
    return bytes(content)
