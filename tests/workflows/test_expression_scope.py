"""What an expression of a draft may read, in words and by place, and what it comes to in the example."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workflows.packages import package_files
from workflows.scenarios.expression_scope import (
    ExpressionScope,
    ScopeVariable,
    example_value,
    expression_scope,
)
from workflows.studio.new_process import files
from workflows.studio.values import NewProcess

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
PROCESS = "product_listing"


@pytest.fixture(scope="module")
def scope() -> ExpressionScope:
    return expression_scope(package_files(PROCESS), PROCESS, "zh-CN", NOW)


def member(scope: ExpressionScope, name: str, *path: str) -> ScopeVariable:
    one = scope.variables[name]
    for step in path:
        one = next(inside for inside in one.members if inside.name == step)
    return one


def test_fields_have_labels_kinds_and_examples_and_steps_are_named(scope: ExpressionScope) -> None:
    kind = member(scope, "application", "kind")
    assert (kind.label, kind.kind) == ("产品类型", "选项")
    assert kind.example in ('"own"', '"featured"', '"regular"', '"service"', '"solution"')
    assert member(scope, "scoring", "innovation").kind == "数字"
    decided = member(scope, "first_review")
    assert (decided.label, member(scope, "first_review", "action").example) == (
        "由“运营初审”提供",
        '"approve"',
    )
    assert member(scope, "route", "way").example == '"direct"'
    english = expression_scope(package_files(PROCESS), PROCESS, "en", NOW)
    assert member(english, "first_review").label == "given by “First review”"
    assert member(english, "application", "kind").label == "Kind"


def test_what_only_comes_later_is_not_offered(scope: ExpressionScope) -> None:
    assert {"application", "region"} <= scope.at["submitted"]
    assert "route" not in scope.at["to_entered"]
    assert "route" in scope.at["review_operator"]
    assert "application" in scope.at_decision["listing_route"]
    begun = expression_scope(files(NewProcess("leave", "请假", "Leave")), "leave", "en", NOW)
    assert "review" not in begun.at["review"]
    assert "review" in begun.at["to_done"]
    assert "subject" not in begun.variables  # a case has what its start form asks inside `application`
    assert member(begun, "application", "subject").kind == "text"


@pytest.mark.parametrize(
    ("expression", "value", "wrong"),
    [
        ('first_review.action = "approve"', "true", ""),
        ("region", '"430100"', ""),
        ("add working days(now(), 3)", "2026-03-05T10:00:00@Asia/Shanghai", ""),
        ("nobody.knows", "null", ""),
        ("a +", "", "Line 1, column 4: "),
        ("for i in 1..100000000 return i", "", "Expected a list of at most"),
    ],
)
def test_an_expression_has_a_value_or_a_sentence(
    scope: ExpressionScope, expression: str, value: str, wrong: str
) -> None:
    written, refusal = example_value(scope, expression, "en", NOW)
    assert written == value
    assert refusal.startswith(wrong)
    assert bool(refusal) == bool(wrong)


def test_of_a_diagram_that_cannot_be_read_nothing_is_said() -> None:
    broken = {"process.bpmn": b"<a", "application.form": b"{"}
    assert expression_scope(broken, "broken", "zh-CN", NOW).variables == {}
