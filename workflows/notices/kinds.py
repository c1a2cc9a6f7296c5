"""The kinds of notices that people choose about, and which text belongs to which kind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from workflows.ground.messages import Locale
from workflows.outbox.templates import package_kind
from workflows.people.identity.roles import APPLICANTS, OPERATIONS

Channel = Literal["site", "mail", "digest"]
Audience = Literal["applicants", "deciders", "everybody"]
CHANNELS: tuple[Channel, ...] = ("site", "mail", "digest")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: what people call it, how it comes unless they choose otherwise.

    `fixed` cannot be turned off. `audience` tells whom the choice is offered; `roles` narrows it.
    """

    id: str
    name_zh: str
    name_en: str
    templates: frozenset[str]
    usual: frozenset[Channel]
    fixed: frozenset[Channel] = frozenset()
    audience: Audience = "deciders"
    roles: frozenset[str] = frozenset()

    def name(self, locale: Locale) -> str:
        """Return what the kind is called."""
        return self.name_zh if locale == "zh-CN" else self.name_en


def _texts(*templates: str) -> frozenset[str]:
    return frozenset(templates)


_SITE: frozenset[Channel] = frozenset({"site"})
_SITE_AND_MAIL: frozenset[Channel] = frozenset({"site", "mail"})
_ALL: frozenset[Channel] = frozenset(CHANNELS)

KINDS: tuple[Kind, ...] = (
    Kind(
        "submitted", "提交与撤回回执", "Receipts of submitting and withdrawing",
        _texts("case_submitted", "case_withdrawn"), _SITE_AND_MAIL, audience="applicants",
    ),
    Kind(
        "returned", "退回补正", "Returned for completion",
        _texts("case_returned"), _ALL, fixed=_SITE, audience="applicants",
    ),
    Kind(
        "verdict", "审核结果", "Decisions on my applications",
        _texts(
            "case_approved", "case_rejected", "case_cancelled", "registration_approved",
            "registration_ordinary", "registration_rejected", "product_listed", "product_rejected",
            "expert_enrolled", "expert_rejected", "consultant_approved", "consultant_rejected",
        ),
        _ALL, fixed=_SITE, audience="applicants",
    ),
    Kind(
        "new_task", "交由我办理的任务", "Tasks given to me",
        _texts(
            "task_assigned", "task_transferred", "task_escalated", "task_returned", "task_back", "task_gone",
            "signature_asked",
        ),
        _SITE_AND_MAIL,
    ),
    Kind("kept", "我的审批继续有效", "My approvals that stay", _texts("approval_kept"), _SITE),
    Kind(
        "absence", "外出与代理", "Absences and deputies",
        _texts(
            "task_deputised", "task_came_back", "absence_in_force", "absence_proposed", "absence_to_confirm"
        ),
        _SITE_AND_MAIL,
    ),
    Kind("urged", "催办", "Urged by an applicant", _texts("case_urged"), _SITE_AND_MAIL),
    Kind(
        "reminder", "超时提醒", "Reminders of what waits too long",
        _texts("review_reminder", "task_follow_up"), _SITE,
    ),
    Kind(
        "overdue", "小组逾期每日汇总（组长）", "What is overdue in the groups that I lead, once a day",
        _texts("overdue_summary"), _SITE,
    ),
    Kind("copied", "抄送给我", "Copied to me", _texts("case_copied"), frozenset({"site", "digest"})),
    Kind(
        "panel", "专家评审安排变动", "Changes of expert panels",
        _texts("panel_late", "panel_recused", "panel_replaced", "panel_spared"), _SITE_AND_MAIL,
        roles=frozenset({"expert"}),
    ),
    Kind(
        "standing", "专家与顾问身份变动", "Standing of experts and consultants",
        _texts(
            "expert_joined", "expert_self", "expert_active", "expert_suspended", "expert_ended",
            "expert_expired", "consultant_joined", "consultant_refused", "consultant_ended",
            "consultant_expired",
        ),
        _SITE_AND_MAIL, audience="everybody",
        roles=frozenset({"expert", "consultant", "provider", "operator"}),
    ),
    Kind(
        "agents", "经办人变动", "Changes of agents",
        _texts("agent_appointed", "agent_joined", "agent_left", "agent_ended"), _SITE_AND_MAIL, fixed=_SITE,
        audience="applicants",
    ),
    Kind(
        "licences", "证照到期提醒", "Licences that come to their end",
        _texts("licence_ends", "licence_ended"), _SITE_AND_MAIL, fixed=_SITE, audience="applicants",
    ),
    Kind(
        "contracts", "合同办理", "Contracts",
        _texts(
            "contract_to_draft", "contract_offered", "contract_returned", "contract_agreed",
            "contract_to_sign", "contract_signed", "contract_abandoned", "contract_scan_submitted",
            "contract_scan_returned", "contract_reminder",
        ),
        _SITE_AND_MAIL, fixed=_SITE, audience="applicants",
    ),
    Kind(
        "trouble", "流程异常", "Cases that nobody can act on",
        _texts("nobody_eligible", "panel_short", "case_stuck"), _SITE_AND_MAIL,
        roles=OPERATIONS | {"analyst"},
    ),
)  # fmt: skip
OTHER = Kind("other", "其他通知", "Other notices", frozenset(), _SITE_AND_MAIL, _SITE, "everybody")
"""What nobody has put into a kind comes in-site, and cannot be missed by a wrong choice."""

_BY_ID = {kind.id: kind for kind in KINDS}
_BY_TEMPLATE = {template: kind for kind in KINDS for template in kind.templates}


def kind_of(template: str) -> Kind:
    """Return the kind that a text belongs to."""
    chosen = package_kind(template)
    return _BY_TEMPLATE.get(template, OTHER) if chosen is None else _BY_ID.get(chosen, OTHER)


def offered(groups: Collection[str]) -> tuple[Kind, ...]:
    """Return the kinds that somebody in these groups can get, in the order in which they are shown."""
    roles = {group.partition(":")[0] for group in groups}
    audiences = {"everybody"} | ({"applicants"} if roles & APPLICANTS else set())
    audiences |= {"deciders"} if roles - APPLICANTS else set()
    fit = (kind for kind in KINDS if kind.audience in audiences and (not kind.roles or roles & kind.roles))
    return (*fit, OTHER)
