import engine.feel

EXPECTED = {
    "unlike_types",
    "slips",
    "null_conversions",
    "is_never_list",
    "UnlikeTypes",
    "Slip",
    "NUMBER",
    "CONVERSIONS",
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
}


def test_the_public_surface_is_what_other_rooms_build_on() -> None:
    assert set(engine.feel.__all__) == EXPECTED
    assert all(hasattr(engine.feel, name) for name in EXPECTED)
