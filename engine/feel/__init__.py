"""FEEL, the expression language of DMN: compile once, evaluate often, within a budget."""

from engine.feel.budget import Budget
from engine.feel.checking import (
    CONVERSIONS,
    NUMBER,
    UnlikeTypes,
    WrongCall,
    is_never_boolean,
    is_never_list,
    null_conversions,
    unlike_types,
    wrong_calls,
)
from engine.feel.draws import Draws
from engine.feel.errors import (
    NO_SUCH_CALL,
    FeelAssertionFailed,
    FeelBudgetExceeded,
    FeelError,
    FeelSyntaxError,
    FeelWarning,
)
from engine.feel.expression import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    compile_with_nulls,
)
from engine.feel.functions import BUILTINS, Functions, FunctionValue
from engine.feel.habits import habit
from engine.feel.json_form import from_json, to_json
from engine.feel.operators import equals
from engine.feel.runtime import Run
from engine.feel.slips import Slip, slips
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.values import FeelContext, Range, from_python, to_python, type_name

BUILTIN_NAMES = frozenset(BUILTINS)

__all__ = [
    "BUILTIN_NAMES",
    "CONVERSIONS",
    "NO_SUCH_CALL",
    "NUMBER",
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
    "Slip",
    "Time",
    "UnaryTests",
    "UnlikeTypes",
    "WrongCall",
    "compile_expression",
    "compile_unary_tests",
    "compile_with_nulls",
    "equals",
    "from_json",
    "from_python",
    "habit",
    "is_never_boolean",
    "is_never_list",
    "null_conversions",
    "slips",
    "to_json",
    "to_python",
    "type_name",
    "unlike_types",
    "wrong_calls",
]
