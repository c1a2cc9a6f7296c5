"""What contracts say: amounts in words, variables, comparisons, and terms that cannot be offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forms import Text
from workflows.business.contracts import amounts, content, templates
from workflows.business.contracts.comparing import differences, words
from workflows.business.contracts.values import Clause, Milestone, Terms, Variable
from workflows.ground.errors import Invalid

VARIABLES = (Variable("place", Text("地点", "Place"), "text"), Variable("day", Text("日期", "Day"), "date"))
TERMS = Terms(
    "服务合同",
    (
        Clause("a", "内容", "在{{place}}提供服务。\n自{{ day }}起。"),
        Clause("b", "培训", "培训。", True, False),
    ),
    (Milestone("一", 400, date(2026, 5, 1)), Milestone("二", 600, date(2026, 5, 1))),
    "full",
    values=(("place", "长沙"), ("day", "2026-05-01")),
)


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (105, "壹元零伍分"),
        (120_000, "壹仟贰佰元整"),
        (1_001_000, "壹万零壹拾元整"),
        (100_010_000, "壹佰万零壹佰元整"),
        (10_000_000_000, "壹亿元整"),
        (12_345_678_901, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"),
        (1_010_101_010_100, "壹佰零壹亿零壹佰零壹万零壹佰零壹元整"),
    ],
)
def test_amounts_in_words(fen: int, said: str) -> None:
    assert amounts.in_words(fen) == f"人民币{said}"


def test_variables_are_filled_in_and_optional_parts_left_out() -> None:
    filled = content.with_values(TERMS)
    assert [one.text for one in filled.clauses] == ["在长沙提供服务。\n自2026年5月1日起。"]
    assert content.from_json(content.to_json(filled)) == filled


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    tricky = replace(TERMS, values=(("place", "{{day}}"), ("day", "2026-05-01")))
    assert "{{day}}" in content.with_values(tricky).clauses[0].text


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"title": ""}, "title", "title"),
        ({"title": "长" * 61}, "title", "title"),
        ({"clauses": ()}, "clauses", "clauses"),
        ({"clauses": (Clause("a", "内容", "字" * 4_001),)}, "text-0", "clause_long"),
        ({"clauses": (Clause("a", "", "字"),)}, "text-0", "clause_empty"),
        ({"values": (("place", ""), ("day", "2026-05-01"))}, "value-place", "value_needed"),
        ({"values": (("place", "长沙"), ("day", "明天"))}, "value-day", "value_date"),
        ({"milestones": ()}, "milestones", "milestones"),
        ({"milestones": TERMS.milestones[:1]}, "milestones", "milestone_sum"),
        ({"milestones": (Milestone("一", 0, date(2026, 5, 1)),)}, "milestone-amount-0", "milestone_amount"),
        (
            {"milestones": (TERMS.milestones[0], Milestone("二", 600, date(2026, 4, 1)))},
            "milestone-due-1",
            "milestone_order",
        ),
        ({"payment": "instalments", "deposit_fen": 0}, "deposit", "deposit"),
        ({"payment": "instalments", "deposit_fen": 1_000}, "deposit", "deposit"),
    ],
)
def test_terms_that_cannot_be_offered(changes: dict[str, object], field: str, code: str) -> None:
    content.check_terms(TERMS, amount_fen=1_000, variables=VARIABLES)
    with pytest.raises(Invalid) as refusal:
        content.check_terms(replace(TERMS, **changes), amount_fen=1_000, variables=VARIABLES)  # type: ignore[arg-type]
    assert (field, f"contracts.{code}") in [(one.field, one.code) for one in refusal.value.problems]


def test_comparing_tells_words_apart() -> None:
    pieces = words("验收期限为5个工作日。", "验收期限为10个工作日内。")
    assert [(one.change, one.text) for one in pieces] == [
        ("same", "验收期限为"),
        ("gone", "5"),
        ("new", "10"),
        ("same", "个工作日"),
        ("new", "内"),
        ("same", "。"),
    ]


def test_comparing_names_every_part_that_differs() -> None:
    after = replace(
        TERMS, clauses=(replace(TERMS.clauses[0], heading="服务"), replace(TERMS.clauses[1], chosen=True)),
        payment="instalments", deposit_fen=300,
    )  # fmt: skip
    told = {one.id: (one.change, one.is_changed) for one in differences(TERMS, after)}
    assert told == {
        "title": ("same", False),
        "a": ("same", True),
        "b": ("new", True),
        "milestones": ("same", False),
        "payment": ("new", True),
        "release": ("same", False),
    }
    assert {one.id: one.change for one in differences(after, TERMS)}["b"] == "gone"


def test_a_template_names_no_variable_that_it_has_not() -> None:
    said = templates.TemplateContent("合同", (Clause("a", "内容", "{{somewhere}}"),), VARIABLES)
    with pytest.raises(Invalid) as refusal:
        content.check_template(said)
    assert refusal.value.problems[0].code == "contracts.unknown_variable"
