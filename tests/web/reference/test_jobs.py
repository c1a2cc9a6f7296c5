"""The page of job types: what the contracts say, in both languages, for those who draw processes."""

from __future__ import annotations

import pytest

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from web.app import create_app
from workflows.bootstrap import Platform
from workflows.job_types import job_types


@pytest.fixture
def analyst(platform: Platform):
    return signed_in(create_app(platform), platform, staff(platform, "analyst"))


def test_every_job_type_of_diagrams_stands_there_with_its_texts(analyst) -> None:
    for number, language in enumerate(("zh_CN", "en")):
        analyst.set_cookie("locale", language)
        page = analyst.get("/reference/jobs").text
        for one in job_types().values():
            assert (f'id="{one.name}"' in page) is (one.contract is not None)
            if one.contract is None:
                continue
            assert one.about[number].replace("'", "&#39;") in page
            for name, header in one.contract.headers.items():
                assert f"<code>{name}</code>" in page
                assert header.about[number].replace("'", "&#39;") in page


def test_it_is_searched_by_words_of_either_language(analyst) -> None:
    for words, fits in (("抄送", True), ("copy groups", True), ("nothing-like-it", False)):
        page = analyst.get("/reference/jobs", query_string={"q": words}).text
        assert ('id="case.copy"' in page) is fits
    assert "没有符合的作业类型" in page
    hostile = analyst.get("/reference/jobs", query_string={"q": '"><script>'}).text
    assert "<script>alert" not in hostile
    assert "&#34;&gt;&lt;script&gt;" in hostile


def test_the_reference_leads_there(analyst) -> None:
    assert 'href="/reference/jobs"' in analyst.get("/reference/words").text
