"""What a draft or a version means for each running case: nothing, a way over, or none.

Cases that stand alike are judged once, so the work grows with the diagram and not with the cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cached_property

from sqlalchemy import select

from engine import Standing
from engine.spiff import Program, TokenPlace, problems_at
from workflows.administration.repair_values import Names
from workflows.administration.version_differences import element_changes, names_of
from workflows.approvals.models import Case
from workflows.ground.db import among
from workflows.ground.work import Work
from workflows.package_data.file_names import DATA
from workflows.studio.ahead import ahead
from workflows.studio.canonical import canonical_lines
from workflows.studio.obstacles import obstacles
from workflows.studio.values import VERDICTS, CaseImpact, Impact, Verdict

PAGE_ROWS = 20
MOST_COUNTED = 10_000
MOST_NAMED = 5
_NO_STEP = frozenset({"boundaryEvent", "subProcess"})


class Judge:
    """Says of cases on other versions what one version, deployed or not, means for them."""

    def __init__(self, work: Work, process_id: str, target: Program, files: Mapping[str, bytes]) -> None:
        self._work, self._process_id = work, process_id
        self._target, self._files = target, files
        self._comparisons: dict[str, _Comparison] = {}
        self._verdicts: dict[Standing, Verdict] = {}

    def verdict(self, standing: Standing) -> Verdict:
        """Return what the version means for every case that stands so."""
        if standing not in self._verdicts:
            self._verdicts[standing] = self._judge(standing)
        return self._verdicts[standing]

    def _judge(self, standing: Standing) -> Verdict:
        compared = self._comparison(standing.definition_id)
        reached = _reached(compared.old, self._target, standing.places)
        changed, files = compared.changed_among(reached), compared.files_among(reached)
        if not changed and not files:
            return Verdict("unaffected")
        problems = problems_at(compared.old, self._process_id, standing.places, self._target)
        against = obstacles(problems, compared.old)
        return Verdict("blocked" if against else "migratable", changed[:MOST_NAMED], files, against)

    def _comparison(self, definition_id: str) -> _Comparison:
        if definition_id not in self._comparisons:
            old, files = (
                self._work.repository.program(definition_id),
                self._work.repository.files(definition_id),
            )
            self._comparisons[definition_id] = _Comparison(old, files, self._target, self._files)
        return self._comparisons[definition_id]

    def steps(self, standing: Standing) -> tuple[Names, ...]:
        """Return the names of the steps at which a case waits that stands so."""
        elements = self._comparison(standing.definition_id).old.elements
        waits = (elements[place.element_id] for place in standing.places)
        return tuple(names_of(one) for one in waits if one.type not in _NO_STEP)[:MOST_NAMED]


class _Comparison:
    """An older version beside the one that is judged: which elements and files say something else."""

    def __init__(
        self, old: Program, old_files: Mapping[str, bytes], new: Program, new_files: Mapping[str, bytes]
    ) -> None:
        self.old, self._new = old, new
        self._old_files, self._new_files = old_files, new_files

    @cached_property
    def _changes(self) -> Mapping[str, Names]:
        changes = {
            one.element_id: one.names for one in element_changes(self.old.elements, self._new.elements)
        }
        for flow_id in self.old.flows.keys() & self._new.flows.keys():
            before, after = self.old.flows[flow_id], self._new.flows[flow_id]
            if before != after:
                changes.setdefault(after.source, names_of(self._new.elements[after.source]))
        return changes

    @cached_property
    def _changed_files(self) -> tuple[str, ...]:
        names = sorted(self._old_files.keys() | self._new_files.keys())
        return tuple(
            name
            for name in names
            if not name.endswith(".bpmn")
            and canonical_lines(name, self._old_files.get(name, b""))
            != canonical_lines(name, self._new_files.get(name, b""))
        )

    def changed_among(self, reached: Collection[str]) -> tuple[Names, ...]:
        """Return the names of the elements among these that were added, removed or changed."""
        return tuple(names for element_id, names in self._changes.items() if element_id in reached)

    def files_among(self, reached: Collection[str]) -> tuple[str, ...]:
        """Return the files that differ and that one of these elements, or the case itself, may ask."""
        elements = [
            program.elements[one]
            for program in (self.old, self._new)
            for one in reached & program.elements.keys()
        ]
        asks_forms = any(one.form_id is not None for one in elements)
        asks_tables = any(one.decision is not None for one in elements)
        return tuple(
            name
            for name in self._changed_files
            if name in DATA
            or (name.endswith(".form") and asks_forms)
            or (name.endswith(".dmn") and asks_tables)
        )


def _reached(old: Program, new: Program, places: Collection[TokenPlace]) -> frozenset[str]:
    """Return what lies ahead in either version."""
    ids = [place.element_id for place in places]
    return ahead(old, ids) | ahead(new, ids)


def impact(
    work: Work, judge: Judge, process_id: str, *, besides: str | None = None, after: str | None = None
) -> Impact:
    """Return what the judge's version means for running cases: two statements for all, two for the page.

    Those on the version `besides` are left out; `after` is the id of the last case of the page before.
    """
    alike = work.overview.counts_by_standing(process_id, most=MOST_COUNTED + 1, besides=besides)
    counts = Counter(dict.fromkeys(VERDICTS, 0))
    for standing, many in alike.items():
        counts[judge.verdict(standing).kind] += many
    page = work.overview.standings(process_id, limit=PAGE_ROWS + 1, besides=besides, after=after)
    shown = dict(list(page.items())[:PAGE_ROWS])
    numbers = numbers_of(work, shown)
    versions = versions_of(work, process_id)
    cases = tuple(
        CaseImpact(
            instance_id,
            numbers.get(instance_id, instance_id),
            versions[standing.definition_id],
            judge.steps(standing),
            judge.verdict(standing),
        )
        for instance_id, standing in shown.items()
    )
    is_capped = counts.total() > MOST_COUNTED
    return Impact(counts, is_capped, cases, list(shown)[-1] if len(page) > PAGE_ROWS else None)


def numbers_of(work: Work, instance_ids: Collection[str]) -> dict[str, str]:
    """Return the numbers of the cases that run as these instances."""
    rows = work.session.execute(
        select(Case.instance_id, Case.number).where(among(Case.instance_id, instance_ids))
    )
    return {str(row.instance_id): row.number for row in rows}


def versions_of(work: Work, process_id: str) -> dict[str, int]:
    """Return the numbers of the versions of a process, by definition id."""
    return {str(one.id): one.version for one in work.repository.list(process_id)}
