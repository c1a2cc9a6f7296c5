"""Reads `scenarios.yaml`; the format is told in docs/scenarios.md."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import yaml

from engine.definitions.suggestions import suggestion
from workflows.ground.clock import SHANGHAI
from workflows.package_data.reading import LOADER, Unreadable, check_bounds
from workflows.scenarios.words import GIVEN, OUTCOMES, STEPS, refusal_codes

MAX_DEPTH = 16
"""Levels of a file: those of a scenario, and of a form's data with lists in lists."""


class ScenarioFailed(AssertionError):
    """What came is not what the scenario says; `step` is its number, `kind` its word, where one failed.

    `why` is only the reason, in Chinese and English; its text is the English one with where it failed.
    """

    def __init__(
        self,
        english: str,
        chinese: str,
        *,
        step: int | None = None,
        kind: str = "",
        where: str = "",
    ) -> None:
        super().__init__(f"{where}{english}")
        self.why = (chinese, english)
        self.step, self.kind = step, kind


class ScenarioInvalid(Exception):
    """A scenario file says something that the player does not understand; `why` in Chinese and English."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.why = (chinese, english)


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """One thing that happens or must hold; `said` is what stands below it."""

    kind: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story of a process. `people` are {name: groups}; `data` goes over complete sample data.

    `experts` are people who may sit on panels; `listed`: the product that it is about is on sale already;
    `profile` is that of a certified organisation, `programmes` are voucher programmes by their ids,
    `campaigns` those of vouchers that are applied for;
    `wallet` is what a certified organisation has in it, in yuan;
    `services` are {name: what is sent, and the table of answers}; `order` is what is ordered and with what.
    """

    process_id: str
    name: str
    applicant: str
    now: datetime
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    experts: tuple[str, ...] = ()
    region: str = "430100"
    listed: bool = False
    profile: Mapping[str, Any] = field(default_factory=dict)
    programmes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    campaigns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    services: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    order: Mapping[str, Any] = field(default_factory=dict)
    wallet: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[ScenarioStep, ...] = ()
    then: Mapping[str, Any] = field(default_factory=dict)


def read_scenarios(process_id: str, content: bytes) -> list[Scenario]:
    """Return the scenarios of a package.

    Raises: ScenarioInvalid: the file is not understood; the sentence names the scenario and what is right.
    """
    try:
        check_bounds(content, MAX_DEPTH)
        read = yaml.load(content, Loader=LOADER)  # noqa: S506  # a safe one
    except Unreadable as refused:
        where = "" if refused.wrong.line is None else f"line {refused.wrong.line}: "
        raise ScenarioInvalid(
            f"Expected YAML that can be read, but {where}{refused}", f"YAML 无法读取：{refused.wrong.chinese}"
        ) from refused
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a number or date that cannot be
        raise ScenarioInvalid(f"Expected YAML, but: {error}", f"不是有效的 YAML：{error}") from error
    if not isinstance(read, dict) or not isinstance(read.get("scenarios"), list):
        raise ScenarioInvalid(
            "Expected a mapping with a list `scenarios`, but it is none", "文件应包含列表 `scenarios`"
        )
    return [_scenario(process_id, one) for one in read["scenarios"]]


def _scenario(process_id: str, said: Any) -> Scenario:
    name = str(said.get("name") or "") if isinstance(said, dict) else ""
    if not name:
        raise ScenarioInvalid("Expected each scenario to have a name, but one has none", "每个场景都要有名称")
    _only(name, "a scenario", said, frozenset({"name", "given", "steps", "then"}))
    given = said.get("given") or {}
    _only(name, "given", given, GIVEN)
    _only(name, "then", said.get("then") or {}, OUTCOMES)
    people = given.get("people") or {}
    if not isinstance(people, dict) or not all(isinstance(one, list | type(None)) for one in people.values()):
        raise ScenarioInvalid(
            f"{name}: expected under people a list of groups for each, such as [operator]",
            f"{name}：people 下应为每个人列出角色，例如 [operator]",
        )
    return Scenario(
        process_id=process_id,
        name=name,
        applicant=str(given.get("applicant", "enterprise")),
        now=_moment(given.get("now")),
        people={str(person): tuple(groups or ()) for person, groups in people.items()},
        experts=tuple(given.get("experts") or ()),
        region=str(given.get("region", "430100")),
        listed=bool(given.get("listed")),
        profile=given.get("profile") or {},
        programmes=given.get("programmes") or {},
        campaigns=given.get("campaigns") or {},
        services=_services(name, given.get("services") or {}),
        order=given.get("order") or {},
        wallet=str(given.get("wallet") or ""),
        data=given.get("data") or {},
        steps=tuple(_step(name, one) for one in said.get("steps") or ()),
        then=said.get("then") or {},
    )


