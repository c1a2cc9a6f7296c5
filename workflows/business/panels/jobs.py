"""Jobs of a panel of experts: drawn, filled again, closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import JobContext
from engine.definitions import Header, JobVariable
from engine.errors import HandlerFailed
from workflows.approvals.cases.job_case import case_of
from workflows.business.panels import closing, convening
from workflows.business.panels.models import Panel
from workflows.ground.jobs import job

PANEL_ID = JobVariable("text", ("专家组的标识", "The id of the panel"))
RULES = JobVariable(
    "context",
    ("抽取与通过的规则", "The rules of drawing and of approving"),
    members=frozenset({"experts", "ratio", "working_days", "minimum_mean", "minimum_criterion"}),
)
FORGOTTEN = ("清空，等待下一次填写", "Emptied for the next time")


@job(
    "panel.choose",
    ("抽取或指定评审专家", "Draw the experts of a panel, or take those who are named"),
    reads={
        "panel": RULES,
        "naming": JobVariable(
            "context", ("指定的专家", "Those who are named"), members=frozenset({"experts"})
        ),
    },
    gives={
        "experts": JobVariable(
            "list", ("专家的用户标识；为空表示人数不足", "User ids; empty: too few are fit")
        ),
        "needed": JobVariable("number", ("通过所需票数", "How many have to approve")),
        "panel_id": PANEL_ID,
        "naming": JobVariable("context", FORGOTTEN, members=frozenset({"experts"})),
    },
)
def choose(job: JobContext) -> Mapping[str, Any]:
    """`panel.choose`: draws experts by the rules in `panel`, or takes those in `naming`.

    Gives `experts` (user ids; empty: too few are fit), `needed` and `panel_id`.
    """
    case = case_of(job)
    named = (job.variables.get("naming") or {}).get("experts") or ()
    panel = convening.convene(job.work, case, convening.Rules.of(job.variables["panel"]), named)
    if panel is None:
        return {"experts": [], "needed": 0, "panel_id": None, "naming": None}
    experts = [seat.expert_id for seat in convening.seats_of(job.work, panel)]
    return {"experts": experts, "needed": panel.needed, "panel_id": panel.id, "naming": None}


@job(
    "panel.replace",
    ("为一个席位更换专家", "Put somebody else into a place of the panel"),
    reads={
        "panel_id": PANEL_ID,
        "loopCounter": JobVariable("number", ("席位的序号", "The number of the place")),
        "named": JobVariable("text", ("运营指定的专家", "The expert whom an operator named")),
        "verdict": JobVariable("context", ("前一位专家的答复", "What the one before answered")),
    },
    gives={
        "expert": JobVariable(
            "text", ("新专家的用户标识；空值表示无人可选", "The user id; null: nobody is fit")
        ),
        "named": JobVariable("text", FORGOTTEN),
        "verdict": JobVariable("context", FORGOTTEN),
        "scoring": JobVariable("context", FORGOTTEN),
    },
)
def replace(job: JobContext) -> Mapping[str, Any]:
    """`panel.replace`: somebody else for the place of `loopCounter`, `named` if an operator named one.

    Gives `expert` (null: nobody is fit), and forgets what the one before had answered.
    """
    given, case = job.variables, case_of(job)
    named = given.get("named") or None
    recused = (given.get("verdict") or {}).get("action") == "recuse"
    why: convening.Why = "recused" if recused else "replaced" if named else "late"
    successor = convening.replace(
        job.work, case, _panel(job), int(given["loopCounter"]), why=why, named=named
    )
    return {"expert": successor, "named": None, "verdict": None, "scoring": None}


@job(
    "panel.close",
    ("汇总专家评审结果", "Work out what the panel has decided"),
    headers={"form": Header(("评分表单", "The form of the scores"), names="form")},
    reads={
        "panel": RULES,
        "panel_id": PANEL_ID,
        "votes": JobVariable("list", ("各专家的答复", "What the experts answered")),
    },
    gives={
        "panel_result": JobVariable("context", ("评审结论", "The result"), members=frozenset({"approved"}))
    },
)
def close(job: JobContext) -> Mapping[str, Any]:
    """`panel.close`: works out the result of `votes`; header `form` names the form of the scores."""
    case, votes = case_of(job), job.variables.get("votes") or []
    form_id = job.headers.get("form", "")
    approved = closing.close(
        job.work, case, _panel(job), votes,
        rules=convening.Rules.of(job.variables["panel"]), form_id=form_id, element_id=job.element_id,
    )  # fmt: skip
    return {"panel_result": {"approved": approved}}


def _panel(job: JobContext) -> Panel:
    panel = job.work.session.get(Panel, job.variables.get("panel_id") or "")
    if panel is None:
        raise HandlerFailed(f"Expected {job.job_type} to concern a panel, but `panel_id` names none.")
    return panel


JOBS = (choose, replace, close)
