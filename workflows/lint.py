"""What diagrams may name on this platform, and the lint of a package that knows it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from engine import Problem, definitions, feel
from engine.definitions import DataFacts, ExtensionRules, FormFacts, FormFinding, Vocabulary
from engine.definitions.expression_types import wrong_types
from engine.definitions.forms import overlaps
from engine.definitions.messages import MESSAGES as MESSAGES_OF_LINT
from engine.definitions.suggestions import suggestion
from engine.messages import render
from engine.spiff.notation import by_name
from forms import FormInvalid
from forms.properties import PROPERTIES, is_read
from forms.schema import Choice, Field, FilePicker, FormSchema, Option
from workflows.approvals.actions import settings
from workflows.approvals.actions.vocabulary import APPROVAL, DECISIONS
from workflows.approvals.cases import options, start_notation, start_rules, step_forms, titles
from workflows.approvals.cases.case_types import case_type_of, case_types
from workflows.approvals.cases.form_variables import outer_names, read_form
from workflows.domains import register_domains
from workflows.ground.calendar.feel_functions import platform_functions
from workflows.job_types import contracts
from workflows.outbox import templates
from workflows.package_data import options as package_options
from workflows.package_data import uploads as package_uploads
from workflows.package_data.checks import PlatformNames
from workflows.package_data.checks import check_data as check_package_data
from workflows.package_data.file_names import BESIDE, DATA
from workflows.packages import delivered
from workflows.people.identity.roles import ORGANISATION_ROLES, ROLES, is_group
from workflows.people.viewer import CLUSTER, WINDOW
from workflows.process_messages import MESSAGES

START_VARIABLES: Mapping[str, tuple[str, str]] = {
    "applicant": (
        "申请人的用户 id，可用作办理人",
        "the id of who applied; as an assignee it gives them a task",
    ),
    "organisation_id": (
        "申请单位的 id；个人申请为 null",
        "the id of the organisation, null for a person's own",
    ),
    "organisation_name": (
        "申请单位的名称；个人申请为空",
        "the name of the organisation, empty for a person's own",
    ),
    "region": (
        "行政区划代码：表单字段 `region` 的值，没有该字段则为单位所在地",
        "the code of the region: what the form's field `region` says, else where the organisation is",
    ),
    "cluster": (
        "产业集群的 id：表单字段 `cluster` 的值，没有该字段则为单位所属集群；都没有时无此变量",
        "the id of the cluster: what the form's field `cluster` says, else the organisation's; without both "
        "there is no such variable",
    ),
    "application": ("开始表单填写的内容", "what was filled in at the start"),
}
"""Given to every case by `approvals.cases.submitting`, beside what its kind gives."""

NOTATION = by_name((settings.ELEMENT, start_notation.ELEMENT, step_forms.FORM))
"""The extension elements of this platform, and those of the engine of which it reads more."""

_FUNCTIONS = frozenset(platform_functions())


def vocabulary(
    group_exists: Callable[[str], bool] = is_group, services: Callable[[], frozenset[str]] | None = None
) -> Vocabulary:
    """Return what diagrams may name; `group_exists` may know which windows there are, `services` what is
    registered outside."""
    register_domains()
    return Vocabulary(
        group_exists=group_exists,
        group_prefixes=frozenset({WINDOW, CLUSTER}),
        jobs=contracts(),
        messages=frozenset(MESSAGES),
        processes=frozenset(delivered()),
        start_variables=frozenset(START_VARIABLES).union(
            *({one.variable, *one.process_variable_names} for one in case_types()),
        ),
        start_form_variable=lambda process_id: case_type_of(process_id).variable,
        functions=_FUNCTIONS,
        extensions={APPROVAL: settings.RULES, "form": ExtensionRules(words={"needs": DECISIONS})},
        notation=NOTATION,
        templates=templates.needs(),
        services=services,
        groups=frozenset(ROLES),
        check_form=check_form,
        check_data=check_data,
        file_names=DATA | BESIDE,
        check_start=check_start,
        both_languages=True,
    )


def lint(files: Mapping[str, bytes]) -> list[Problem]:
    """Return the problems of a package, without a database: every window that could exist counts as there."""
    return definitions.lint(files, vocabulary=vocabulary(), is_whole=True)


def check_start(said: Mapping[str, str], fields: frozenset[str] | None) -> list[tuple[str, str]]:
    """Return what is wrong with the attributes of `tongban:start`, in Chinese and in English.

    `fields` are the paths of the fields of its form, None where they are not known.
    """
    wrong = [
        _no_word(f"没有 {name} 这个设置", f"nobody knows {name}", name, start_notation.ELEMENT.attributes)
        for name in sorted(said.keys() - start_notation.ELEMENT.attributes.keys())
    ]
    for name, rule in start_notation.ELEMENT.attributes.items():
        wrong += [
            _no_word(f"{name} 中的“{word}”无法识别", f"{name} says {word}", word, rule.words)
            for word in (said.get(name, "").split() if rule.words else ())
            if word not in rule.words
        ]
    wrong += _for_nobody(said)
    if said.get("prefix") and not start_rules.PREFIX.fullmatch(said["prefix"]):
        wrong.append(
            (
                "prefix 应为二至四个大写字母",
                f"prefix is {said['prefix']}: it takes two to four capital letters",
            )
        )
    return wrong + [problem for name in ("title", "title_en") for problem in _wrong_title(said, name, fields)]


def _no_word(chinese: str, english: str, word: str, words: Iterable[str]) -> tuple[str, str]:
    """Return the two sentences with the nearest right word and all that there are."""
    in_english, in_chinese = suggestion(word, words)
    return (
        f"{chinese}{in_chinese['hint']}（可用：{in_chinese['known']}）",
        f"{english}{in_english['hint']}; there are: {in_english['known']}",
    )


def _for_nobody(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """Tell that a start for the people of an organisation is open to no kind of organisation."""
    roles = set(said.get("roles", "").split())
    kinds = ORGANISATION_ROLES
    if "roles" not in said or roles & {*kinds, start_notation.ANYONE}:
        return []
    known = " ".join(sorted(kinds))
    return [
        (
            f"{name} 针对单位人员，但 roles 未包含任何单位类型，可用：{known}",
            f"{name} is about people of an organisation, and roles names no kind of one; there are: {known}",
        )
        for name in ("menu", "members")
        if name in said
    ]


def _wrong_title(said: Mapping[str, str], name: str, fields: frozenset[str] | None) -> list[tuple[str, str]]:
    pattern = said.get(name, "").strip()
    if not pattern.startswith("="):
        return []
    try:
        compiled = feel.compile_expression(pattern[1:], names=_FUNCTIONS)
    except feel.FeelSyntaxError as error:
        return [
            (
                f"{name}：{error.located_message('zh-CN')}",
                f"{name} is no FEEL: {error.located_message('en')}",
            )
        ]
    known = " ".join(sorted(titles.NAMES))
    return [
        (f"{name} 引用了“{one}”，可用：{known}", f"{name} reads {one}; there are: {known}")
        for one in sorted(compiled.names - titles.NAMES.keys())
    ] + [
        _no_word(f"{name} 引用的字段“{path}”不存在", f"{name} reads {path}", path, known_paths)
        for path, known_paths in _missing_fields(compiled, fields)
    ]


def _missing_fields(
    pattern: feel.Expression, fields: frozenset[str] | None
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what a title reads of the form and the form has not, each with all that it has."""
    for first, *rest in sorted(pattern.paths) if fields is not None else ():
        if first in titles.OF_FORM and rest and not overlaps(".".join(rest), fields or frozenset()):
            known = frozenset(f"{first}.{one}" for one in fields or ())
            yield ".".join((first, *rest)), known


