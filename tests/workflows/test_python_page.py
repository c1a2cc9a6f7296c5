"""`docs/python.md`: what it says of each delivered package is what is registered and drawn."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from workflows.approvals.cases.case_types import CaseType
from workflows.domains import DOMAINS, register_domains
from workflows.packages import delivered, package_files

PAGE = Path(__file__).parents[2] / "docs" / "python.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|", re.MULTILINE)
JOB = re.compile(r'taskDefinition[^>]*? type="([^"]+)"')
WORD = re.compile(r"`([^`]+)`")


def _hooks(kind: CaseType) -> set[str]:
    usual = CaseType()
    return {
        one.name
        for one in fields(kind)
        if callable(getattr(kind, one.name)) and getattr(kind, one.name) is not getattr(usual, one.name)
    }


def test_the_page_lists_what_each_delivered_package_has_in_python():
    register_domains()
    kinds = {name: kind for domain in DOMAINS for name, kind in domain.case_types.items()}
    own = {one.name for domain in DOMAINS for one in domain.jobs}
    expected = {
        name: (
            own.intersection(JOB.findall(package_files(name)["process.bpmn"].decode())),
            _hooks(kinds.get(name, CaseType())),
        )
        for name in delivered()
    }
    said = {
        name: (set(WORD.findall(jobs)), set(WORD.findall(hooks)))
        for name, jobs, hooks in ROW.findall(PAGE.read_text("utf-8"))
    }
    assert said == expected
