"""Claiming and deciding through the pages of the inbox."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.people_at_work import signed_in
from tests.workflows.approvals.conftest import Story
from workflows.bootstrap import Platform

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def as_user(app: Flask, platform: Platform) -> SignIn:
    return lambda user_id: signed_in(app, platform, user_id)


def test_every_page_shows(story: Story, as_user: SignIn):
    who = story.applicant(name="王建国")
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    reviewer, applicant = as_user(story.window), as_user(who.user_id)
    for client, pages in (
        (
            reviewer,
            [
                "/inbox",
                "/inbox/done",
                f"/inbox/tasks/{item.task_id}",
                f"/cases/{case.number}",
                "/workbench",
                "/workbench/to-do",
            ],
        ),
        (
            applicant,
            [
                "/workbench",
                "/workbench/applications",
                "/workbench/organisation",
                "/workbench/messages",
                f"/cases/{case.number}",
                f"/cases/{case.number}/withdraw",
                f"/cases/{case.number}/diagram.bpmn",
            ],
        ),
    ):
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, (page, answer.status_code, answer.text[-3000:])
