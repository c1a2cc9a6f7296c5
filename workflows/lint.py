"""What diagrams may name on this platform, and the lint of a package that knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine import Problem, definitions, feel
from engine.definitions import FormFacts, FormFinding, Vocabulary
from forms import FormInvalid, parse_schema
from forms.schema import Field
from forms.texts import Text
from workflows.approvals.actions.vocabulary import SETTINGS
from workflows.approvals.cases import options
from workflows.approvals.cases.case_types import case_types
from workflows.business.panels.values import REPLACE
from workflows.domains import register_domains
from workflows.ground.calendar.feel_functions import platform_functions
from workflows.handlers import PROCESS_JOB_TYPES
from workflows.handlers.acting import GROUP_HEADERS
from workflows.packages import delivered
from workflows.people.identity.roles import is_group
from workflows.people.viewer import CLUSTER, WINDOW

START_VARIABLES = frozenset({"applicant", "organisation_id", "organisation_name", "region", "cluster"})
"""Given to every case by `approvals.cases.submitting`, beside the form's data and what its kind gives."""

MESSAGES = frozenset(
    {
        REPLACE,
        "expert_accepted",
        "expert_resend",
        "consultant_accepted",
        "consultant_resend",
        "consultant_ended",
    }
)
"""What commands of the platform tell running processes."""

_SPECIAL = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_", "value", "?"})
_FUNCTIONS = frozenset(platform_functions())


def vocabulary(group_exists: Callable[[str], bool] = is_group) -> Vocabulary:
    """Return what diagrams may name; `group_exists` may know which windows there are."""
    register_domains()
    return Vocabulary(
        group_exists=group_exists,
        group_prefixes=frozenset({WINDOW, CLUSTER}),
        job_types=PROCESS_JOB_TYPES,
        messages=MESSAGES,
        processes=frozenset(delivered()),
        start_variables=START_VARIABLES.union(
            *({one.variable, *one.process_variable_names} for one in case_types()),
        ),
        functions=_FUNCTIONS,
        approval=SETTINGS,
        group_headers=GROUP_HEADERS,
        check_form=check_form,
    )


def lint(files: Mapping[str, bytes]) -> list[Problem]:
    """Return the problems of a package, without a database: every window that could exist counts as there."""
    return definitions.lint(files, vocabulary=vocabulary())


def check_form(data: bytes) -> FormFacts:
    """Return the fields of a form and what is wrong in it, its expressions included."""
    seen: dict[str, feel.Expression] = {}

    def check(expression: str) -> Text | None:
        try:
            seen[expression] = feel.compile_expression(expression, names=_FUNCTIONS)
        except feel.FeelSyntaxError as error:
            return Text(error.located_message("zh-CN"), error.located_message("en"))
        return None

    try:
        schema = parse_schema(data, evaluate_check=check)
    except FormInvalid as refused:
        return FormFacts(
            findings=tuple(
                FormFinding(p.code, p.path, p.message("zh-CN"), p.message("en")) for p in refused.problems
            )
        )
    paths = frozenset(component.path for component in schema.walk() if isinstance(component, Field))
    return FormFacts(paths, tuple(_unknown_names(seen, paths)))


def _offered() -> frozenset[str]:
    """Return the names of the lists that forms offer to choose from."""
    return options.names().union(*(one.context_names for one in case_types()))


def _unknown_names(expressions: Mapping[str, feel.Expression], paths: frozenset[str]) -> list[FormFinding]:
    known = _SPECIAL | _offered() | {path.partition(".")[0] for path in paths}
    return [
        FormFinding(
            "unknown_field",
            expression,
            f"表达式引用了不存在的字段“{name}”",
            f"Expected a field of the form, but {name} is not one",
        )
        for expression, compiled in expressions.items()
        for name in sorted(compiled.names - known)
    ] + [
        FormFinding(
            "unknown_function",
            expression,
            f"表达式调用了不存在的函数“{name}”",
            f"Expected a function that exists, but {name} does not",
        )
        for expression, compiled in expressions.items()
        for name in sorted(compiled.calls - feel.BUILTIN_NAMES - _FUNCTIONS)
    ]
