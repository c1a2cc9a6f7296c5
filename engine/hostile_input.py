"""The refusals shared by everything that reads files from outside, in both languages."""

from __future__ import annotations

from typing import Any

from engine.errors import InvalidArgument, Locale
from engine.messages import Catalogue, render

MESSAGES: Catalogue = {
    "xml.too_large": (
        "文件应不超过 {limit} 字节，实际为 {found} 字节。",
        "Expected a file of at most {limit} bytes, but it has {found}.",
    ),
    "xml.malformed": (
        "应为格式正确的 XML 文件，但第 {line} 行第 {column} 列有误：{reason}。",
        "Expected well-formed XML, but line {line}, column {column} is not: {reason}.",
    ),
    "xml.doctype": (
        "XML 文件不得含有 DOCTYPE 或实体声明，但第 {line} 行含有。",
        "Expected XML without DOCTYPE and entities, but line {line} declares one.",
    ),
    "xml.too_deep": (
        "XML 元素嵌套应不超过 {limit} 层，但第 {line} 行更深。",
        "Expected elements nested at most {limit} deep, but line {line} goes deeper.",
    ),
    "xml.too_many_nodes": (
        "XML 元素、属性与命名空间声明合计应不超过 {limit} 个，但文件更多。",
        "Expected at most {limit} elements, attributes and namespace declarations, but there are more.",
    ),
    "xml.too_many_attributes": (
        "XML 元素的属性应不超过 {limit} 个，但第 {line} 行的元素有 {found} 个。",
        "Expected at most {limit} attributes on an element, but the one in line {line} has {found}.",
    ),
    "zip.not_zip": (
        "应为完整的 ZIP 文件，但该文件不是，或已损坏。",
        "Expected a whole ZIP file, but this is none, or it is damaged.",
    ),
    "zip.too_large": (
        "压缩包应不超过 {limit} 字节，实际为 {found} 字节。",
        "Expected a package of at most {limit} bytes, but it has {found}.",
    ),
    "zip.too_many_files": (
        "压缩包应最多含 {limit} 个文件，实际为 {found} 个。",
        "Expected at most {limit} files in the package, but found {found}.",
    ),
    "zip.unpacks_too_large": (
        "压缩包解压后应不超过 {limit} 字节，但“{name}”超出。",
        'Expected a package that unpacks to at most {limit} bytes, but "{name}" goes beyond.',
    ),
    "zip.bad_name": (
        "文件名应为包内的相对路径，但“{name}”不是。",
        'Expected a relative path inside the package, but "{name}" is not one.',
    ),
    "zip.duplicate_name": (
        "压缩包内文件名应唯一，但“{name}”重复。",
        'Expected every name in the package once, but "{name}" is there again.',
    ),
    "zip.unsupported_entry": (
        "压缩包应只含普通的未加密文件，但“{name}”不是。",
        'Expected only plain, unencrypted files in the package, but "{name}" is not one.',
    ),
}


class FileRefused(InvalidArgument):
    """A file from outside was refused before its content was used; `code` and `params` say why."""

    def __init__(self, code: str, **params: Any) -> None:
        """Keep what a translation needs; the exception's own text is the English sentence."""
        self.code = code
        self.params = params
        super().__init__(render(MESSAGES, code, "en", params), code=code, **params)

    def message(self, locale: Locale) -> str:
        """Return the sentence in `locale`."""
        return render(MESSAGES, self.code, locale, self.params)