def check_data(files: Mapping[str, bytes]) -> DataFacts:
    """Return what is wrong in the data files of a package."""
    platform = PlatformNames(_offered() | options.step_names(), templates.names(), _FUNCTIONS)
    return check_package_data(files, platform)


def check_form(data: bytes, files: Mapping[str, bytes] = MappingProxyType({})) -> FormFacts:
    """Return the fields of a form and what is wrong in it, its expressions included.

    `files` are those of its package, which may bring lists of its own.
    """
    try:
        schema, expressions = read_form(data, _FUNCTIONS, uploads=files.get(package_uploads.FILE, b""))
    except FormInvalid as refused:
        return FormFacts(
            fields=None,
            findings=tuple(
                FormFinding(p.code, p.path, p.message("zh-CN"), p.message("en")) for p in refused.problems
            ),
        )
    fields = [component for component in schema.walk() if isinstance(component, Field)]
    paths = frozenset(field.path for field in fields)
    own = package_options.read_options(files.get(package_options.FILE, b"")).lists
    wrong = [
        *_unknown_functions(expressions),
        *_never_right(schema, expressions),
        *_unknown_lists(fields, own.keys()),
        *_hidden_lists(fields, own.keys()),
    ]
    places = _components(json.loads(data))
    findings = tuple(replace(one, component=one.component or places.get(one.place)) for one in wrong)
    findings += tuple(_unread_properties(json.loads(data)))
    outer = outer_names(schema, expressions.values()) - _offered() - own.keys()
    reads = {
        name: places.get(text) for text, one in expressions.items() for name in sorted(one.names & outer)
    }
    return FormFacts(paths, _words(fields, own), findings, reads, _uses(fields, expressions.values()))


def _uses(fields: Iterable[Field], expressions: Iterable[feel.Expression]) -> frozenset[tuple[str, str]]:
    """Return the lists and upload profiles that a form names, by file; names of the platform's do no harm."""
    lists = {one.options_key for one in fields if isinstance(one, Choice) and one.options_key}
    lists.update(*(one.names for one in expressions))
    profiles = {one.rule.name.rpartition(":")[2] for one in fields if isinstance(one, FilePicker)}
    return frozenset(
        (file, name)
        for file, names in ((package_options.FILE, lists), (package_uploads.FILE, profiles))
        for name in names
    )


