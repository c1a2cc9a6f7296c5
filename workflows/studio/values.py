"""What crosses the border of the studio: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from engine import Problem
from workflows.administration.case_migrations import Obstacle
from workflows.administration.repair_values import Names
from workflows.administration.values import DeployedProcess
from workflows.administration.version_differences import FileChange
from workflows.ground.messages import Locale, sentence


@dataclass(frozen=True, slots=True)
class NewProcess:
    """What a process that is drawn from nothing is called."""

    process_id: str
    name_zh: str
    name_en: str


NEW_FILE_KINDS = {"decision": "dmn", "form": "form"}
"""What a draft can be given from nothing, with what the names of such files end in."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """What a table or a form that is made from nothing is called; `file_id`: "" for one made of the name."""

    kind: str
    file_id: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class AddedFile:
    """A file that was added to a draft: the name of the file, the id and name of what is in it."""

    file: str
    id: str
    name: str
    revision: int


@dataclass(frozen=True, slots=True)
class PackageView:
    """A deployed package: its current version, and how many cases run on any of its versions."""

    current: DeployedProcess
    running: int
    drafts: int


VerdictKind = Literal["unaffected", "migratable", "blocked"]
VERDICTS: tuple[VerdictKind, ...] = ("unaffected", "migratable", "blocked")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What another version means for a case that goes on with its own.

    `unaffected`: what lies ahead of it is the same in both. Otherwise `changed` are the first of the steps
    and `files` the files ahead of it that differ; `blocked`: it could not go there, because of `obstacles`.
    """

    kind: VerdictKind
    changed: tuple[Names, ...] = ()
    files: tuple[str, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseImpact:
    """A running case: its version, the steps that it waits at, and what another version means for it."""

    instance_id: str
    number: str
    version: int
    steps: tuple[Names, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Impact:
    """What a version means for the running cases on other ones: how many of each kind, and a page of them.

    `is_capped`: there are more than were counted.
    """

    counts: Mapping[VerdictKind, int]
    is_capped: bool
    cases: tuple[CaseImpact, ...]
    next_after: str | None

    @property
    def total(self) -> int:
        """How many cases were counted."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class MovedCase:
    """A case of a move and how far it is; `refusal` is the code of a sentence, with what it needs."""

    number: str
    source_version: int
    state: str
    refusal: tuple[str, Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True)
class MoveView:
    """Running cases on their way to a version, or back: what was asked, and how far it is."""

    id: str
    process_id: str
    target_id: str
    target_version: int
    reason: str
    started_by: str
    started_at: datetime
    undone_by: str | None
    counts: Mapping[str, int]
    cases: tuple[MovedCase, ...]

    @property
    def total(self) -> int:
        """How many cases it has."""
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """How many still wait for their turn."""
        return self.counts.get("waiting", 0) + self.counts.get("returning", 0)


@dataclass(frozen=True, slots=True)
class PlayedScenario:
    """What came of a scenario; a failed one says why, and at which step: None, where the outcome differs."""

    name: str
    passed: bool
    step: int | None
    kind: str
    why: Names


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """The last time that a draft's scenarios were played, or are: `state` is "waiting" or "ended".

    `is_of_now`: the draft still says what was played. `error`: why it ended before its end, "time" or
    "ended" where the player was stopped; `error_said` in words. `coverage`: what was reached, as the
    player counts it.
    """

    id: str
    state: str
    is_of_now: bool
    started_by: str
    started_at: datetime
    error: str
    many: int
    scenarios: tuple[PlayedScenario, ...]
    coverage: Mapping[str, Any]
    error_said: Names

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return sum(not one.passed for one in self.scenarios)

    @property
    def is_passed(self) -> bool:
        """Whether each was played and passed."""
        return self.state == "ended" and not self.error and not self.failed


@dataclass(frozen=True, slots=True)
class DrawnDifference:
    """The elements of a diagram that differ: ids of steps and events, of `lines`, names of what is gone."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    lines: tuple[str, ...]
    """Flows that were added or changed."""
    removed: tuple[Names, ...]
    removed_lines: int


How = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class CellDifference:
    """What a cell said and says; the same twice where it did not change."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A rule that differs; `number`: where it stands in the newer table, None if it is gone."""

    number: int | None
    how: How
    cells: tuple[CellDifference, ...]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """A decision that differs, with the rules that do; an expression is a table of one cell."""

    names: Names
    how: How
    hit_policy: CellDifference
    columns: tuple[Names, ...]
    rows: tuple[RowDifference, ...]


@dataclass(frozen=True, slots=True)
class PropertyDifference:
    """What a property of a field was and is, as the form says it; empty: it is not said."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field of a form that differs, with the properties that do where it was and is there."""

    names: Names
    kind: str
    how: How
    properties: tuple[PropertyDifference, ...]


@dataclass(frozen=True, slots=True)
class FileDifference(FileChange):
    """A file of a package that differs, as people look at it beside the lines.

    `drawn`: what can be painted on the newer diagram; `tables`: decisions; `fields`: those of a form.
    """

    drawn: DrawnDifference | None = None
    tables: tuple[TableDifference, ...] = ()
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class DeployOutlook:
    """What deploying a draft would do: the `version` that it becomes, what differs from the `current` one.

    `impact`: what it means for running cases, which stay where they are; None while the lint stops it.
    """

    revision: int
    current: DeployedProcess | None
    version: int
    impact: Impact | None
    changes: tuple[FileDifference, ...]
    problems: tuple[Problem, ...]
    scenarios: ScenarioRun | None
    has_scenarios: bool
    needs_approval: bool = False
    """Whether a second analyst has to approve it."""
    is_deployed: bool = False
    """Whether some version is exactly this already: there is nothing to deploy."""

    @property
    def is_stopped(self) -> bool:
        """Whether the lint stops it."""
        return any(one.severity == "error" for one in self.problems)

    @property
    def is_played(self) -> bool:
        """Whether its scenarios were played as the draft is now, or there are none."""
        run = self.scenarios
        return not self.has_scenarios or (run is not None and run.is_of_now and run.state == "ended")

    @property
    def needs_reason(self) -> bool:
        """Whether it can be deployed only with a reason, because a scenario fails."""
        return self.has_scenarios and self.is_played and not (self.scenarios and self.scenarios.is_passed)


@dataclass(frozen=True, slots=True)
class NotedVersion:
    """A deployed version, and what was noted when it was deployed from a draft.

    `although`: why it was deployed although a scenario failed; `approved_by`: who approved it, if anybody had
    to.
    """

    version: DeployedProcess
    note: str
    although: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class DeployRequestView:
    """A draft of which another analyst was asked to approve the `revision`; `draft_id`: None, it is gone.

    `state` is asked, returned, deployed or ended. What came back says why: `opinion` of who returned it, or
    `stopped`, the code of a sentence with what it needs.
    """

    draft_id: str | None
    state: str
    revision: int
    number: str
    note: str
    although: str
    asked_by: str
    asked_at: datetime
    opinion: str
    stopped: tuple[str, Mapping[str, Any]] | None
    definition_id: str | None

    def why(self, locale: Locale) -> str:
        """Return why it came back without a decision, "" if it did not."""
        return "" if self.stopped is None else sentence(self.stopped[0], locale, self.stopped[1])


@dataclass(frozen=True, slots=True)
class PackageDraft:
    """A draft in a list."""

    id: str
    name: str
    process_id: str
    base_definition_id: str | None
    revision: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DraftDetail:
    """A draft with the sizes of its files by name, and what was rewritten when it came in."""

    draft: PackageDraft
    sizes: Mapping[str, int]
    import_notes: tuple[Mapping[str, Any], ...]
