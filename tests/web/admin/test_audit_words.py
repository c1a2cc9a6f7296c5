"""Every action that the code notes has words in both languages, and so has what it was done to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from flask import Flask

import workflows
from web.admin.labels import ACTIONS, STATES_OF, SUBJECTS, shown_changes
from web.i18n import COOKIE, LOCALES
from workflows.administration.values import AuditView
from workflows.bootstrap import Platform
from workflows.business.contracts.values import ContractState
from workflows.business.experts.operations import ACTIONS as EXPERT_ACTIONS
from workflows.business.wallet.values import CardState

MADE = {
    "bank_card.": set(get_args(CardState)) - {"checking"},
    "expert.": {after for _, after in EXPERT_ACTIONS.values()},
    "gathering.": {"written", "changed", "published", "cancelled"},
    "survey.": {"written", "changed", "published", "ended", "deleted"},
}
"""What follows the beginning of an action that is put together."""
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
NO_ACTIONS = {"absence.begin", "absence.end", "absence.tell", "account.close", "personal_data.copy"}
"""Texts that look like actions: names of jobs."""


def modules() -> Iterator[ast.Module]:
    """Yield the modules of the domain that write the audit log."""
    for path in Path(*workflows.__path__).rglob("*.py"):
        text = path.read_text("utf-8")
        if "ground.audit.log import" in text:
            yield ast.parse(text)


def calls(module: ast.Module, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def like_actions(node: ast.AST) -> Iterator[str]:
    """Yield the texts in a tree that look like actions."""
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and ACTION.fullmatch(one.value):
            yield one.value


def noted() -> set[str]:
    """Return every action: those that `record` is given, and texts like them that may reach it by a name."""
    given, made = set[str](), set[str]()
    for module in modules():
        for call in calls(module, "record"):
            given |= set(like_actions(call.args[1]))
            if isinstance(call.args[1], ast.JoinedStr):
                beginning = str(ast.literal_eval(call.args[1].values[0]))
                made |= {beginning + end for end in MADE[beginning]}
    kinds = {action.partition(".")[0] for action in given | ACTIONS.keys()}
    texts = {text for module in modules() for text in like_actions(module)} - NO_ACTIONS
    return given | made | {text for text in texts if text.partition(".")[0] in kinds}


def test_every_action_has_words() -> None:
    actions = noted()
    assert len(actions) > 60, "the code writes more than that"
    assert actions - ACTIONS.keys() == set()


def test_every_subject_has_words() -> None:
    kinds = {
        call.args[0].value
        for module in modules()
        for call in calls(module, "Subject")
        if isinstance(call.args[0], ast.Constant)
    }
    assert len(kinds) > 10
    assert kinds - SUBJECTS.keys() == set()


def test_every_state_of_a_subject_has_words() -> None:
    assert set(get_args(CardState)) == STATES_OF["bank_card"].keys()
    assert set(get_args(ContractState)) == STATES_OF["contract"].keys()


def test_the_words_are_in_both_languages(app: Flask) -> None:
    said = {}
    for locale in LOCALES:
        with app.test_request_context(headers={"Cookie": f"{COOKIE}={locale}"}):
            said[locale] = [str(text) for text in (*ACTIONS.values(), *SUBJECTS.values())]
    chinese, english = said.values()
    assert [zh for zh, en in zip(chinese, english, strict=True) if zh == en] == []


def test_what_did_not_change_is_not_shown(app: Flask, platform: Platform) -> None:
    entry = AuditView(
        "1", platform.clock(), "system", "平台", "seal.made", "seal", "1", "企业 4301000000001",
        before={"reason": None, "password_locked": False},
        after={"reason": "", "password_locked": False, "seal_picture": "drawn"},
    )  # fmt: skip
    with app.test_request_context(), platform.begin() as work:
        assert shown_changes(work, [entry]) == {"1": [("签章图样", "—", "系统生成")]}
