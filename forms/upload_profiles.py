"""Which content each kind of upload may have; names are used in `properties.upload` of a file picker."""

from __future__ import annotations

from dataclasses import dataclass

from forms.texts import Text

MEGABYTE = 1024 * 1024
"""As file managers count, so that a picture shown there as 9.9 MB is taken where 10 MB are allowed."""

MOST_FILES = 100
"""Files of one field at most, whatever its form says."""

JPEG, PNG, BMP = "image/jpeg", "image/png", "image/bmp"
PDF, ZIP, MP4 = "application/pdf", "application/zip", "video/mp4"
DOC, PPT = "application/msword", "application/vnd.ms-powerpoint"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PICTURES = frozenset({JPEG, PNG, BMP})
KIND_NAMES = {
    JPEG: "JPEG",
    PNG: "PNG",
    BMP: "BMP",
    PDF: "PDF",
    ZIP: "ZIP",
    MP4: "MP4",
    DOC: "DOC",
    DOCX: "DOCX",
    PPT: "PPT",
    PPTX: "PPTX",
    XLSX: "XLSX",
}
KIND_SUFFIXES = {
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    BMP: (".bmp",),
    PDF: (".pdf",),
    ZIP: (".zip",),
    MP4: (".mp4",),
    DOC: (".doc",),
    DOCX: (".docx",),
    PPT: (".ppt",),
    PPTX: (".pptx",),
    XLSX: (".xlsx",),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What one kind of upload may be. `image_sizes` are longest edges in pixels that the system makes.

    The name of a profile that is not the platform's begins with where it comes from, and a colon.
    """

    name: str
    kinds: tuple[str, ...]
    max_bytes: int
    label: Text
    image_sizes: tuple[tuple[str, int], ...] = ()
    max_files: int = MOST_FILES

    @property
    def accept(self) -> str:
        """The `accept` attribute of a file input: a hint for the browser, never a check."""
        return ",".join(suffix for kind in self.kinds for suffix in KIND_SUFFIXES[kind])

    @property
    def is_photo(self) -> bool:
        """Whether only pictures are taken, so that a phone may take one with its camera."""
        return PICTURES.issuperset(self.kinds)

    @property
    def kind_names(self) -> Text:
        """What may be uploaded, as people call it: “JPG 或 PNG 图片”."""
        *others, last = ("JPG" if kind == JPEG else KIND_NAMES[kind] for kind in self.kinds)
        zh = f"{'、'.join(others)} 或 {last}" if others else last
        en = f"{', '.join(others)} or {last}" if others else last
        what = ("图片", "picture") if self.is_photo else ("文件", "file")
        return Text(f"{zh} {what[0]}", f"a {en} {what[1]}")


_OFFICE = (PDF, PNG, JPEG, DOC, DOCX, ZIP, MP4, PPT, PPTX, BMP)

PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("licence", (JPEG, PNG), 10 * MEGABYTE, Text("营业执照", "Business licence")),
        Profile("expert_photo", (JPEG, PNG), 2 * MEGABYTE, Text("专家照片", "Expert photo")),
        Profile(
            "product_picture",
            (JPEG, PNG, BMP),
            2 * MEGABYTE,
            Text("产品图片", "Product picture"),
            (("large", 1280), ("medium", 640), ("small", 160)),
        ),
        Profile("case_document", _OFFICE, 100 * MEGABYTE, Text("案例文件", "Case document")),
        Profile("video", (MP4,), 100 * MEGABYTE, Text("视频", "Video")),
        Profile("pdf", (PDF,), 20 * MEGABYTE, Text("PDF 文件", "PDF document")),
        Profile("scan", (PDF, JPEG, PNG), 20 * MEGABYTE, Text("扫描件", "Scan")),
        Profile("attachment", _OFFICE, 20 * MEGABYTE, Text("附件", "Attachment")),
    )
}


def is_same_rule(one: str, other: str) -> bool:
    """Tell whether two names mean the same profile, of whatever version of a package."""
    return one.rpartition(":")[2] == other.rpartition(":")[2] and (":" in one) == (":" in other)
