from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import xml
from engine.errors import EngineError
from engine.hostile_input import MESSAGES, FileRefused
from engine.xml import XmlRefused, in_utf8, parse_xml
from tests.engine.rlimit import run_bounded

HEAD = b'<?xml version="1.0"?>'
BILLION_LAUGHS = HEAD + (
    b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><l>&c;</l>'
)


def refusal(data: bytes, **bounds: int) -> XmlRefused:
    with pytest.raises(XmlRefused) as caught:
        parse_xml(data, **bounds)
    return caught.value


def test_a_plain_file_is_read_with_line_numbers_and_without_comments() -> None:
    root = parse_xml(b"<a xmlns='urn:x'>\n<!-- no --><b c='1'>\xe4\xb8\xad</b></a>")
    assert root.tag == "{urn:x}a"
    assert [(child.text, child.sourceline, child.get("c")) for child in root] == [("中", 2, "1")]


@pytest.mark.parametrize(
    "data",
    [
        BILLION_LAUGHS,
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://localhost:1/x"> %x;]><a/>',
        b'<!DOCTYPE a [<!ATTLIST a b CDATA "x">]><a/>',
        "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a><a/>".encode("utf-16"),
    ],
)
def test_every_doctype_is_refused(data: bytes) -> None:
    assert refusal(data).code == "xml.doctype"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "xml.malformed"),
        (b"<a>", "xml.malformed"),
        (b"<a>&x;</a>", "xml.malformed"),
        (b"<a b='1' b='2'/>", "xml.malformed"),
        (b"<?xml version='1.0' encoding='none-such'?><a/>", "xml.malformed"),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", "xml.malformed"),
        (b"<x:a/>", "xml.malformed"),
        (b"\x00" * 100, "xml.malformed"),
        (b"<a>" * 101 + b"</a>" * 101, "xml.too_deep"),
        (b"<a>" + b"<b/>" * xml.MAX_NODES + b"</a>", "xml.too_many_nodes"),
        (b"<a>" + b"<!---->" * xml.MAX_NODES + b"</a>", "xml.too_many_nodes"),
        (b"<a " + b" ".join(b"a%d=''" % i for i in range(xml.MAX_NODES)) + b"/>", "xml.too_many_attributes"),
        (b"<a>" + b"<b c='' d='' e=''/>" * (xml.MAX_NODES // 4) + b"</a>", "xml.too_many_nodes"),
        (b" " * (xml.MAX_BYTES + 1), "xml.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_could_hurt_is_refused(data: bytes, code: str) -> None:
    error = refusal(data)
    assert error.code == code
    assert isinstance(error, EngineError)
    assert error.message("en").startswith("Expected ")
    assert error.message("zh-CN") != error.message("en")
    assert str(error) == error.message("en")


def test_bounds_can_be_narrowed() -> None:
    assert refusal(b"<a><b/></a>", max_depth=1).params == {"limit": 1, "line": 1}
    assert refusal(b"<a><b/></a>", max_nodes=1).code == "xml.too_many_nodes"
    assert refusal(b"<a><b/></a>", max_bytes=3).params == {"limit": 3, "found": 11}


@given(st.binary(max_size=200) | st.text(alphabet="<>a&;!?-[]DOCTYPE \"'=/", max_size=80).map(str.encode))
def test_any_bytes_give_a_tree_or_the_one_refusal(data: bytes) -> None:
    try:
        parse_xml(data)
    except FileRefused as error:
        code = error.code
    else:
        return
    assert code in MESSAGES


@pytest.mark.parametrize(
    "attack",
    [
        "b'<a>' * 650_000",
        "b'<a ' + b' '.join(b\"a%d=''\" % i for i in range(200_000)) + b'/>'",
        "b'<a ' + b' '.join(b\"xmlns:a%d='u%d'\" % (i, i) for i in range(49_000)) + b'/>'",
        "b'<a>' + b'<b/>' * 500_000 + b'</a>'",
        "b'<a>' + b'x' * 2_000_000 + b'</a>'",
        "b'<a b=\"' + b'x' * 2_000_000 + b'\"/>'",
        "b'<' + b'a' * 2_000_000",
        "b'<!DOCTYPE a [' + b'<!ENTITY a \"a\">' * 120_000 + b']><a/>'",
        "b'<!DOCTYPE a [<!ENTITY a \"' + b'a' * 1_900_000 + b'\">]><a>&a;&a;</a>'",
    ],
    ids=["deep", "attributes", "namespaces", "wide", "text", "value", "name", "entities", "blowup"],
)
def test_runaways_stay_within_64_megabytes(attack: str) -> None:
    code = (
        "try:\n    print(parse_xml(data).tag and 'read')\nexcept XmlRefused as error:\n    print(error.code)"
    )
    printed = run_bounded(f"data = {attack}", code, imports="from engine.xml import XmlRefused, parse_xml")
    assert printed == "read" or printed in MESSAGES


SAID = '<?xml version="1.0" encoding="{}"?>\n<a name="开始">审批</a>'


@pytest.mark.parametrize(
    "encoding", ["GBK", "gb2312", "GB18030", "Big5", "Shift_JIS", "EUC-KR", "UTF-16", "UTF-8"]
)
def test_files_of_tools_in_east_asia_are_read(encoding: str) -> None:
    said = (
        SAID
        if encoding not in ("Big5", "Shift_JIS", "EUC-KR")
        else SAID.replace("开始", "開始").replace("审批", "審批")
    )
    data = said.format(encoding).encode(encoding)
    root = parse_xml(data)
    assert (root.get("name"), root.text) in (("开始", "审批"), ("開始", "審批"))
    assert in_utf8(data) == said.format("UTF-8").encode()


@pytest.mark.parametrize(
    "data", [b"", b"<a/>", b"\xef\xbb\xbf<a/>", SAID.format("GBK").encode("gbk")[:-5] + b"\xff"]
)
def test_what_cannot_be_told_stays_as_it_is(data: bytes) -> None:
    assert in_utf8(data) == data


def test_an_encoding_hides_no_doctype() -> None:
    hidden = '<?xml version="1.0" encoding="GBK"?><!DOCTYPE a [<!ENTITY b "审批">]><a>&b;</a>'
    with pytest.raises(XmlRefused) as refused:
        parse_xml(hidden.encode("gbk"))
    assert refused.value.code == "xml.doctype"
