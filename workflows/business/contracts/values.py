"""What crosses the border of this domain: frozen values, amounts in whole fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from forms import Text
from workflows.people.organisations.values import OrganisationView

Party = Literal["provider", "enterprise"]
PARTIES: tuple[Party, ...] = get_args(Party)
"""In the order in which they sign."""
Way = Literal["online", "paper"]
PaymentPlan = Literal["full", "instalments"]
ReleasePlan = Literal["milestones", "end"]
"""When the provider gets what is in escrow: with each milestone that is accepted, or after the last one."""
VariableKind = Literal["text", "long_text", "number", "date"]
TemplateState = Literal["draft", "published", "retired"]
ContractState = Literal[
    "drafting",
    "offered",
    "provider_signs",
    "enterprise_signs",
    "paper_due",
    "paper_offered",
    "signed",
    "abandoned",
]
"""Being drafted; before the enterprise; agreed and waiting for each signature; the same on paper: the scan is
to be handed in, and to be confirmed; in force; not concluded."""
RUNNING: tuple[ContractState, ...] = (
    "drafting", "offered", "provider_signs", "enterprise_signs", "paper_due", "paper_offered",
)  # fmt: skip
FROZEN: tuple[ContractState, ...] = (
    "provider_signs", "enterprise_signs", "paper_due", "paper_offered", "signed",
)  # fmt: skip
"""States in which the text is agreed and cannot be changed."""
TURNS: Mapping[ContractState, Party] = {
    "drafting": "provider",
    "offered": "enterprise",
    "provider_signs": "provider",
    "enterprise_signs": "enterprise",
    "paper_due": "provider",
    "paper_offered": "enterprise",
}
"""Whose turn it is in which state."""
SIGNING: tuple[ContractState, ...] = ("provider_signs", "enterprise_signs")
"""States in which the party whose turn it is puts its seal under the contract."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a contract; `text` has a paragraph a line. An optional one stands only if `chosen`."""

    id: str
    heading: str
    text: str
    optional: bool = False
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class Variable:
    """What a template leaves open: `{{name}}` in its clauses."""

    name: str
    label: Text
    kind: VariableKind
    needed: bool = True


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """One version of a template."""

    title: str
    clauses: tuple[Clause, ...]
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A version of a template with its place among the others of its name."""

    id: str
    template_id: str
    name: Text
    number: int
    state: TemplateState
    content: TemplateContent
    made_by: str
    made_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A part of the work with its share of the amount, and the day on which it is due."""

    title: str
    amount_fen: int
    due: date


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that both agree on. `values` fill the variables of the template; clauses stand as filled in.

    `deposit_fen`: due before the start where it is paid in instalments, the balance at the end; else 0.
    `release`: when the provider gets what is in escrow. `supplements`: the number of the contract to which
    this is a supplement, "" of a contract itself.
    """

    title: str
    clauses: tuple[Clause, ...]
    milestones: tuple[Milestone, ...]
    payment: PaymentPlan
    deposit_fen: int = 0
    values: tuple[tuple[str, str], ...] = ()
    way: Way = "online"
    release: ReleasePlan = "end"
    supplements: str = ""

    @property
    def chosen_clauses(self) -> tuple[Clause, ...]:
        """The clauses that stand in the contract."""
        return tuple(one for one in self.clauses if one.chosen)


@dataclass(frozen=True, slots=True)
class ClauseRemark:
    """What the enterprise says of a clause when it returns a draft."""

    clause_id: str
    text: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A draft that was offered, and what became of it."""

    number: int
    terms: Terms
    offered_by: str
    offered_at: datetime
    answer: Literal["", "agreed", "returned", "refused"]
    remarks: tuple[ClauseRemark, ...]
    opinion: str
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """That a party has signed; `proved_by`: how the signing person showed who they are."""

    party: Party
    signed_by: str
    signed_at: datetime
    serial: str
    proved_by: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A file of a contract."""

    id: str
    kind: str
    name: str
    content_type: str
    size_bytes: int
    sha256: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class SubjectView:
    """What a contract is about, as the domain that it belongs to tells it; `number` names its page."""

    title: str
    number: str
    amount_fen: int
    provider_id: str
    enterprise_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSummary:
    """A line of a list of contracts."""

    id: str
    number: str
    title: str
    state: ContractState
    way: Way
    amount_fen: int
    provider_id: str
    provider_name: str
    enterprise_id: str
    enterprise_name: str
    subject_kind: str
    subject_id: str
    changed_at: datetime
    signed_at: datetime | None
    due_at: datetime | None

    @property
    def turn(self) -> Party | None:
        """Whose turn it is, None once the contract has ended."""
        return TURNS.get(self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractView(ContractSummary):
    """A contract as both its parties see it.

    `party`: which of them the viewer is, None for who supervises. `draft` is what the provider has saved and
    not offered yet: it is shown to the provider alone. `sha256`: of the text that both agreed on.
    """

    party: Party | None
    provider: OrganisationView
    enterprise: OrganisationView
    template_version_id: str | None
    draft: Terms | None
    versions: tuple[VersionView, ...]
    sha256: str
    signatures: tuple[SignatureRow, ...]
    documents: tuple[DocumentView, ...]
    ended_reason: Text
    created_at: datetime

    @property
    def current(self) -> VersionView | None:
        """The version that was offered last."""
        return self.versions[-1] if self.versions else None

    @property
    def terms(self) -> Terms | None:
        """What was offered last: what both have agreed on, once the text is frozen."""
        return self.versions[-1].terms if self.versions else None


@dataclass(frozen=True, slots=True)
class PlanView:
    """What follows from a signed contract for money and work: read by whoever carries it out."""

    contract_id: str
    number: str
    title: str
    amount_fen: int
    way: Way
    payment: PaymentPlan
    deposit_fen: int
    release: ReleasePlan
    milestones: tuple[Milestone, ...]
    signed_at: datetime
