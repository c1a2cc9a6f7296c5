"""What the editor of diagrams offers to choose from, in the language of the request: nothing of it is typed.

It comes from where it is declared: the notation of extension elements, the contracts of jobs, the forms and
decisions of the draft, the people of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, url_for

from engine.definitions import Header, JobVariable
from engine.definitions.notation import READ
from engine.spiff.notation import Attribute, ExtensionElement
from engine.xml import parse_xml
from forms import FormInvalid
from forms.schema import Field
from web.form_vocabulary import form_vocabulary
from web.i18n import locale_tag
from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.actions.vocabulary import ACTIONS
from workflows.approvals.cases.form_variables import read_form
from workflows.ground.calendar.feel_functions import platform_functions
from workflows.ground.work import Work
from workflows.job_types import job_types
from workflows.lint import NOTATION
from workflows.outbox import templates
from workflows.outside.calls import REFUSED
from workflows.outside.queries import contracts
from workflows.package_data import uploads
from workflows.package_data.notices import FILE, read_notices
from workflows.people.identity.roles import ROLES, ROLES_EXPLAINED
from workflows.process_messages import MESSAGES
from workflows.studio import queries
from workflows.studio.staffing import staffing

PREFIX = "tongban:"
NAMESPACE = "https://tongban.dev/schema/bpmn/1.0"
Words = tuple[str, str]
ERRORS: Mapping[str, Words] = {
    REFUSED: ("外部服务拒绝了所请求的内容", "a service outside refuses what it was asked"),
}
"""Errors that jobs report to the process, which an event may catch."""


@blueprint.get("/drafts/<draft_id>/vocabulary")
def vocabulary(draft_id: str) -> Response:
    """Return what diagrams of this draft can say."""
    with begin() as work:
        viewer = current_viewer(work)
        files = queries.draft_files(work, viewer, draft_id)
        today = staffing(work, viewer, locale_tag())
        return jsonify(
            descriptor=descriptor(),
            elements={one.name: _element(one) for one in _elements().values()},
            roles=[
                {
                    "id": role,
                    "name": _say(names),
                    "about": _say(ROLES_EXPLAINED[role]),
                    **asdict(today.roles[role]),
                }
                for role, names in ROLES.items()
            ],
            windows={"count": today.windows, "unstaffed": today.unstaffed},
            forms=_forms(draft_id, files),
            decisions=_decisions(draft_id, files),
            form=form_vocabulary(files),
            processes=_processes(work),
            jobs=_jobs(_offered(work, files)),
            errors=[{"code": code, "about": _say(about)} for code, about in ERRORS.items()],
            messages=[
                {"name": name, "about": _say(about), "key": f"={key}"}
                for name, (about, key) in MESSAGES.items()
            ],
        )


def descriptor() -> dict[str, Any]:
    """Return the elements of this platform as moddle reads them, made of what the code declares."""
    return {
        "name": "Tongban",
        "prefix": "tongban",
        "uri": NAMESPACE,
        "xml": {"tagAlias": "lowerCase"},
        "types": [_type(one) for one in _elements().values()],
    }


def _elements() -> Mapping[str, ExtensionElement]:
    every = {**READ, **NOTATION}  # this platform reads more of some than the engine
    return {name: one for name, one in every.items() if name.startswith(PREFIX)}


def _type(one: ExtensionElement) -> dict[str, Any]:
    properties: list[dict[str, Any]] = [
        {"name": name, "isAttr": True, "type": "String"} for name in one.attributes
    ]
    inside = [child for child in _elements().values() if one.name in child.on]
    properties += [{"name": "values", "type": _type_name(child), "isMany": True} for child in inside]
    return {"name": _type_name(one), "superClass": ["Element"], "properties": properties}


def _type_name(one: ExtensionElement) -> str:
    return one.name.removeprefix(PREFIX).capitalize()


def _element(one: ExtensionElement) -> dict[str, Any]:
    return {
        "about": _say(one.about),
        "on": sorted(one.on),
        "attributes": {name: _attribute(said) for name, said in one.attributes.items()},
    }


def _attribute(said: Attribute) -> dict[str, Any]:
    return {
        "about": _say(said.about),
        "kind": said.kind,
        "words": [{"word": word, "label": _word(word)} for word in said.words],
        "many": said.many,
        "usual": said.usual,
    }


def _word(word: str) -> str:
    """Return a word with what it stands for, where that is known."""
    about = ACTIONS[word].about if word in ACTIONS else ROLES.get(word)
    return f"{word} · {_say(about)}" if about is not None else word


def _forms(draft_id: str, files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    forms = []
    for name in sorted(name for name in files if name.endswith(".form")):
        try:
            schema, _ = read_form(
                files[name], platform_functions(), uploads=files.get(uploads.FILE, b""), lenient=True
            )
        except FormInvalid:
            continue  # the lint tells what is wrong with it
        fields = [one for one in schema.walk() if isinstance(one, Field)]
        shown = [{"path": one.path, "label": one.label.say(locale_tag()) or one.path} for one in fields]
        forms.append({"id": schema.id, "address": _address(draft_id, name), "fields": shown})
    return forms


def _decisions(draft_id: str, files: Mapping[str, bytes]) -> list[dict[str, str]]:
    return [
        {
            "id": node.get("id", ""),
            "name": node.get("name", "") or node.get("id", ""),
            "address": _address(draft_id, name),
        }
        for name in sorted(files)
        if name.endswith(".dmn")
        for node in parse_xml(files[name]).iter("{*}decision")
    ]


def _address(draft_id: str, name: str) -> str:
    return url_for("studio.file", draft_id=draft_id, name=name)


def _processes(work: Work) -> list[dict[str, str]]:
    return [
        {"id": process_id, "name": one.name}
        for one in work.repository.list(latest_only=True)
        for process_id in one.process_ids
    ]


def _offered(work: Work, files: Mapping[str, bytes]) -> Mapping[str, list[str]]:
    """Return what headers of jobs may name, by what they name: of the draft, and of the installation."""
    own_texts = read_notices(files.get(FILE, b""), frozenset(platform_functions())).texts
    return {"service": sorted(contracts(work)), "template": sorted(own_texts)}


def _jobs(offered: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "about": _say(one.about),
            "headers": [
                {"name": name, **_header(header, offered)} for name, header in one.contract.headers.items()
            ],
            "reads": _variables(one.contract.reads),
            "gives": _variables(one.contract.gives or {}),
            "manual": url_for("reference.jobs", _anchor=one.name),
        }
        for one in sorted(job_types().values(), key=lambda one: one.name)
        if one.contract is not None
    ]


def _variables(variables: Mapping[str, JobVariable]) -> list[dict[str, str]]:
    return [{"name": name, "about": _say(one.about)} for name, one in variables.items()]


def _header(header: Header, offered: Mapping[str, list[str]]) -> dict[str, Any]:
    words: Iterable[str] = header.words
    if header.names == "template":
        own = offered["template"] if header.own_texts else []
        words = [*own, *sorted(name for name, needs in templates.needs().items() if header.can_fill(needs))]
    elif header.names == "service":
        words = offered["service"]
    return {
        "about": _say(header.about),
        "needed": header.needed,
        "usual": header.usual,
        "words": list(words),
        "names": header.names,
    }


def _say(words: Words) -> str:
    return words[1] if locale_tag() == "en" else words[0]
