"""The size class: every line of the national standard at its limits, no gap, no overlap, and the reason."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest

from engine.dmn import Model, parse_model, table_problems
from engine.feel import to_python
from workflows.bootstrap import Platform
from workflows.business.experts.expertise import INDUSTRIES
from workflows.business.vouchers.size_class import facts_of, size_class_of

NOW = datetime(2026, 3, 2, tzinfo=UTC)
STANDARD: dict[str, dict[str, tuple[int, int, int]]] = {
    "farming": {"revenue": (20000, 500, 50)},
    "industry": {"employees": (1000, 300, 20), "revenue": (40000, 2000, 300)},
    "construction": {"revenue": (80000, 6000, 300), "assets": (80000, 5000, 300)},
    "wholesale": {"employees": (200, 20, 5), "revenue": (40000, 5000, 1000)},
    "retail": {"employees": (300, 50, 10), "revenue": (20000, 500, 100)},
    "transport": {"employees": (1000, 300, 20), "revenue": (30000, 3000, 200)},
    "storage": {"employees": (200, 100, 20), "revenue": (30000, 1000, 100)},
    "post": {"employees": (1000, 300, 20), "revenue": (30000, 2000, 100)},
    "lodging": {"employees": (300, 100, 10), "revenue": (10000, 2000, 100)},
    "catering": {"employees": (300, 100, 10), "revenue": (10000, 2000, 100)},
    "telecom": {"employees": (2000, 100, 10), "revenue": (100000, 1000, 100)},
    "software": {"employees": (300, 100, 10), "revenue": (10000, 1000, 50)},
    "real_estate": {"revenue": (200000, 1000, 100), "assets": (10000, 5000, 2000)},
    "property": {"employees": (1000, 300, 100), "revenue": (5000, 1000, 500)},
    "leasing": {"employees": (300, 100, 10), "assets": (120000, 8000, 100)},
    "unlisted": {"employees": (300, 100, 10)},
}
"""工信部联企业〔2011〕300号: lower limits of large, medium and small, revenue and assets in 10,000 yuan."""
CLASSES = ("large", "medium", "small", "micro")
TABLE = files("bpmn") / "voucher_quota" / "size_class.dmn"


@pytest.fixture(scope="module")
def model() -> Model:
    """The delivered table, whose line of business is given instead of found by the industry."""
    line = '<variable name="business_line" /><literalExpression><text>facts.line</text></literalExpression>'
    given = re.sub(
        r'(<decision id="business_line"[^>]*>).*?</decision>',
        rf"\1{line}</decision>",
        TABLE.read_text("utf-8"),
        flags=re.DOTALL,
    )
    return parse_model(given.encode(), file="size_class.dmn")


def decided(model: Model, line: str, **measured: int) -> str:
    facts = {"line": line, "employees": 0, "revenue": 0, "assets": 0, **measured}
    answer: dict[str, Any] = to_python(
        model.evaluate("size_class", {"facts": facts}, functions={}, now=NOW).value
    )
    assert answer["line"] == line
    return str(answer["size_class"])


@pytest.mark.parametrize("line", STANDARD)
def test_each_line_at_its_limits(model: Model, line: str) -> None:
    limits = STANDARD[line]
    for number, expected in enumerate(CLASSES[:3]):
        reached = {name: lower[number] for name, lower in limits.items()}
        assert decided(model, line, **reached) == expected
        for name in limits:  # one criterion just below: one class lower, whatever the other is
            below = CLASSES[number + 1]
            assert decided(model, line, **{**reached, name: reached[name] - 1}) == below
            others = {other: 10**9 for other in limits if other != name}
            assert decided(model, line, **others, **{name: reached[name] - 1}) == below
    assert decided(model, line) == "micro"


def test_the_proof_finds_no_gap_and_no_overlap() -> None:
    model = parse_model(TABLE.read_bytes(), file="size_class.dmn")
    assert model.problems == ()
    assert table_problems(model, file="size_class.dmn") == ()


def test_the_proof_would_find_a_gap_and_an_overlap() -> None:
    text = TABLE.read_text("utf-8")
    for changed, code in (("[301..1000)", "dmn.gap"), ("[299..1000)", "dmn.overlap")):
        broken = text.replace("[300..1000)", changed, 1)
        problems = table_problems(parse_model(broken.encode(), file="size_class.dmn"), file="size_class.dmn")
        assert {one.code for one in problems} == {code}


def test_every_industry_of_the_registration_has_a_line() -> None:
    model = parse_model(TABLE.read_bytes(), file="size_class.dmn")
    lines = {
        industry: to_python(
            model.evaluate("business_line", {"facts": {"industry": industry}}, functions={}, now=NOW).value
        )
        for industry in INDUSTRIES
    }
    assert set(lines.values()) <= set(STANDARD)
    assert (lines["food"], lines["construction"], lines["logistics"], lines["software"], lines["other"]) == (
        "industry", "construction", "transport", "software", "unlisted",
    )  # fmt: skip


PROFILE = {
    "industries": [{"industry": "software", "share": "40.00"}, {"industry": "food", "share": "60.00"}],
    "employees": 86,
    "revenue_last_year": "3200.00",
    "total_assets": "900.50",
}


@pytest.mark.prepared
def test_the_reason_names_what_was_measured(platform: Platform) -> None:
    with platform.begin() as work:
        size = size_class_of(work, PROFILE)
        assert size is not None
        assert size.reason("zh-CN") == "小型：从业人员 86 人，营业收入 3,200 万元"
        assert size.reason("en") == "Small: 86 staff, revenue of 32,000,000 yuan"
        assert size_class_of(work, {**PROFILE, "employees": None}) is None
        assert size_class_of(work, {}) is None


def test_the_main_industry_is_the_one_with_the_largest_share() -> None:
    assert facts_of(PROFILE)["industry"] == "food"
    rows = [{"industry": "food"}, {"industry": "software"}]
    assert facts_of({"industries": rows})["industry"] == "food"
