"""What a file is, by its bytes and structure; its name and what the browser says play no part."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import BinaryIO

import filetype
import olefile

from forms.films import FilmBroken, film_seconds
from forms.office import compound_holds_active_content, holds_active_content
from forms.pdfs import pdf_refusal
from forms.picture_decoding import PictureBroken, PictureTooLarge
from forms.pictures import check_picture
from forms.texts import Text
from forms.upload_profiles import DOC, DOCX, MP4, PDF, PPT, PPTX, XLSX, ZIP

HEAD_BYTES = 4096
MAX_ENTRIES = 10_000
MAX_UNPACKED_BYTES = 2_000_000_000
MAX_RATIO = 200
RATIO_MATTERS_FROM_BYTES = 50_000_000
MAX_DIRECTORY_BYTES = 4_000_000
"""Of an archive's list of entries, which is read as a whole: 10,000 entries with long names."""
MAX_FILM_SECONDS = 3_600

_OFFICE_TYPES = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"presentationml.presentation.main+xml": PPTX,
    b"presentationml.slideshow.main+xml": PPTX,
    b"spreadsheetml.sheet.main+xml": XLSX,
}
_END_OF_ARCHIVE, _END_LOCATOR, _END_BYTES = b"PK\x05\x06", b"PK\x06\x07", 22 + 65_535

FOUND: dict[str, Text] = {
    "empty": Text("空文件", "nothing at all"),
    "broken": Text("已损坏的内容", "damaged content"),
    "polyglot": Text("伪装成多种格式的内容", "content that pretends to be several formats"),
    "bomb": Text("解压后过大的内容", "content that unpacks to far too much"),
    "encrypted": Text("加密的压缩包", "an encrypted archive"),
    "unsafe_archive": Text("含有不安全路径的压缩包", "an archive with unsafe paths"),
    "pixels": Text("像素过多的图片", "a picture with too many pixels"),
    "pages": Text("超过 500 页的 PDF", "a PDF of more than 500 pages"),
    "page_size": Text("页面边长超过 5 米的 PDF", "a PDF with a page of more than five metres"),
    "locked": Text("需要密码才能打开的 PDF", "a PDF that opens with a password only"),
    "long_film": Text("超过一小时的视频", "a film of more than an hour"),
    "office": Text("其他类型的 Office 文件", "another kind of Office file"),
    "active": Text(
        "含宏、嵌入对象或外部引用的 Office 文件",
        "an Office file with macros, embedded objects or references to elsewhere",
    ),
    "exe": Text("可执行程序", "a program"),
    "text": Text("文本或网页", "text or a web page"),
    "unknown": Text("无法识别的内容", "content of an unknown kind"),
}

UNREADABLE = frozenset({FOUND["broken"], FOUND["unknown"], FOUND["empty"]})
"""Of which nothing more can be said than that it is no file of any use."""


class Unfit(Exception):
    """The content is none of the kinds this system takes; `found` is a key of `FOUND` or a plain name."""

    def __init__(self, what: str) -> None:
        """Keep what was found."""
        super().__init__(what)
        self.found = what

    @property
    def described(self) -> Text:
        """What was found, for people."""
        return FOUND.get(self.found, Text(self.found.upper(), self.found.upper()))


