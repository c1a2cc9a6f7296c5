"""Notice texts that a package brings: what is read, and what is refused with its line."""

from __future__ import annotations

import pytest

from workflows.notices.kinds import kind_of
from workflows.outbox.templates import names, of_package, render, short_name
from workflows.package_data.notices import LONGEST_BODY, MOST_HOLES, read_notices, without_addresses

NONE: frozenset[str] = frozenset()
TEXT = """paid:
  kind: verdict
  subject: 已拨付：{{ number }}
  subject_en: "Paid: {{ number }}"
  body: 已拨付 {{ application.total + 1 }} 元。
  body_en: You got {{ application.total + 1 }} yuan.
"""


def said(text: str) -> list[tuple[int | None, str]]:
    notes = read_notices(text.encode(), NONE).notes
    assert all(one.chinese for one in notes.wrong)
    return [(one.line, one.english) for one in notes.wrong]


def test_a_text_has_its_holes_compiled() -> None:
    read = read_notices(TEXT.encode(), NONE)
    assert read.notes.wrong == []
    text = read.texts["paid"]
    assert text.kind == "verdict"
    assert text.subject["en"][0] == "Paid: "
    assert {name for one in text.expressions for name in one.names} == {"number", "application"}


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("kind: verdict", "kind: verdit", 2, "verdit is no kind (did you mean verdict?)"),
        ("kind: verdict", "knd: verdict", 2, "the text paid has no knd (did you mean kind?)"),
        ("  body_en: You got {{ application.total + 1 }} yuan.\n", "", 1, "the text paid has no body_en"),
        ("{{ number }}\n", "{{ number }\n", 3, "{{ and }} do not come in pairs in subject"),
        ("total + 1 }} 元", "total + }} 元", 5, "“application.total +” in body of the text paid is no FEEL"),
        ("已拨付 ", "请看 https://evil.cn ", 5, "body of the text paid holds an address"),
        ("已拨付 ", "请写信至 a@evil.cn ", 5, "holds an address (evil.cn)"),
        ("已拨付 {{", "{{", 5, "put a text that begins with { in quotes"),
        ("paid:", "Paid-1:", 1, "the name Paid-1 takes small letters"),
        ("You got", "You got" + "!" * LONGEST_BODY, 6, f"at most {LONGEST_BODY} are taken"),
        ("You got", "Got" + "{{ number }}" * (MOST_HOLES + 1), 6, f"more than {MOST_HOLES} holes"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, line: int, sentence: str) -> None:
    assert old in TEXT
    read = said(TEXT.replace(old, new, 1))
    assert any(at == line and sentence in text for at, text in read), read


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("见 https://evil.example.cn/a", "见 https：//evil．example．cn/a"),
        ("www.evil", "www．evil"),
        ("王@evil.cn", "王@evil．cn"),
        ("共 200.50 元", "共 200.50 元"),
        ("第 1.2.3 条", "第 1.2.3 条"),
    ],
)
def test_what_fills_a_hole_leads_nowhere(text: str, shown: str) -> None:
    assert without_addresses(text) == shown


def test_a_text_of_a_package_has_its_own_kind_and_cannot_write_headers() -> None:
    template = of_package("verdict", "paid")
    assert (kind_of(template).id, short_name(template)) == ("verdict", "paid")
    assert kind_of(of_package("nonsense", "paid")).id == "other"
    params = {
        "name": "湘江机械",
        "subject": "已拨付\nBcc: a",
        "body": "好",
        "subject_en": "Paid",
        "body_en": "Good",
    }
    assert render(template, params, "zh-CN").subject == "已拨付 Bcc: a"
    assert render(template, params, "en").body.endswith("Good")
    assert template not in names()
