"""The job types that a diagram may name: what each is told, reads and gives."""

from __future__ import annotations

from collections.abc import Iterable

from flask import render_template, request

from engine.definitions import Header, JobContract, JobVariable
from web.i18n import locale_tag
from web.reference.blueprint import blueprint
from web.reference.search import MOST_CHARACTERS, words_of
from workflows.ground.jobs import JobType
from workflows.job_types import job_types


@blueprint.get("/jobs")
def jobs() -> str:
    """List the job types of diagrams, those with the words asked for in their texts."""
    text = request.args.get("q", "")[:MOST_CHARACTERS]
    words = words_of(text)
    known = sorted(
        (one for one in job_types().values() if one.contract is not None), key=lambda one: one.name
    )
    return render_template(
        "reference/jobs.html",
        found=[one for one in known if _has(one, words)],
        text=text,
        language=0 if locale_tag() == "zh-CN" else 1,
    )


def _has(one: JobType, words: Iterable[str]) -> bool:
    contract = one.contract or JobContract()
    texts = [one.name, *one.about, *contract.headers, *contract.reads, *(contract.gives or {})]
    described: list[Header | JobVariable] = [
        *contract.headers.values(),
        *contract.reads.values(),
        *(contract.gives or {}).values(),
    ]
    everything = "\n".join([*texts, *(part for item in described for part in item.about)]).casefold()
    return all(word in everything for word in words)
