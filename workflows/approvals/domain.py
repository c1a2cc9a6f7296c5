"""What a business domain brings to the floors below it; `workflows/domains.py` lists and registers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workflows.approvals.cases import case_types, options
from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.cases.options import OptionLists, StepOptions
from workflows.approvals.tasks.locking import lock_case
from workflows.files import references
from workflows.files.references import FileReferences
from workflows.ground.jobs import JobType
from workflows.ground.work import Work
from workflows.people import departures, personal_data
from workflows.people.departures import Departure
from workflows.people.invitations import acceptors
from workflows.people.invitations.acceptors import Acceptor
from workflows.people.personal_data import PersonalRecords


def acceptor(
    case_of: Callable[[Work, str], str | None], accepted: Callable[[Work, str, str], None]
) -> Acceptor:
    """Return an acceptor of links whose subjects belong to cases: it takes the lock of the subject's case."""
    return Acceptor(case_of, lambda work, subject_id: lock_case(work, case_of(work, subject_id)), accepted)


@dataclass(frozen=True, slots=True)
class Domain:
    """One business domain, as data: everything that lower floors need of it without importing it.

    `case_types` by process id; `option_lists` are offered by all forms, `step_options` by forms of steps that
    ask for them; `file_references` tells which uploads the domain still uses or shows to everybody;
    `acceptors` by the kind of personal link say what accepting it does; `jobs` are the job types it handles;
    `personal_records` is what it keeps of people, `departure` what it has to do with those who go.
    """

    name: str
    case_types: Mapping[str, CaseType] = field(default_factory=dict)
    option_lists: tuple[OptionLists, ...] = ()
    step_options: tuple[StepOptions, ...] = ()
    file_references: tuple[FileReferences, ...] = ()
    acceptors: Mapping[str, Acceptor] = field(default_factory=dict)
    jobs: tuple[JobType, ...] = ()
    personal_records: tuple[PersonalRecords, ...] = ()
    departure: Departure = field(default_factory=Departure)

    def register(self) -> None:
        """Hand everything to the registries of the lower floors; doing so twice changes nothing."""
        case_types.register(self.case_types)
        options.register(self.name, self.option_lists, self.step_options)
        references.register(self.name, self.file_references)
        acceptors.register(self.acceptors)
        personal_data.register(self.name, self.personal_records)
        departures.register(self.name, self.departure)