def _services(name: str, said: Any) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(said, dict):
        raise ScenarioInvalid(
            f"{name}: expected under services a name for each, but found {said!r}",
            f"{name}：services 下应写明每个服务的名称，实际为 {said!r}",
        )
    for one in said.values():
        _only(name, "a service", one, frozenset({"sends", "answers"}))
        if not all(isinstance(part, list) for part in one.values()):
            raise ScenarioInvalid(
                f"{name}: expected sends and answers of a service to be lists",
                f"{name}：服务的 sends 和 answers 应为列表",
            )
    return {str(service): one for service, one in said.items()}


def _step(name: str, said: Any) -> ScenarioStep:
    """A step is a word (`submit`) or a mapping of one word to what belongs to it."""
    one = {said: {}} if isinstance(said, str) else said
    if not isinstance(one, dict) or len(one) != 1:
        raise ScenarioInvalid(
            f"{name}: expected one word for each step, but found {said!r}",
            f"{name}：每个步骤应只有一个词，实际为 {said!r}",
        )
    kind, rest = next(iter(one.items()))
    if kind not in STEPS:
        known = ", ".join(sorted(STEPS))
        raise ScenarioInvalid(
            f"{name}: expected one of {known}, but found {kind!r}",
            f"{name}：没有步骤 {kind!r}，可用：{known}",
        )
    _only(name, kind, rest or {}, STEPS[kind].says)
    if missing := sorted(STEPS[kind].needed - set(rest or {})):
        needed = ", ".join(missing)
        raise ScenarioInvalid(
            f"{name}: expected {kind} to say {needed} too", f"{name}：步骤 {kind} 还应写明 {needed}"
        )
    if kind == "refused" and not {"because", "field"} & set(rest):
        raise ScenarioInvalid(
            f"{name}: expected refused to say because, a code, or field",
            f"{name}：步骤 refused 应写明 because（代码）或 field",
        )
    if kind == "refused":
        _is_a_refusal(name, rest.get("because"))
    return ScenarioStep(kind, rest or {})


def _is_a_refusal(name: str, code: Any) -> None:
    known = refusal_codes()
    if code is not None and code not in known:
        # the platform has more codes than are compared: those of the domain that was meant, if it is one
        domain = str(code).partition(".")[0]
        meant = [one for one in known if one.partition(".")[0] == domain] or known
        english, chinese = suggestion(str(code), meant)
        raise ScenarioInvalid(
            f"{name}: expected because to be the code of a refusal, but found {code!r}{english['hint']}",
            f"{name}：because 应为拒绝的代码，没有 {code!r}{chinese['hint']}",
        )


def _only(name: str, where: str, said: Any, known: Collection[str]) -> None:
    if not isinstance(said, dict):
        raise ScenarioInvalid(
            f"{name}: expected under {where} some of {sorted(known)}, but found {said!r}",
            f"{name}：{where} 下可写 {sorted(known)}，实际为 {said!r}",
        )
    if unknown := sorted(map(str, set(said) - set(known))):
        raise ScenarioInvalid(
            f"{name}: expected under {where} only {sorted(known)}, but found {unknown}",
            f"{name}：{where} 下只能写 {sorted(known)}，没有 {unknown}",
        )


def _moment(said: Any) -> datetime:
    """A Monday morning unless the scenario says another moment; without zone it is Shanghai's."""
    if said is None:
        return datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
    try:
        moment = said if isinstance(said, datetime) else datetime.fromisoformat(str(said))
    except ValueError as error:
        raise ScenarioInvalid(
            f"Expected now to read 2026-03-02T10:00, but it reads {said}",
            f"now 应写成 2026-03-02T10:00，实际为 {said}",
        ) from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=SHANGHAI)
