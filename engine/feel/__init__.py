"""FEEL, the expression language of DMN: compile once, evaluate often, within a budget."""

from engine.feel.budget import Budget
from engine.feel.checking import WrongCall, is_never_boolean, wrong_calls
from engine.feel.draws import Draws
from engine.feel.errors import (
    NO_SUCH_CALL,
    FeelAssertionFailed,
    FeelBudgetExceeded,
    FeelError,
    FeelSyntaxError,
    FeelWarning,
)
from engine.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.functions import BUILTINS, Functions, FunctionValue
from engine.feel.json_form import from_json, to_json
from engine.feel.operators import equals
from engine.feel.runtime import Run
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.values import FeelContext, Range, from_python, to_python, type_name

BUILTIN_NAMES = frozenset(BUILTINS)

__all__ = [
    "BUILTIN_NAMES",
    "NO_SUCH_CALL",
    "Budget",
    "Date",
    "DateTime",
    "DaysDuration",
    "Draws",
    "Expression",
    "FeelAssertionFailed",
    "FeelBudgetExceeded",
    "FeelContext",
    "FeelError",
    "FeelSyntaxError",
    "FeelWarning",
    "FunctionValue",
    "Functions",
    "MonthsDuration",
    "Range",
    "Run",
    "Time",
    "UnaryTests",
    "WrongCall",
    "compile_expression",
    "compile_unary_tests",
    "equals",
    "from_json",
    "from_python",
    "is_never_boolean",
    "to_json",
    "to_python",
    "type_name",
    "wrong_calls",
]
