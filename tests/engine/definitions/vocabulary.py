"""What the fixture diagrams may name."""

from __future__ import annotations

from pathlib import Path

from engine.definitions import ExtensionRules, Header, JobContract, JobVariable, Vocabulary
from workflows.approvals.actions.settings import left_behind
from workflows.lint import NOTATION, check_data, check_form, check_start

CASES = Path(__file__).parent / "cases"

VOCABULARY = Vocabulary(
    group_exists={"operator", "finance"}.__contains__,
    group_prefixes=frozenset({"window:"}),
    jobs={
        "notice.send": JobContract(
            headers={
                "groups": Header(("组", "groups"), names="groups"),
                "template": Header(("模板", "text"), names="template", fills=frozenset({"name"})),
                "to": Header(("收件人", "reader"), words=("applicant", "candidates")),
                "priority": Header(("优先级", "priority"), whole=(0, 100)),
                "task": Header(("步骤", "step"), names="element"),
            },
            gives={},
        ),
        "panel.open": JobContract(
            headers={"form": Header(("表单", "form"), needed=True, names="form")},
            gives={"panel": JobVariable("context", ("组", "panel"), members=frozenset({"members"}))},
        ),
        "bring": JobContract(),
        "service.call": JobContract(
            headers={"service": Header(("服务", "service"), needed=True, names="service")}, gives={}
        ),
        "panel.convene": JobContract(gives={}, repeatable=False),
    },
    templates={
        "case_approved": frozenset({"name"}),
        "case_rejected": frozenset(),
        "password_reset": frozenset({"name", "link"}),
    },
    services=lambda: frozenset({"credit_check"}),
    groups=frozenset({"operator", "finance"}),
    messages=frozenset({"paid"}),
    processes=frozenset({"other"}),
    start_variables=frozenset({"applicant", "application", "region", "amount"}),
    functions=frozenset({"add working days"}),
    extensions={
        "approval": ExtensionRules(
            words={
                "actions": frozenset({"approve", "reject"}),
                "self": frozenset({"forbid", "skip"}),
                "each": frozenset({"another", "any"}),
            },
            free=frozenset({"result"}),
            fields=frozenset({"depends"}),
            steps=frozenset({"unlike"}),
            repeated=frozenset({"each"}),
            gives=left_behind,
        ),
        "form": ExtensionRules(words={"needs": frozenset({"approve", "reject"})}),
    },
    notation=NOTATION,
    check_form=check_form,
    check_data=check_data,
    file_names=frozenset({"options.yaml", "notices.yaml", "README.md"}),
    check_start=check_start,
    both_languages=True,
)


def package(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
