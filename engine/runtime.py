"""Instances: started, looked at, spoken to, stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from uuid_utils import uuid7

from engine import codec
from engine.calls import called_definition
from engine.element_views import elements_ahead, elements_here
from engine.errors import InvalidArgument, InvalidState, NotFound, Rejected
from engine.events import CallRequested
from engine.history import History
from engine.incidents import Incidents
from engine.instances import STATE_VERSION, LockedInstance, instance_value
from engine.migration import MigrationPlan, make_plan
from engine.next_steps import OF_PEOPLE, STEPS
from engine.queries import TaskQuery
from engine.spiff import Execution, MigrationProblem
from engine.stepping import apply, environment, follow, step, tell, with_seed
from engine.storable_text import check_keys
from engine.unit_of_work import UnitOfWork
from engine.values import (
    Correlation,
    Definition,
    DueTimer,
    Element,
    Instance,
    InstanceId,
    StartedInstance,
)

_VARIABLES = "SELECT name, value FROM engine_variable WHERE instance_id = %s AND scope = %s ORDER BY name"
_TIMERS = """
SELECT j.element_id, j.due_at FROM engine_instance i JOIN engine_job j ON j.instance_id = i.id
WHERE i.root_id = %s AND j.kind = 'timer' AND j.state = 'ready' ORDER BY j.due_at, j.id
"""
ROOT_SCOPE = "0"


class Runtime:
    """Commands and queries on instances. Commands wait for the lock of the instance's case."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def start(
        self,
        process_id: str,
        *,
        business_key: str | None = None,
        variables: Mapping[str, Any] | None = None,
        region: str | None = None,
        version: int | None = None,
        start_element_id: str | None = None,
    ) -> StartedInstance:
        """Start an instance of the latest version of a process, or of `version`, and run it until it waits.

        A step that cannot be computed stops it: the instance that is returned carries the incident.
        Raises: NotFound: no such process or version; InvalidState: it has no start without trigger, or the
        process is retired.
        """
        definition = self._work.repository.to_start(process_id, version)
        started = self.start_definition(
            definition,
            process_id,
            variables or {},
            business_key=business_key,
            region=region,
            start_element_id=start_element_id,
        )
        met = started.root_id in self._work.pending.cases_with_incidents
        incidents = Incidents(self._work).of_case(started.root_id) if met else ()
        return StartedInstance(
            **{name: getattr(started, name) for name in Instance.__slots__}, incidents=incidents
        )

    def start_definition(
        self,
        definition: Definition,
        process_id: str,
        variables: Mapping[str, Any],
        *,
        business_key: str | None = None,
        region: str | None = None,
        start_element_id: str | None = None,
        parent: tuple[LockedInstance, str] | None = None,
        position: str = "",
    ) -> Instance:
        """Start a process of this very definition. `parent`: the caller and its token; `position`: theirs."""
        work = self._work
        check_keys(business_key, region)
        instance_id = str(uuid7())
        row = {
            "id": instance_id,
            "root_id": instance_id if parent is None else parent[0].row["root_id"],
            "parent_id": None if parent is None else parent[0].id,
            "parent_token_id": None if parent is None else parent[1],
            "parent_position": position or None,
            "definition_id": definition.id,
            "process_id": process_id,
            "business_key": business_key,
            "region": region,
            "state": "active",
            "suspended": False,
            "started_by": work.actor,
            "started_at": work.now,
            "ended_at": None,
            "end_reason": None,
            "revision": 0,
            "state_version": STATE_VERSION,
            "history_seq": 0,
            "history_hash": "",
        }
        locked = work.instances.add(row)
        env = environment(work, locked)
        called = parent is not None
        locked.execution = Execution.start(
            locked.package.program,
            process_id,
            variables,
            env,
            start_element_id,
            called=called,
            position=position,
        )
        work.pending.instances[instance_id] = row
        data = {
            "process_id": process_id,
            "definition_id": definition.id,
            "version": definition.version,
            "business_key": business_key,
            "region": region,
            "start_element_id": start_element_id,
            "variables": dict(variables),
        }
        apply(work, locked, "start", with_seed(data, env), locked.execution.take())
        follow(work)
        return locked.value()

    def get(self, instance_id: str) -> Instance:
        """Return an instance in any state. Raises NotFound."""
        self._work.transaction.flush()
        row = self._work.connection.exec_driver_sql(
            "SELECT * FROM engine_instance WHERE id = %s", (instance_id,)
        )
        values = row.mappings().first()
        if values is None:
            raise NotFound(f"Expected instance {instance_id}, but there is none.")
        return instance_value(values)

    def variables(self, instance_id: str, *, scope: str = ROOT_SCOPE) -> dict[str, Any]:
        """Return the variables of an instance, or of one scope in it, as Python values."""
        self._work.transaction.flush()
        rows = self._work.connection.exec_driver_sql(_VARIABLES, (instance_id, scope))
        return {name: codec.to_python(value) for name, value in rows}

    def set_variables(
        self, instance_id: str, variables: Mapping[str, Any], *, scope: str = ROOT_SCOPE, local: bool = False
    ) -> None:
        """Set variables where each is held, looking outwards from `scope`; with `local` exactly there.

        Conditions that read them are asked again. Raises: NotFound; InvalidState: the instance has ended.
        """
        locked = self._active(instance_id)
        data = {"variables": dict(variables), "scope": scope, "local": local}
        step(
            self._work,
            locked,
            "set_variables",
            data,
            lambda run: run.set_variables(variables, scope=scope, local=local),
        )

    def correlate(
        self,
        name: str,
        *,
        correlation_key: str = "",
        variables: Mapping[str, Any] | None = None,
        time_to_live: float = 0,
    ) -> Correlation:
        """Hand a message to the one instance that waits for it, or start one, or keep it.

        `time_to_live` is in seconds: how long it is kept if nobody wants it yet.
        """
        return self._work.messages.correlate(name, correlation_key, variables or {}, time_to_live)

    def signal(self, name: str, variables: Mapping[str, Any] | None = None) -> tuple[InstanceId, ...]:
        """Tell every instance that waits for a signal, start processes that begin with it; return them."""
        return self._work.messages.signal(name, variables or {})

    def cancel(self, instance_id: str, reason: str = "") -> None:
        """Stop an instance with everything that is open in it, called instances included.

        Raises: NotFound; InvalidState: it has ended, or it is called by another one (cancel that).
        """
        locked = self._active(instance_id, though_suspended=True)
        if locked.row["parent_id"] is not None:
            raise InvalidState(
                f"Expected an instance that nobody called, but {locked.row['parent_id']} called it."
            )
        self._terminate(locked, reason)

    def suspend(self, instance_id: str, reason: str = "") -> None:
        """Let nothing happen in a case until it is resumed: no task, no job, no timer, no message.

        Raises: NotFound; InvalidState: it has ended or is suspended.
        """
        locked = self._active(instance_id)
        self._set_suspended(locked, reason, suspended=True)

    def resume(self, instance_id: str) -> None:
        """Let a suspended case go on; what has become due meanwhile runs. Raises: NotFound; InvalidState."""
        locked = self._active(instance_id, though_suspended=True)
        if not locked.row["suspended"]:
            raise InvalidState("Expected a suspended instance, but it is running.", instance_id=instance_id)
        self._set_suspended(locked, "", suspended=False)

    def retry(self, instance_id: str, token_id: str) -> None:
        """Try again what led to an incident of a token. Raises: NotFound; InvalidState."""
        locked = self._active(instance_id)
        step(self._work, locked, "retry", {"token_id": token_id}, lambda run: run.retry(token_id))

    def move(self, instance_id: str, token_id: str, target_element_id: str, reason: str = "") -> None:
        """Stop a token and go on at another element: a repair by hand, kept as such in the history.

        Raises: NotFound; InvalidState; InvalidArgument: the token cannot leave, or the target not be entered.
        """
        locked = self._active(instance_id)
        data = {"token_id": token_id, "target_element_id": target_element_id, "reason": reason}
        step(self._work, locked, "move_token", data, lambda run: run.move(token_id, target_element_id))

    def plan_migration(
        self, source_id: str, target_id: str, mapping: Mapping[str, str] | None = None
    ) -> MigrationPlan:
        """Plan to take instances of one definition to another; `mapping` names what has changed its id.

        Raises: NotFound; InvalidArgument: `mapping` names what is not there.
        """
        repository = self._work.repository
        source, target = repository.get(source_id), repository.get(target_id)
        programs = repository.program(source.id), repository.program(target.id)
        return make_plan(source.id, target.id, *programs, mapping or {})

    def migration_problems(self, instance_id: str, plan: MigrationPlan) -> tuple[MigrationProblem, ...]:
        """Return what speaks against migrating an instance by `plan`, token by token. Raises NotFound."""
        _, execution = self._looked_at(instance_id)
        program = self._work.repository.program(plan.target_id)
        return tuple(execution.migration_problems(program, plan.mapping))

    def migrate(self, instance_id: str, plan: MigrationPlan, reason: str = "") -> None:
        """Take an instance to another version; `plan.reversed()` takes it back.

        Tasks keep who has claimed them, timers their time.
        Raises: NotFound; InvalidState: it is not on the plan's source; InvalidArgument: problems are left.
        """
        work = self._work
        locked = self._active(instance_id)
        if locked.row["definition_id"] != plan.source_id:
            raise InvalidState(
                f"Expected an instance of {plan.source_id}, but it is one of {locked.row['definition_id']}."
            )
        program = work.repository.program(plan.target_id)
        problems = work.instances.execution(locked, environment(work, locked)).migration_problems(
            program, plan.mapping
        )
        if problems:
            raise InvalidArgument(problems[0].message("en"), problems=tuple(problems))
        data = {
            "source_id": plan.source_id,
            "target_id": plan.target_id,
            "mapping": {old: new for old, new in plan.mapping.items() if old != new},
            "reason": reason,
        }

        def act(execution: Execution) -> None:
            execution.migrate(program, plan.mapping)
            process_id = plan.mapping.get(locked.row["process_id"], locked.row["process_id"])
            locked.row.update(definition_id=plan.target_id, process_id=process_id)
            work.pending.rebind_jobs(instance_id, plan.target_id)

        step(work, locked, "migrate", data, act)

    def restart(self, instance_id: str) -> StartedInstance:
        """Start a new instance of the latest version as this one was. Raises: NotFound; InvalidState."""
        old = self.get(instance_id)
        if old.ended_at is None:
            raise InvalidState("Expected an ended instance, but it is running.", instance_id=instance_id)
        begun = History(self._work).of(instance_id)[0].data
        return self.start(
            old.process_id,
            business_key=old.business_key,
            region=old.region,
            variables=begun.get("variables", {}),
            start_element_id=begun.get("start_element_id"),
        )

    def current_elements(self, instance_id: str) -> tuple[Element, ...]:
        """Return the elements in which the instance is now, with what is known of their tasks."""
        locked, execution = self._looked_at(instance_id)
        if locked.row["ended_at"] is not None:
            return ()
        tasks = TaskQuery(self._work).instance(instance_id).all()
        return elements_here(locked.package.program, execution, tasks)

    def elements_of_case(self, root_id: str) -> tuple[Element, ...]:
        """Return the elements in which an instance is now, and those in which the ones that it called are."""
        running = [row for row in self._rows_of(root_id) if row["ended_at"] is None]
        return tuple(
            replace(one, definition_id=row["definition_id"])
            for row in running
            for one in self.current_elements(row["id"])
        )

    def timers_of_case(self, root_id: str) -> tuple[DueTimer, ...]:
        """Return the timers that run in an instance and in those that it called, the next one first."""
        rows = self._work.connection.exec_driver_sql(_TIMERS, (root_id,)).mappings()
        return tuple(DueTimer(row["element_id"], row["due_at"]) for row in rows)

    def next_elements(self, instance_id: str, *, of_people: bool = False) -> tuple[Element, ...]:
        """Return the steps that may come next: what can be reached without passing another step.

        `of_people`: only those at which a person acts, and the ends. Who will get a task is told as far as
        its bindings give that already, from what the case knows now; ways that this rules out are left out.
        """
        locked, execution = self._looked_at(instance_id)
        if locked.row["ended_at"] is not None:
            return ()
        return elements_ahead(
            locked.package.program,
            execution,
            OF_PEOPLE if of_people else STEPS,
            environment(self._work, locked),
            self._work.vocabulary,
        )

    def start_called(self, caller: LockedInstance, event: CallRequested) -> None:
        """Start the instance that a call activity asks for; what cannot be started is an incident there."""
        try:
            definition = called_definition(self._work, caller, event)
        except Rejected as refused:
            said = {"token_id": event.token_id, "reason": str(refused)}
            step(self._work, caller, "fail_call", said, lambda run: run.fail_call(**said))
            return
        self.start_definition(
            definition,
            event.process_id,
            event.variables,
            business_key=caller.row["business_key"],
            region=caller.row["region"],
            parent=(caller, event.token_id),
            position=event.position,
        )

    def cancel_called(self, caller: LockedInstance, token_id: str) -> None:
        """Stop the instances that a token called."""
        for row in self._rows_of(caller.row["root_id"]):
            if (row["parent_id"], row["parent_token_id"]) == (caller.id, token_id) and not row["ended_at"]:
                self._terminate(self._work.instances.member(row["id"]), "caller")

    def _terminate(self, locked: LockedInstance, reason: str) -> None:
        locked.row["end_reason"] = reason or None
        step(self._work, locked, "cancel", {"reason": reason}, Execution.terminate)

    def _active(self, instance_id: str, *, though_suspended: bool = False) -> LockedInstance:
        locked = self._work.instances.lock(instance_id)
        if locked.row["ended_at"] is not None:
            raise InvalidState(f"Expected a running instance, but it is {locked.row['state']}.")
        if locked.row["suspended"] and not though_suspended:
            raise InvalidState("Expected a running instance, but it is suspended.", instance_id=instance_id)
        return locked

    def _set_suspended(self, locked: LockedInstance, reason: str, *, suspended: bool) -> None:
        """Suspend or resume all instances of the case; their jobs follow in one statement."""
        work = self._work
        command = "suspend" if suspended else "resume"
        for row in self._rows_of(locked.row["root_id"]):
            if row["ended_at"] is None:
                member = work.instances.member(row["id"])
                member.row["suspended"] = suspended
                tell(work, member, command, {"reason": reason}, (), {})
        work.transaction.flush()
        work.jobs.set_suspended(locked.row["root_id"], suspended=suspended)

    def _rows_of(self, root_id: str) -> list[Mapping[Any, Any]]:
        self._work.transaction.flush()
        statement = "SELECT * FROM engine_instance WHERE root_id = %s ORDER BY started_at, id"
        return list(self._work.connection.exec_driver_sql(statement, (root_id,)).mappings())

    def _looked_at(self, instance_id: str) -> tuple[LockedInstance, Execution]:
        """Load an instance to look at it, without waiting for its lock."""
        work = self._work
        locked = work.instances.peek(instance_id)
        return locked, work.instances.execution(locked, environment(work, locked))