def identify(stream: BinaryIO) -> str:
    """Return the content type of a seekable file whose structure is sound.

    Raises: Unfit: it is none of the known kinds, is damaged, is several kinds at once, or unpacks to too
    much.
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if not head:
        raise Unfit("empty")
    for magic, check in _CHECKS:
        if magic(head):
            kind = check(stream)
            _refuse_disguise(stream, head, kind)
            return kind
    raise Unfit(_guess(head))


def _guess(head: bytes) -> str:
    if head[:2] == b"MZ" or head[:4] == b"\x7fELF" or head[:2] == b"#!":
        return "exe"
    guessed = filetype.guess(head)
    if guessed is not None:
        return str(guessed.extension)
    return "unknown" if b"\x00" in head else "text"


def _refuse_disguise(stream: BinaryIO, head: bytes, kind: str) -> None:
    """Refuse what another reader takes for something else: a picture that is also an archive or a PDF."""
    if kind not in (ZIP, DOCX, PPTX, XLSX, DOC, PPT) and zipfile.is_zipfile(stream):
        raise Unfit("polyglot")
    if kind != PDF and b"%PDF-" in head[:1024]:
        raise Unfit("polyglot")


def _picture(stream: BinaryIO) -> str:
    try:
        return check_picture(stream)
    except PictureTooLarge:
        raise Unfit("pixels") from None
    except PictureBroken:
        raise Unfit("broken") from None


def _pdf(stream: BinaryIO) -> str:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 2048))
    tail = stream.read()
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise Unfit("broken")
    if refusal := pdf_refusal(stream):
        raise Unfit(refusal)
    return PDF


def _compound(stream: BinaryIO) -> str:
    """Look into an OLE compound file (MS-CFB) for the stream that makes it a document or a presentation."""
    stream.seek(0)
    try:
        with olefile.OleFileIO(stream) as compound:
            names = {entry[0] for entry in compound.listdir() if len(entry) == 1}
            active = compound_holds_active_content(compound)
    except (OSError, ValueError, IndexError, RecursionError):
        raise Unfit("broken") from None
    if active:
        raise Unfit("active")
    if "WordDocument" in names:
        return DOC
    if "PowerPoint Document" in names:
        return PPT
    raise Unfit("office")


def _archive(stream: BinaryIO) -> str:
    _refuse_long_directory(stream)
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            if "[Content_Types].xml" not in archive.NameToInfo:
                return ZIP
            with archive.open("[Content_Types].xml") as types:
                declared = types.read(1_000_000)
            active = holds_active_content(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise Unfit("broken") from None
    if active or b"macroEnabled" in declared or b"vbaProject" in declared:
        raise Unfit("active")
    kinds = [kind for mark, kind in _OFFICE_TYPES.items() if mark in declared]
    if not kinds:
        raise Unfit("office")
    return kinds[0]


def _refuse_long_directory(stream: BinaryIO) -> None:
    """Refuse an archive by the size that it tells of its directory, before anything reads it as a whole."""
    size = stream.seek(0, 2)
    begin = max(0, size - _END_BYTES - 20)
    stream.seek(begin)
    tail = stream.read()
    at = tail.rfind(_END_OF_ARCHIVE)
    if at < 0 or at + 22 > len(tail):
        raise Unfit("broken")
    told = int.from_bytes(tail[at + 12 : at + 16], "little")
    if at >= 20 and tail[at - 20 : at - 16] == _END_LOCATOR:  # ZIP64 tells it elsewhere
        stream.seek(min(int.from_bytes(tail[at - 12 : at - 4], "little"), size))
        told = max(int.from_bytes(stream.read(48)[40:48], "little"), told if told != 0xFFFFFFFF else 0)
    if told > MAX_DIRECTORY_BYTES:
        raise Unfit("bomb")


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    """Judge an archive by its directory: nothing is unpacked. Entries that share bytes are a bomb."""
    if not entries:
        raise Unfit("empty")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unfit("encrypted")
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    too_dense = unpacked > RATIO_MATTERS_FROM_BYTES and unpacked > MAX_RATIO * max(packed, 1)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or too_dense:
        raise Unfit("bomb")
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise Unfit("bomb")
        end = entry.header_offset + entry.compress_size + 30
        path = entry.filename.replace("\\", "/")
        if path.startswith("/") or ":" in path.split("/")[0] or ".." in path.split("/"):
            raise Unfit("unsafe_archive")


def _film(stream: BinaryIO) -> str:
    try:
        seconds = film_seconds(stream)
    except FilmBroken:
        raise Unfit("broken") from None
    if seconds > MAX_FILM_SECONDS:
        raise Unfit("long_film")
    return MP4


_MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"dash",
)


def _is_film(head: bytes) -> bool:
    brands = head[8:12] + head[16 : int.from_bytes(head[:4], "big")][:64]
    return head[4:8] == b"ftyp" and any(brand in brands for brand in _MP4_BRANDS)


_CHECKS: tuple[tuple[Callable[[bytes], bool], Callable[[BinaryIO], str]], ...] = (
    (lambda head: head.startswith(b"\xff\xd8\xff"), _picture),
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), _picture),
    (lambda head: head.startswith(b"BM"), _picture),
    (lambda head: head.startswith(b"%PDF-"), _pdf),
    (lambda head: head.startswith(b"PK\x03\x04"), _archive),
    (lambda head: head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _compound),
    (_is_film, _film),
)
"""How each kind begins, and what looks into it."""
