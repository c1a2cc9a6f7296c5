"""Whether an Office file is only a document: judged by what it holds, whatever it declares.

Programs that open such files follow relationships and run what they find, so the parts themselves are looked
into: macros, embedded OLE objects and controls, and anything that is fetched from elsewhere when opened.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import BinaryIO
from urllib.parse import urlsplit

import olefile
from lxml import etree

COMPOUND_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_RELATIONS_BYTES = 1_000_000
MAX_EMBEDDED_BYTES = 20_000_000
LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel", ""})
_ACTIVE_NAME = re.compile(
    r"(?:^|/)(?:vbaproject|vbadata|activex[^/]*|[^/]*\.(?:exe|dll|js|vbs|hta))", re.IGNORECASE
)
_ACTIVE_RELATION = re.compile(
    r"/(?:vbaProject|vbaData|wordVbaData|control|activeXControl\w*|oleObject|xl\w*Macrosheet|connections"
    r"|externalLink)$",
    re.IGNORECASE,
)
_MACRO_STORAGES = frozenset({"macros", "_vba_project_cur", "vba", "_vba_project"})
_EMBEDDED_STORAGES = frozenset({"objectpool", "\x01ole10native", "package"})
_POWERPOINT_MACROS = re.compile(rb"\x02\x00\x00\x04\x0c\x00\x00\x00.{4}\x01\x00\x00\x00", re.DOTALL)
"""VBAInfoAtom of [MS-PPT] 2.4.11 whose fHasMacros is set."""
_CHUNK_BYTES = 1_000_000
_ATOM_BYTES = 20


def holds_active_content(archive: zipfile.ZipFile, *, embedded: bool = False) -> bool:
    """Say whether an OPC package runs, embeds or fetches anything. Packages inside are looked into once."""
    return any(_is_active(archive, entry, embedded=embedded) for entry in archive.infolist())


def _is_active(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, embedded: bool) -> bool:
    if entry.is_dir():
        return False
    if _ACTIVE_NAME.search(entry.filename):
        return True
    with archive.open(entry) as part:
        head = part.read(8)
        if head == COMPOUND_MAGIC:
            return True
        if head.startswith(b"PK\x03\x04"):
            return embedded or _embedded_is_active(head + part.read(MAX_EMBEDDED_BYTES))
        if entry.filename.lower().endswith(".rels"):
            return _relates_outside(head + part.read(MAX_RELATIONS_BYTES))
    return False


def _embedded_is_active(content: bytes) -> bool:
    """Look into the workbook of a chart; what cannot be read counts as active."""
    if len(content) > MAX_EMBEDDED_BYTES:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as inner:
            return holds_active_content(inner, embedded=True)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return True


def _relates_outside(content: bytes) -> bool:
    """Say whether relationships run something or load anything but a link that a reader may follow."""
    if len(content) > MAX_RELATIONS_BYTES:
        return True
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return True
    if root.getroottree().docinfo.internalDTD is not None:
        return True
    return any(_is_dangerous(relation) for relation in root.iter("{*}Relationship"))


def _is_dangerous(relation: etree._Element) -> bool:
    kind = relation.get("Type", "")
    if _ACTIVE_RELATION.search(kind):
        return True
    if relation.get("TargetMode", "").lower() != "external":
        return False
    try:
        scheme = urlsplit(relation.get("Target", "").strip()).scheme.lower()
    except ValueError:
        return True
    return not kind.endswith("/hyperlink") or scheme not in LINK_SCHEMES


def compound_holds_active_content(compound: olefile.OleFileIO) -> bool:
    """Say whether a document of the old binary formats has macros or embedded objects."""
    names: Iterable[str] = (name.lower() for entry in compound.listdir(storages=True) for name in entry)
    if any(name in _MACRO_STORAGES or name in _EMBEDDED_STORAGES for name in names):
        return True
    if not compound.exists("PowerPoint Document"):
        return False
    with compound.openstream("PowerPoint Document") as stream:
        return _has_powerpoint_macros(stream)


def _has_powerpoint_macros(stream: BinaryIO) -> bool:
    kept = b""
    while chunk := stream.read(_CHUNK_BYTES):
        if _POWERPOINT_MACROS.search(kept + chunk):
            return True
        kept = chunk[-_ATOM_BYTES:]
    return False
