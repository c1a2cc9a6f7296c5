"""Checks what diagrams name outside themselves: groups, forms, decisions, job types, messages, processes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from engine.definitions import other_steps
from engine.definitions.contracts import ExtensionRules, Header
from engine.definitions.decisions import model_of
from engine.definitions.findings import Findings
from engine.definitions.forms import Form
from engine.definitions.notation import READ
from engine.definitions.prefixes import beginnings
from engine.definitions.structure import constant, evaluate_constant
from engine.definitions.texts import place
from engine.definitions.vocabulary import Vocabulary
from engine.dmn import Model
from engine.feel import Expression
from engine.spiff.expressions import Value
from engine.spiff.model import ElementInfo
from engine.spiff.parse import Diagram

MAX_GROUPS = 500
ACCESS = ("write", "read", "hidden")


class References:
    """One pass over the elements of a package."""

    def __init__(
        self,
        diagram: Diagram,
        forms: Mapping[str, Form],
        models: Mapping[str, Model],
        vocabulary: Vocabulary,
        findings: Findings,
        *,
        foreign: Collection[str] = (),
    ) -> None:
        """Keep what may be named; `foreign` are elements bound in the words of another engine."""
        self.diagram = diagram
        self.forms = forms
        self.models = models
        self.vocabulary = vocabulary
        self.findings = findings
        self.foreign = frozenset(foreign)
        self.used_forms: set[str] = set()
        self.some_form_is_computed = False
        self._asked: dict[str, bool] = {}
        self._columns: dict[tuple[str, str], tuple[str, ...]] = {}

    def check(self) -> None:
        """Add a problem for everything named that does not exist."""
        for info in self.diagram.elements.values():
            self._groups(info)
            self._form(info)
            self._job(info)
            self._told(info)
            self._extensions(info)
            self._start(info)
            self._decision(info)
            self._call(info)
            self._start_of_called(info)
            self._messages(info)
        self._filters()
        if self.diagram.processes and not self.some_form_is_computed:
            for form in self.forms.values():
                if form.id not in self.used_forms:
                    self.findings.add(
                        "package.unused_form",
                        form.file,
                        form.id,
                        line=form.line,
                        form=form.id,
                    )

    def _filters(self) -> None:
        """Report what a process declares searchable and no form of the package has as a field."""
        chinese, english = place("filters")
        for process in self.diagram.processes.values():
            for name in process.properties.get("filters", "").split():
                if not any(form.has(name) for form in self.forms.values()):
                    self.findings.add(
                        "bpmn.unknown_field",
                        process.file,
                        process.id,
                        what=english,
                        chinese={"what": chinese},
                        field=name,
                        among=(name, _fields(self.forms.values())),
                    )

    def _add(self, code: str, info: ElementInfo, **params: Any) -> None:
        self.findings.add(code, info.file, info.id, line=info.line, **params)

    def _groups(self, info: ElementInfo) -> None:
        bound = info.assignment
        if info.type != "userTask":
            return
        assigned = bound.assignee or bound.candidate_groups or bound.candidate_users
        if not assigned and info.id not in self.foreign:
            self.findings.add(
                "bpmn.nobody_assigned",
                info.file,
                info.id,
                line=info.line,
                element=info.name or info.id,
            )
        if bound.candidate_groups is not None:
            for group in self._named_groups(bound.candidate_groups):
                self._add("bpmn.unknown_group", info, group=group, among=(group, self.vocabulary.groups))

    def _named_groups(self, value: Value) -> Iterator[str]:
        """Yield the groups that do not exist, as far as a text or expression shows which it may give."""
        if value.expression is None:
            yield from self._unknown([part.strip() for part in value.source.split(",")])
            return
        yield from self._unknown_in(value.expression)
        for path in value.expression.paths:
            for decision in self._deciders.get(path[0], ()):
                yield from self._unknown_in_column(decision, path[1] if len(path) > 1 else "")

    def _unknown_in_column(self, decision: str, column: str) -> tuple[str, ...]:
        """Return the groups that a decision's column names and that do not exist."""
        if (decision, column) not in self._columns:
            model = model_of(self.models, decision)
            tables = [table for owner, table in model.tables if owner == decision] if model else []
            self._columns[decision, column] = tuple(
                group
                for table in tables
                for number, output in enumerate(table.outputs)
                if output.name == column or len(table.outputs) == 1
                for rule in table.rules
                if (cell := rule.outputs[number]) is not None
                for group in self._unknown_in(cell)
            )
        return self._columns[decision, column]

    def _unknown_in(self, expression: Expression) -> Iterator[str]:
        fixed = evaluate_constant(expression)
        if fixed is not None:
            groups = fixed if isinstance(fixed, list) else [fixed]
            yield from self._unknown([group for group in groups if isinstance(group, str)])
            return
        prefixes = self.vocabulary.group_prefixes
        if prefixes is not None:
            yield from (text for text in beginnings(expression.tree) if text not in prefixes)

    def _unknown(self, groups: list[str]) -> Iterator[str]:
        """Yield those that do not exist; asks about each group once, and about no more than 500."""
        exists = self.vocabulary.group_exists
        for group in groups:
            if exists is None or not group:
                continue
            if group not in self._asked and len(self._asked) < MAX_GROUPS:
                self._asked[group] = exists(group)
            if not self._asked.get(group, True):
                yield group

    @cached_property
    def _deciders(self) -> Mapping[str, list[str]]:
        """Return the decisions whose results a variable takes."""
        deciders: dict[str, list[str]] = {}
        for info in self.diagram.elements.values():
            decision = None if info.decision is None else constant(info.decision.decision_id)
            if info.decision is not None and isinstance(decision, str):
                deciders.setdefault(info.decision.result_variable, []).append(decision)
        return deciders

    def _form(self, info: ElementInfo) -> None:
        if info.form_id is None:
            return
        form_id = constant(info.form_id)
        if not isinstance(form_id, str):
            self.some_form_is_computed = True
            return
        self.used_forms.add(form_id)
        if form_id not in self.forms:
            self.findings.add(
                "bpmn.unknown_form",
                info.file,
                info.id,
                line=info.line,
                severity="error" if self.forms or self.vocabulary.check_form else "warning",
                form=form_id,
                among=(form_id, self.forms),
            )
        elif info.rights is not None:
            self._rights(info, self.forms[form_id])
        self._hidden(info)

    def _hidden(self, info: ElementInfo) -> None:
        """Report what a step hides and no form of the package has."""
        paths = info.tongban.get("form", {}).get("hides", "").split()
        self._there(info, "hides", paths, self.forms.values())

    def _there(
        self, info: ElementInfo, attribute: str, paths: Iterable[str], forms: Collection[Form]
    ) -> None:
        chinese, english = place(attribute)
        for path in paths:
            if not any(form.has(path) for form in forms):
                self.findings.add(
                    "bpmn.unknown_field",
                    info.file,
                    info.id,
                    line=info.line,
                    what=english,
                    chinese={"what": chinese},
                    field=path,
                    among=(path, _fields(forms)),
                )

    def _rights(self, info: ElementInfo, form: Form) -> None:
        assert info.rights is not None
        for access in (info.rights.default, *info.rights.fields.values()):
            if access not in ACCESS:
                self._add("bpmn.unknown_access", info, access=access)
        self._there(info, "rights", info.rights.fields, (form,))

    def _job(self, info: ElementInfo) -> None:
        known = self.vocabulary.jobs
        job_type = None if info.job is None else constant(info.job.type)
        if known is not None and isinstance(job_type, str) and job_type not in known:
            self._add("bpmn.unknown_job_type", info, job_type=job_type, among=(job_type, known))

    def _told(self, info: ElementInfo) -> None:
        """Check the headers of a job against its contract."""
        job_type = None if info.job is None else constant(info.job.type)
        contract = (self.vocabulary.jobs or {}).get(job_type) if isinstance(job_type, str) else None
        if contract is None:
            return
        for name, text in info.headers.items():
            header = contract.headers.get(name)
            if header is None:
                self._add(
                    "bpmn.unknown_header",
                    info,
                    job_type=job_type,
                    header=name,
                    among=(name, contract.headers),
                )
            else:
                self._header(info, name, header, text.strip())
        for name, header in contract.headers.items():
            if header.needed and not info.headers.get(name, "").strip():
                self._add("bpmn.missing_header", info, job_type=job_type, header=name)

    def _header(self, info: ElementInfo, name: str, header: Header, text: str) -> None:
        """Check what one header says."""
        if header.words and text not in header.words:
            self._add("bpmn.header_word", info, header=name, word=text, among=(text, header.words))
        if header.whole is not None:
            low, high = header.whole
            if not (text.isascii() and text.isdigit() and low <= int(text[:9]) <= high):
                self._add("bpmn.header_number", info, header=name, low=low, high=high, found=text)
        if header.names == "groups":
            for group in self._unknown([part.strip() for part in text.split(",")]):
                self._add("bpmn.unknown_group", info, group=group, among=(group, self.vocabulary.groups))
        elif header.names in ("template", "service"):
            known = self.vocabulary.named_by(header)
            if known is not None and text and text not in known:
                self._add(f"bpmn.unknown_{header.names}", info, **{header.names: text}, among=(text, known))
        elif header.names == "form" and text not in self.forms:
            self._add("bpmn.unknown_form", info, form=text, among=(text, self.forms))
        elif header.names == "element":
            self._step(info, place("header", header=name), text)

    def _step(self, info: ElementInfo, what: tuple[str, str], step: str) -> None:
        """Report a step that is no user task of the same process."""
        steps = [
            one.id
            for one in self.diagram.elements.values()
            if one.type == "userTask" and one.process_id == info.process_id
        ]
        if step not in steps:
            chinese, english = what
            self._add(
                "bpmn.unknown_step",
                info,
                what=english,
                chinese={"what": chinese},
                step=step,
                among=(step, steps),
            )

    def _extensions(self, info: ElementInfo) -> None:
        """Check the words of extension elements, and the fields that they name."""
        rules = self.vocabulary.extensions or {}
        for name, attributes in info.tongban.items():
            if name in rules:
                for attribute, text in attributes.items():
                    self._setting(info, name, rules[name], attribute, text)
                for code, values in other_steps.findings(
                    info, attributes, self.diagram.elements, rules[name]
                ):
                    self._add(code, info, **values)

    def _setting(
        self, info: ElementInfo, name: str, rules: ExtensionRules, attribute: str, text: str
    ) -> None:
        if attribute in rules.fields and self.forms:
            self._there(info, attribute, text.split(), self.forms.values())
        if attribute in rules.steps:
            for step in text.split():
                self._step(info, (f"{name} 的设置 {attribute}", f"{attribute} of {name}"), step)
        if attribute in rules.fields | rules.free | rules.steps:
            return
        if f"tongban:{name}" in READ and attribute not in rules.words:
            return  # `extension_names` knows them
        words = rules.words.get(attribute, frozenset())
        for word in text.split() if words else [attribute]:
            if word not in words:
                allowed = words or frozenset({*rules.words, *rules.free, *rules.fields, *rules.steps})
                self._add(
                    "bpmn.unknown_setting",
                    info,
                    extension=name,
                    attribute=attribute,
                    word=word,
                    among=(word, allowed),
                )

    def _start(self, info: ElementInfo) -> None:
        check, said = self.vocabulary.check_start, info.tongban.get("start")
        if check is None or said is None:
            return
        form_id = None if info.form_id is None else constant(info.form_id)
        form = self.forms.get(form_id) if isinstance(form_id, str) else None
        for chinese, english in check(said, None if form is None else form.fields):
            self.findings.add(
                "bpmn.wrong_start",
                info.file,
                info.id,
                line=info.line,
                reason=english,
                chinese={"reason": chinese},
            )
        later = said.get("later_form")
        if later and later not in self.forms:
            self._add("bpmn.unknown_form", info, form=later)

    def _decision(self, info: ElementInfo) -> None:
        decision = None if info.decision is None else constant(info.decision.decision_id)
        if isinstance(decision, str) and model_of(self.models, decision) is None:
            known = {name for model in self.models.values() for name in model.decisions + model.services}
            self._add("bpmn.unknown_decision", info, decision=decision, among=(decision, known))

    def _call(self, info: ElementInfo) -> None:
        known = self.vocabulary.processes
        called = None if info.called_process is None else constant(info.called_process.process_id)
        if known is None or not isinstance(called, str):
            return
        if called not in known and called not in self.diagram.processes:
            self._add(
                "bpmn.unknown_process",
                info,
                process=called,
                among=(called, {*known, *self.diagram.processes}),
            )

    def _start_of_called(self, info: ElementInfo) -> None:
        """Report the call of a process of the package that only an event from outside begins."""
        called = None if info.called_process is None else constant(info.called_process.process_id)
        process = self.diagram.processes.get(called) if isinstance(called, str) else None
        starts = [self.diagram.elements[start] for start in process.start_events] if process else []
        if starts and all(start.events for start in starts):
            kinds = ", ".join(sorted({event.kind for start in starts for event in start.events}))
            self._add("bpmn.not_callable", info, process=called, kinds=kinds)

    def _messages(self, info: ElementInfo) -> None:
        known = self.vocabulary.messages
        catches = info.type in ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")
        if known is None or not catches:
            return
        for event in info.events:
            name = constant(event.name) if event.kind == "message" and event.name is not None else None
            if isinstance(name, str) and name not in known and name not in self._thrown:
                there = {*known, *(one for one in self._thrown if isinstance(one, str))}
                self._add("bpmn.unknown_message", info, message=name, among=(name, there))

    @cached_property
    def _thrown(self) -> set[object]:
        return {
            constant(event.name)
            for info in self.diagram.elements.values()
            if info.type in ("intermediateThrowEvent", "endEvent", "sendTask")
            for event in info.events
            if event.kind == "message" and event.name is not None
        }


def _fields(forms: Iterable[Form]) -> frozenset[str]:
    return frozenset().union(*(form.fields or () for form in forms))
