"""Definitions: deployed once, immutable, found by process or id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, LiteralString, get_args

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from uuid_utils import uuid7

from engine import definitions, models, publishing
from engine.dmn import DecisionResult
from engine.errors import DefinitionInvalid, InvalidArgument, InvalidState, NotFound, Problem
from engine.packages import FORM_SUFFIX, Package
from engine.rows import insert
from engine.spiff import ElementInfo, Program, Schedule
from engine.spiff.xml_values import is_executable
from engine.transaction import Slot
from engine.unit_of_work import UnitOfWork
from engine.values import Definition, DefinitionId, InstanceState, Retirement
from engine.xml import in_utf8, parse_xml

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_DEFINITION = models.definition.c
_XML_FILES = (".bpmn", ".dmn")
_CURRENT: LiteralString = """
SELECT id FROM (
    SELECT DISTINCT ON (process_id) id, process_id, deployed_at FROM engine_definition
    ORDER BY process_id, current_since DESC, version DESC
) AS current ORDER BY deployed_at DESC, process_id
"""
_INSTANCE_COUNTS = """
SELECT d.id AS definition_id, s.state, c.instances
FROM engine_definition d CROSS JOIN unnest(%(states)s::text[]) AS s(state)
CROSS JOIN LATERAL (SELECT count(*)::integer AS instances FROM (
    SELECT 1 FROM engine_instance i WHERE i.definition_id = d.id AND i.state = s.state LIMIT %(most)s
) AS counted) AS c
WHERE c.instances > 0
"""
_CURRENT_FIRST = (_DEFINITION.current_since.desc(), _DEFINITION.version.desc())


def content_hash(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 over the sorted names and contents of `files`."""
    listed = sorted((name, hashlib.sha256(content).hexdigest()) for name, content in files.items())
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()


_FILES: Slot[dict[str, dict[str, bytes]]] = Slot(dict)
"""Files by definition, which never change: read once a transaction."""


