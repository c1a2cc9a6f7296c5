from __future__ import annotations

from typing import Any

import pytest

from engine import feel
from workflows.ground.calendar.feel_functions import platform_functions


def value(expression: str, **names: Any) -> Any:
    functions = platform_functions()
    compiled = feel.compile_expression(expression, names=tuple(functions))
    return feel.to_json(compiled.evaluate(names, functions=functions))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('string(add working days(date("2025-09-30"), 2))', "2025-10-10"),
        (
            'string(add working days(date and time("2025-09-30T16:30:00@Asia/Shanghai"), 2)) ',
            "2025-10-10T16:30",
        ),
        ('working days between(date("2025-09-30"), date("2025-10-10")) = 2', True),
        ('is working day(date("2025-10-01"))', False),
        ('is working day(date("2025-09-28"))', True),
        ('valid credit code("9143010012345678X8")', True),
        ('valid credit code("9143010012345678XN")', False),
        ('valid credit code("91430100")', False),
        (
            'string(add working hours(date and time("2026-03-06T17:00:00@Asia/Shanghai"), 1.5))',
            "2026-03-09T10:00",
        ),
        ("add working days(null, 2)", None),
    ],
)
def test_functions_answer_in_feel(expression: str, expected: Any) -> None:
    answer = value(expression)
    if isinstance(expected, str):
        assert str(answer).startswith(expected)
    else:
        assert answer == expected
