"""Registering services outside; each change is recorded, the secret never."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, Invalid, NotFound
from workflows.ground.safe import Safe
from workflows.ground.settings import Settings
from workflows.ground.work import Work
from workflows.outside import schemas, stand_ins
from workflows.outside.addresses import split
from workflows.outside.models import OutsideService
from workflows.outside.policies import may_keep_services
from workflows.people.viewer import Viewer, require

NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
SECRET = re.compile(r"[!-~]{16,200}")
TITLE_CHARACTERS = 60
TIME_LIMIT_SECONDS = (1, 30)
PATIENCE_HOURS = (1, 720)
PURPOSE = "outside services"


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed about a service, all of it text as it came; `secret` empty: as before."""

    title_zh: str = ""
    title_en: str = ""
    address: str = ""
    secret: str = ""
    time_limit_seconds: str = "10"
    patience_hours: str = "24"
    request_schema: str = ""
    answer_schema: str = ""
    stand_in: str = ""


def save(
    work: Work, viewer: Viewer, settings: Settings, name: str, typed: Typed, *, revision: int | None
) -> None:
    """Register a service (`revision` None), or change the one of that revision.

    Raises: Forbidden; NotFound; Invalid: at the fields, also when the name is taken or somebody was quicker.
    """
    require(may_keep_services(viewer))
    row = work.session.get(OutsideService, name, with_for_update=True)
    problems = _name_problems(name, row, revision)
    values = _read(settings, typed, problems, needs_secret=row is None)
    if problems:
        raise Invalid("outside.refused", problems)
    before = _facts(row)
    if row is None:
        row = OutsideService(name=name, active=True, revision=0)
        work.session.add(row)
    for key, value in values.items():
        setattr(row, key, value)
    row.revision, row.changed_at = row.revision + 1, work.now
    work.session.flush()
    told = {**_facts(row), **({"secret": "set anew"} if typed.secret else {})}
    record(work, "service.changed" if before else "service.added", _subject(row), before, told)


def set_active(work: Work, viewer: Viewer, name: str, *, active: bool) -> None:
    """Take a service out of use, so that steps that ask it stop with an incident, or bring it back.

    Raises: Forbidden; NotFound.
    """
    require(may_keep_services(viewer))
    row = work.session.get(OutsideService, name, with_for_update=True)
    if row is None:
        raise NotFound("outside.not_found", name=name)
    before = _facts(row)
    row.active, row.revision, row.changed_at = active, row.revision + 1, work.now
    record(work, "service.restored" if active else "service.retired", _subject(row), before, _facts(row))


def _facts(row: OutsideService | None) -> dict[str, Any]:
    """Return what the audit log tells of a service."""
    if row is None:
        return {}
    names = (
        "title_zh", "title_en", "address", "time_limit_seconds", "patience_hours", "request_schema",
        "answer_schema", "stand_in", "active",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def _subject(row: OutsideService) -> Subject:
    return Subject("service", row.name, row.title_zh)


def _name_problems(name: str, row: OutsideService | None, revision: int | None) -> list[FieldProblem]:
    if revision is None:
        if not NAME.fullmatch(name):
            return [FieldProblem("name", "outside.bad_name", {})]
        return [] if row is None else [FieldProblem("name", "outside.taken", {"name": name})]
    if row is None:
        raise NotFound("outside.not_found", name=name)
    return [] if row.revision == revision else [FieldProblem("title_zh", "outside.changed_meanwhile", {})]


def _read(
    settings: Settings, typed: Typed, problems: list[FieldProblem], *, needs_secret: bool
) -> dict[str, Any]:
    """Return the columns that were typed well; note the others in `problems`."""
    values: dict[str, Any] = {}
    for field, read in _readers(settings).items():
        text = getattr(typed, field)
        if field == "secret" and not text and not needs_secret:
            continue
        try:
            values[field] = read(text)
        except _Wrong as wrong:
            problems.append(FieldProblem(field, f"outside.{wrong.code}", wrong.params))
    return values


class _Wrong(Exception):
    """One field says something that it cannot say."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def _readers(settings: Settings) -> Mapping[str, Callable[[str], Any]]:
    """Return what reads each field, and raises _Wrong."""

    def address(text: str) -> str:
        allowed = {"hosts": settings.service_hosts, "private_hosts": settings.service_private_hosts}
        try:
            split(text.strip(), **allowed)
        except ValueError as refused:
            raise _Wrong(str(refused)) from None
        return text.strip()

    def secret(text: str) -> bytes:
        if not SECRET.fullmatch(text):
            raise _Wrong("bad_secret")
        return Safe(settings.secret_key, PURPOSE).lock(text)

    return {
        "title_zh": _title,
        "title_en": _title,
        "address": address,
        "secret": secret,
        "time_limit_seconds": _number(*TIME_LIMIT_SECONDS),
        "patience_hours": _number(*PATIENCE_HOURS),
        "request_schema": _parsed(schemas.parse, "bad_schema"),
        "answer_schema": _parsed(schemas.parse, "bad_schema"),
        "stand_in": _parsed(stand_ins.parse, "bad_stand_in"),
    }


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise _Wrong("required")
    if len(title) > TITLE_CHARACTERS:
        raise _Wrong("too_long", most=TITLE_CHARACTERS)
    return title


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        said = text.strip()
        if not (said.isascii() and said.isdecimal() and len(said) <= 4 and least <= int(said) <= most):
            raise _Wrong("bad_number", least=least, most=most)
        return int(said)

    return read


def _parsed(parse: Callable[[str], Any], code: str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return parse(text)
        except ValueError as refused:
            raise _Wrong(code, reason=str(refused)) from None

    return read