def _words(fields: Sequence[Field], own: Mapping[str, tuple[Option, ...]]) -> dict[str, frozenset[str]]:
    """Return the values of fields that take exactly one of those that the form or its package lists."""
    words: dict[str, frozenset[str]] = {}
    for field in fields:
        if not isinstance(field, Choice) or field.type not in ("select", "radio"):
            continue
        listed = field.options if field.options_key is None else own.get(field.options_key, ())
        if listed and field.options_expression is None:
            words[field.path] = frozenset(one.value for one in listed if isinstance(one.value, str))
    return words


def _unknown_lists(fields: Sequence[Field], own: Iterable[str]) -> Iterator[FormFinding]:
    """Yield the fields that offer a list which nothing fills."""
    known = _offered() | options.step_names() | frozenset(own)
    for field in fields:
        key = field.options_key if isinstance(field, Choice) else None
        if key is not None and key not in known:
            english, chinese = suggestion(key, known)
            yield FormFinding(
                "unknown_list",
                "valuesKey",
                f"没有提供选项列表“{key}”{chinese['hint']}（现有：{chinese['known']}）",
                f"Expected a list that something offers, but {key} is not one{english['hint']}; "
                f"there are: {english['known']}",
                component=field.id,
            )


def _hidden_lists(fields: Sequence[Field], own: Iterable[str]) -> Iterator[FormFinding]:
    """Yield the fields that choose from a list whose name is also a field's: the form reads the field."""
    known = _offered() | options.step_names() | frozenset(own)
    names = {one.path.partition(".")[0] for one in fields}
    for field in fields:
        key = field.options_key if isinstance(field, Choice) else None
        if key is not None and key in known and key in names:
            yield FormFinding(
                "hidden_list",
                "valuesKey",
                f"选项列表“{key}”与表单字段同名，会被该字段的值遮住，请给字段改名",
                f"Expected a list that no field hides, but a field has the name {key} too: rename the field",
                component=field.id,
            )


def _unread_properties(document: Any) -> Iterator[FormFinding]:
    """Yield the properties of components that nothing reads: misspelt, what they ask for would be missing."""
    stack = list(document.get("components") or ())
    while stack:
        one = stack.pop()
        if not isinstance(one, dict):
            continue
        stack.extend(one.get("components") or ())
        said = one.get("properties")
        for name in sorted(said) if isinstance(said, dict) else ():
            if not is_read(name):
                english, chinese = suggestion(name, PROPERTIES)
                yield FormFinding(
                    "unread_property",
                    f"properties.{name}",
                    f"属性“{name}”不会被读取{chinese['hint']}",
                    f"Expected a property that is read, but {name} is not{english['hint']}",
                    severity="warning",
                    component=one.get("id"),
                )


def _components(document: Any) -> dict[str, str]:
    """Return the id of the component that each text of a form stands in, an equals sign left out."""
    owners: dict[str, str] = {}
    stack: list[tuple[Any, str | None]] = [(document, None)]
    while stack:
        node, owner = stack.pop()
        if isinstance(node, dict):
            named = node.get("id") if "type" in node else None
            owner = named if isinstance(named, str) and named else owner
            stack.extend((value, owner) for value in node.values())
        elif isinstance(node, list):
            stack.extend((item, owner) for item in node)
        elif isinstance(node, str) and owner is not None:
            owners.setdefault(node.strip().removeprefix("=").strip(), owner)
    return owners


def _offered() -> frozenset[str]:
    """Return the names of the lists that forms offer to choose from."""
    return options.names().union(*(one.context_names for one in case_types()))


def _never_right(schema: FormSchema, expressions: Mapping[str, feel.Expression]) -> Iterator[FormFinding]:
    """Yield what is wrong in expressions whatever a form holds."""
    decides = {text.removeprefix("=").strip() for text in _conditions(schema)}
    for text, expression in expressions.items():
        for code, params in wrong_types(expression, decides=text in decides):
            chinese = render(MESSAGES_OF_LINT, f"bpmn.{code}", "zh-CN", {"what": text, **params})
            english = render(MESSAGES_OF_LINT, f"bpmn.{code}", "en", {"what": text, **params})
            yield FormFinding(code, text, chinese, english)


def _conditions(schema: FormSchema) -> Iterator[str]:
    """Yield the expressions of a form that are asked for yes or no."""
    for one in schema.walk():
        yield one.hide or ""
        if isinstance(one, Field):
            yield one.readonly if isinstance(one.readonly, str) else ""
            yield from filter(None, (one.checks.required_feel, one.checks.feel, one.checks.warn_if))


def _unknown_functions(expressions: Mapping[str, feel.Expression]) -> list[FormFinding]:
    return [
        FormFinding(
            "unknown_function",
            expression,
            f"表达式调用了不存在的函数“{name}”",
            f"Expected a function that exists, but {name} does not",
        )
        for expression, compiled in expressions.items()
        for name in sorted(compiled.calls - feel.BUILTIN_NAMES - _FUNCTIONS)
    ]