class Repository:
    """What is deployed. Reading never locks; deploying the same process waits for other deployers of it."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def deploy(self, files: Mapping[str, bytes], *, source: str = "", by: str = "") -> Definition:
        """Store `files` as the next version of their process, unless the latest version is the same.

        Diagrams and decisions are stored in UTF-8, in which everybody reads them.

        `files` maps names (`process.bpmn`, `route.dmn`, `form.form`) to contents; `source` says where from,
        `by` for whom, where that is not the actor.
        Raises: InvalidArgument: no executable process; FileRefused: hostile XML; DefinitionInvalid: the lint
        found errors.
        """
        files = {name: in_utf8(data) if name.endswith(_XML_FILES) else data for name, data in files.items()}
        names = executable_processes(files)
        self._refuse_errors(files)
        package = Package.of(files)
        process_id = next(iter(names))
        digest = content_hash(files)
        self._lock_deployments(process_id)
        latest = self._find(_DEFINITION.process_id == process_id)
        if latest is not None and latest.content_hash == digest:
            return latest
        definition = Definition(
            id=DefinitionId(str(uuid7())),
            process_id=process_id,
            version=self._highest_version(process_id) + 1,
            process_ids=tuple(names),
            name=names[process_id],
            content_hash=digest,
            source=source,
            deployed_by=by or self._work.actor,
            deployed_at=self._work.now,
            current_since=self._after(latest),
        )
        self._store(definition, files)
        publishing.listen(self._work, definition, package.program)
        return definition

    def latest(self, process_id: str) -> Definition:
        """Return the version that new instances of `process_id` run on. Raises NotFound."""
        of_process = _DEFINITION.process_ids.contains([process_id])
        definition = self._work.transaction.once((_CURRENT, process_id), lambda: self._find(of_process))
        if definition is None:
            raise NotFound(
                f"Expected a deployed process {process_id}, but there is none.", process_id=process_id
            )
        return definition

    def to_start(self, process_id: str, version: int | None) -> Definition:
        """Return what an instance that begins now runs on: the current version, or that `version`.

        One statement, which asks for the retirement too. Raises: NotFound; InvalidState: it is retired.
        """
        retired = models.retired_process
        wanted = [_DEFINITION.process_ids.contains([process_id])]
        if version is not None:
            wanted.append(_DEFINITION.version == version)
        query = sa.select(models.definition, retired.c.retired_at).where(*wanted)
        query = (
            query.outerjoin(retired, retired.c.process_id == process_id).order_by(*_CURRENT_FIRST).limit(1)
        )
        row = self._work.connection.execute(query).mappings().first()
        if row is None:
            which = f"version {version} of process {process_id}" if version else f"process {process_id}"
            raise NotFound(f"Expected a deployed {which}, but there is none.", process_id=process_id)
        values = dict(row)
        if values.pop("retired_at") is not None:
            raise InvalidState(
                f"Expected process {process_id} to be in use, but it is retired.", reason="retired"
            )
        return _definition(values)

    def has(self, files: Mapping[str, bytes]) -> bool:
        """Tell whether some version of a package, current or not, is exactly these files."""
        query = sa.select(_DEFINITION.id).where(_DEFINITION.content_hash == content_hash(files)).limit(1)
        return self._work.connection.execute(query).first() is not None

    def version(self, process_id: str, version: int) -> Definition:
        """Return that version of the package of `process_id`. Raises NotFound."""
        definition = self._find(
            _DEFINITION.process_ids.contains([process_id]), _DEFINITION.version == version
        )
        if definition is None:
            raise NotFound(f"Expected version {version} of process {process_id}, but there is none.")
        return definition

    def get(self, definition_id: str) -> Definition:
        """Return a definition. Raises NotFound."""
        definition = self._work.transaction.once(
            (Repository.get, definition_id), lambda: self._find(_DEFINITION.id == definition_id)
        )
        if definition is None:
            raise NotFound(f"Expected a definition {definition_id}, but there is none.")
        return definition

    def list(self, process_id: str | None = None, *, latest_only: bool = False) -> tuple[Definition, ...]:
        """Return the definitions, newest version first in each process; `latest_only`: the current ones."""
        return self._work.transaction.once(
            (Repository.list, process_id, latest_only), lambda: self._list(process_id, latest_only)
        )

    def _list(self, process_id: str | None, latest_only: bool) -> tuple[Definition, ...]:
        newest = [_DEFINITION.current_since.desc()] if latest_only else []
        query = sa.select(models.definition).order_by(
            _DEFINITION.process_id, *newest, _DEFINITION.version.desc()
        )
        if process_id is not None:
            query = query.where(_DEFINITION.process_ids.contains([process_id]))
        if latest_only:
            query = query.ext(distinct_on(_DEFINITION.process_id))
        return tuple(_definition(row) for row in self._work.connection.execute(query).mappings())

    def instance_counts(self, *, most: int) -> Mapping[tuple[str, str], int]:
        """Return how many instances there are by (definition id, state), with one statement.

        Further ones than `most` of each are not counted.
        """
        given = {"states": list(get_args(InstanceState)), "most": most}
        rows = self._work.connection.exec_driver_sql(_INSTANCE_COUNTS, given)
        return {(row.definition_id, row.state): row.instances for row in rows}

    def files(self, definition_id: str) -> dict[str, bytes]:
        """Return all files of a definition. Raises NotFound."""
        read = _FILES.of(self._work.transaction)
        if definition_id not in read:
            read[definition_id] = read_files(self._work.connection, definition_id)
        return dict(read[definition_id])

    def file(self, definition_id: str, name: str) -> bytes:
        """Return one file of a definition; kept with the program. Raises NotFound."""
        try:
            return self._work.package(definition_id).files[name]
        except KeyError:
            raise NotFound(
                f"Expected a file {name} in definition {definition_id}, but there is none."
            ) from None

    def form(self, definition_id: str, form_id: str) -> bytes:
        """Return the form-js schema whose `id` is `form_id`. Raises NotFound."""
        return self._work.package(definition_id).form(form_id)

    def forms(self, definition_id: str) -> tuple[bytes, ...]:
        """Return every form-js schema of a definition by its name; kept with the program. Raises NotFound."""
        files = self._work.package(definition_id).files
        return tuple(files[name] for name in sorted(files) if name.endswith(FORM_SUFFIX))

    def data(self, definition_id: str, name: str) -> bytes:
        """Return a data file of a definition, b"" if it has none; kept with the program. Raises NotFound."""
        return self._work.package(definition_id).files.get(name, b"")

    def program(self, definition_id: str) -> Program:
        """Return the compiled processes of a definition. Raises NotFound."""
        return self._work.package(definition_id).program

    def elements(self, definition_id: str) -> Mapping[str, ElementInfo]:
        """Return every element of a definition with all that is bound to it, by id. Raises NotFound."""
        return self.program(definition_id).elements

    def problems(self, definition_id: str) -> tuple[Problem, ...]:
        """Return what the lint finds in a definition as of now, its warnings above all. Raises NotFound."""
        return self.lint(self.files(definition_id))

    def lint(self, files: Mapping[str, bytes]) -> tuple[Problem, ...]:
        """Return what is wrong in a package, by file and line; nothing is deployed."""
        vocabulary = self._work.vocabulary
        if vocabulary.processes is not None:
            deployed = frozenset(
                name for definition in self.list(latest_only=True) for name in definition.process_ids
            )
            vocabulary = replace(vocabulary, processes=vocabulary.processes | deployed)
        return tuple(definitions.lint(files, vocabulary=vocabulary, is_whole=True))

    def _refuse_errors(self, files: Mapping[str, bytes]) -> None:
        problems = self.lint(files)
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise DefinitionInvalid([*errors, *(p for p in problems if p.severity != "error")])

    def decide(
        self, decision_id: str, variables: Mapping[str, Any], definition_id: str | None = None
    ) -> DecisionResult:
        """Evaluate a decision of a definition, or of the newest one that has it. Raises NotFound."""
        return self.decide_each(decision_id, [variables], definition_id)[0]

    def decide_each(
        self, decision_id: str, each: Iterable[Mapping[str, Any]], definition_id: str | None = None
    ) -> tuple[DecisionResult, ...]:
        """Evaluate a decision for each of several sets of variables, looked up once. Raises NotFound."""
        for one in (self.get(definition_id).id,) if definition_id is not None else self.current_ids():
            package = self._work.package(one)
            if package.decides(decision_id):
                functions, now = self._work.functions, self._work.now
                return tuple(package.decide(decision_id, said, functions=functions, now=now) for said in each)
        raise NotFound(f"Expected a deployed decision {decision_id}, but there is none.")

    def current_ids(self) -> tuple[DefinitionId, ...]:
        """Return the ids of the current definitions, the last deployed first.

        While they are the same, every decision that looks at its input alone answers the same.
        """
        return tuple(row["id"] for row in self._work.transaction.rows(_CURRENT))

    def tagged(self, process_id: str, version_tag: str) -> Definition:
        """Return the newest version of a process whose version tag is this. Raises NotFound."""
        for definition in self.list(process_id):
            if self.program(definition.id).processes[process_id].version_tag == version_tag:
                return definition
        raise NotFound(f"Expected process {process_id} with version tag {version_tag}, but there is none.")

    def schedule_next_start(self, definition: Definition, element_id: str, last: Schedule) -> None:
        """Have a timer start event start its process again, if its cycle goes on."""
        publishing.schedule_next_start(self._work, definition, self.program(definition.id), element_id, last)

    def retire(self, process_id: str, reason: str = "") -> None:
        """Let no new instance of a process begin; running ones go on. Raises: NotFound; InvalidState."""
        definition = self.latest(process_id)
        self._lock_deployments(definition.process_id)
        publishing.retire(self._work, definition, reason)

    def revive(self, process_id: str) -> None:
        """Let new instances of a retired process begin again. Raises: NotFound; InvalidState."""
        definition = self.latest(process_id)
        self._lock_deployments(definition.process_id)
        publishing.revive(self._work, definition, self.program(definition.id))

    def retirement(self, process_id: str) -> Retirement | None:
        """Return since when and why a process is retired, None if it is in use."""
        return publishing.retirement(self._work, process_id)

    def retirements(self) -> Mapping[str, Retirement]:
        """Return every retirement that is in force, by process id."""
        return publishing.retirements(self._work)

    def make_current(self, definition_id: str) -> None:
        """Let new instances run on this version from now on. Raises: NotFound; InvalidState: they do."""
        definition = self.get(definition_id)
        self._lock_deployments(definition.process_id)
        before = self.latest(definition.process_id)
        if before.id == definition.id:
            raise InvalidState(f"Expected another version of {definition.process_id}, but it is current.")
        self._work.connection.execute(
            sa.update(models.definition)
            .where(_DEFINITION.id == definition_id)
            .values(current_since=self._after(before))
        )
        publishing.listen(self._work, definition, self.program(definition.id))

    def _find(self, *conditions: Any) -> Definition | None:
        query = sa.select(models.definition).where(*conditions)
        query = query.order_by(*_CURRENT_FIRST).limit(1)
        row = self._work.connection.execute(query).mappings().first()
        return None if row is None else _definition(row)

    def _after(self, current: Definition | None) -> datetime:
        """Return now, or the next moment after `current` became current if that is now, too."""
        now = self._work.now
        return now if current is None else max(now, current.current_since + timedelta(microseconds=1))

    def _highest_version(self, process_id: str) -> int:
        query = sa.select(sa.func.max(_DEFINITION.version)).where(_DEFINITION.process_id == process_id)
        return self._work.connection.execute(query).scalar() or 0

    def _lock_deployments(self, process_id: str) -> None:
        self._work.connection.execute(
            sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
            {"key": f"deploy:{process_id}"},
        )

    def _store(self, definition: Definition, files: Mapping[str, bytes]) -> None:
        row = {name: getattr(definition, name) for name in Definition.__slots__}
        insert(self._work.transaction, models.definition, [row])
        self._work.connection.execute(
            sa.insert(models.definition_file),
            [
                {
                    "definition_id": definition.id,
                    "name": name,
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "content": content,
                }
                for name, content in files.items()
            ],
        )


def read_files(connection: sa.Connection, definition_id: str) -> dict[str, bytes]:
    """Return all files of a definition. Raises NotFound."""
    table = models.definition_file
    rows = connection.execute(
        sa.select(table.c.name, table.c.content)
        .where(table.c.definition_id == definition_id)
        .order_by(table.c.name)
    )
    files = {row.name: bytes(row.content) for row in rows}
    if not files:
        raise NotFound(f"Expected a definition {definition_id}, but there is none.")
    return files


def executable_processes(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return id and name of every executable process in the `.bpmn` files, in the files' order.

    Raises: InvalidArgument: there is none; FileRefused: the XML is hostile.
    """
    names: dict[str, str] = {}
    for name in sorted(files):
        if not name.endswith(".bpmn"):
            continue
        for process in parse_xml(files[name]).iter(f"{BPMN}process"):
            if is_executable(process) and process.get("id"):
                names[str(process.get("id"))] = str(process.get("name") or process.get("id"))
    if not names:
        raise InvalidArgument("Expected a .bpmn file with an executable process, but there is none.")
    return names


def _definition(row: Mapping[Any, Any]) -> Definition:
    values = dict(row)
    values["process_ids"] = tuple(values["process_ids"])
    return Definition(**values)
