"""The only door by which XML from outside enters: no DTD, no entities, no network, bounded size and depth."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from lxml import etree

from engine.hostile_input import FileRefused

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 50_000
MAX_ATTRIBUTES = 200
"""Of one element. lxml takes the square of their number to list them."""
_LONG_TAG_BYTES = 50_000
_DECLARATION = re.compile(
    r"\A(<\?xml\s[^>]{0,100}?encoding\s*=\s*[\"'])([A-Za-z][\w.\-]{0,30})([\"'])", re.ASCII
)
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""How a file in UTF-16 begins."""
_SEVERAL_BYTES = frozenset({"gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"})
"""Encodings that tools in East Asia write and expat does not read."""


class XmlRefused(FileRefused):
    """The XML is malformed, or could hurt whoever reads it."""


class _Gate:
    """A streaming pass that builds nothing and stops at the first thing that is not allowed.

    lxml offers no hook that sees a DOCTYPE before it acts on it, and bounds depth only while the tree
    is being built; expat stops in the middle of a token stream.
    """

    def __init__(self, max_depth: int, max_nodes: int) -> None:
        self._max_depth = max_depth
        self._max_nodes = max_nodes
        self._depth = 0
        self._nodes = 0
        self._parser = parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = self._count
        parser.ProcessingInstructionHandler = self._count
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype

    def check(self, data: bytes) -> None:
        """Feed all of `data`. Raises: XmlRefused."""
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise XmlRefused(
                "xml.malformed", line=error.lineno, column=error.offset + 1, reason=reason
            ) from error
        except (LookupError, ValueError) as error:  # an encoding that Python does not know, or refuses
            raise XmlRefused("xml.malformed", line=1, column=1, reason=str(error)) from error

    def _start(self, _name: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > self._max_depth:
            raise XmlRefused("xml.too_deep", limit=self._max_depth, line=self._parser.CurrentLineNumber)
        count = len(attributes) // 2
        if count > MAX_ATTRIBUTES:
            line = self._parser.CurrentLineNumber
            raise XmlRefused("xml.too_many_attributes", limit=MAX_ATTRIBUTES, found=count, line=line)
        self._count_nodes(1 + count)

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _count(self, *_: Any) -> None:
        self._count_nodes(1)

    def _count_nodes(self, number: int) -> None:
        self._nodes += number
        if self._nodes > self._max_nodes:
            raise XmlRefused("xml.too_many_nodes", limit=self._max_nodes)

    def _doctype(self, *_: Any) -> None:
        raise XmlRefused("xml.doctype", line=self._parser.CurrentLineNumber)


def _check_at_a_glance(data: bytes, max_nodes: int) -> None:
    """Refuse by counting bytes what expat would take long to refuse: far too many tags, or one huge tag.

    Every tag has its own `<`, and a node at most two tags.
    """
    if data.count(b"<") > 2 * max_nodes + 2:
        raise XmlRefused("xml.too_many_nodes", limit=max_nodes)
    line = 1
    for part in data.split(b"<"):
        if len(part) > _LONG_TAG_BYTES and (count := part.count(b"=")) > 10 * MAX_ATTRIBUTES:
            raise XmlRefused("xml.too_many_attributes", limit=MAX_ATTRIBUTES, found=count, line=line)
        line += part.count(b"\n")


def in_utf8(data: bytes) -> bytes:
    """Return an XML file in UTF-8, and saying so; as it is where its encoding is not known, or is UTF-8."""
    encoding = next((name for mark, name in _WIDE if data.startswith(mark)), None)
    if encoding is None:
        declared = _DECLARATION.match(data[:200].decode("ascii", "replace"))
        encoding = declared[2].lower() if declared is not None else ""
        if encoding not in _SEVERAL_BYTES:
            return data
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError:
        return data
    return _DECLARATION.sub(r"\1UTF-8\3", text, count=1).encode()


def parse_xml(
    data: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH, max_nodes: int = MAX_NODES
) -> etree._Element:
    """Return the root of `data` after a streaming check that it can do no harm.

    `max_nodes` counts elements, attributes, namespace declarations, comments and processing instructions.
    The tree has no comments or processing instructions; elements keep their `sourceline`.
    Raises: XmlRefused: too large or deep, malformed, or with any DOCTYPE or entity declaration.
    """
    if len(data) > max_bytes:
        raise XmlRefused("xml.too_large", limit=max_bytes, found=len(data))
    data = in_utf8(data)
    _check_at_a_glance(data, max_nodes)
    _Gate(max_depth, max_nodes).check(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line, column = getattr(error, "position", None) or (1, 1)
        raise XmlRefused("xml.malformed", line=line, column=column, reason=str(error)) from error
    if getattr(
        root.getroottree().docinfo, "doctype", ""
    ):  # the two parsers disagree: believe the one that saw it
        raise XmlRefused("xml.doctype", line=1)
    return root
