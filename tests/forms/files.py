"""Makes small files of every kind, honest and hostile."""

from __future__ import annotations

import io
import struct
import zipfile

import olefile
from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 128)[: len(mode)]).save(target, kind)
    return target.getvalue()


def pdf() -> bytes:
    """Return a document of one empty page, as small as it can be."""
    return pdf_of("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE)


PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"


def pdf_of(*objects: str, trailer: str = "") -> bytes:
    """Return a PDF with these objects, numbered from 1; the first is the catalogue."""
    written, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    size, at = len(objects) + 1, len(written)
    table = f"xref\n0 {size}\n0000000000 65535 f \n{rows}"
    end = f"trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{at}\n%%EOF\n"
    return written + (table + end).encode("ascii")


def archive(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return target.getvalue()


def office(main: str, parts: dict[str, bytes] | None = None) -> bytes:
    """An Office file with this main content type, and further parts that it does not declare."""
    types = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{main}"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), "main.xml": b"<x/>", **(parts or {})})


DOCX = "wordprocessingml.document.main+xml"
PPTX = "presentationml.presentation.main+xml"
XLSX = "spreadsheetml.sheet.main+xml"


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def film(seconds: int = 20) -> bytes:
    header = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + b"\0" * 80)
    return box(b"ftyp", b"isom\0\0\0\1isomavc1") + box(b"moov", header) + box(b"mdat", b"y" * 40)


def relations(kind: str, target: str, mode: str = "External") -> bytes:
    """A part that relates a document to `target`."""
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    one = f'<Relationship Id="r1" Type="{base}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'<Relationships xmlns="{namespace}">{one}</Relationships>'.encode()


def compound(stream: str) -> bytes:
    """A compound file with one named stream, laid out by MS-CFB: header, FAT, directory, data."""
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", olefile.MAGIC, b"", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0
    ) + struct.pack("<109I", 0, *[free] * 108)
    fat = struct.pack("<128I", fat_mark, end, *range(3, 10), end, *[free] * 118)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ", raw, len(raw) + 2, kind, 1, free, free, child, b"", 0, 0, 0, start, size
        )

    blank = entry("", 0, free, 0, 0)
    directory = entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, free, 2, 4096) + blank * 2
    return header + fat + directory + b"\0" * 4096


def program() -> bytes:
    return b"MZ\x90\x00" + b"\0" * 60 + b"PE\0\0" + b"\0" * 400
