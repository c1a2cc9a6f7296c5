"""What is filled in where a scenario says nothing: an application that its form takes, and its uploads."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image

from forms import BoundForm, FileStore, build_form
from forms.nodes import FieldNode, fields_of
from forms.schema import DateTime, Number, members
from forms.upload_profiles import PDF, PNG
from workflows.approvals.cases.forms import LatestForm, evaluator, form_context, form_json, latest_form
from workflows.approvals.cases.start_rules import latest_start_rules
from workflows.files.operations import store
from workflows.ground.work import Work
from workflows.package_data.uploads import profile_named
from workflows.people.viewer import Viewer
from workflows.scenarios.filling import typed
from workflows.scenarios.form_samples import Upload, credit_code, form_data
from workflows.scenarios.reading import Scenario

LARGE_ENOUGH = 1000
"""A number above what is invented of the others, which often have to be smaller."""
SMALLEST_PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def application(work: Work, scenario: Scenario, *, chance: random.Random, upload: Upload) -> dict[str, Any]:
    """Return complete data of the process's form; nothing if it is begun without one."""
    form_id = latest_start_rules(work, scenario.process_id).form_id
    if form_id is None:
        return {}
    latest = latest_form(work, scenario.process_id, form_id)
    known = _known(scenario, chance)
    invented = form_data(
        latest.schema,
        known,
        chance=chance,
        today=scenario.now.date(),
        upload=upload,
    )
    form = _filled(work, scenario, latest, invented)
    refused = {path.partition(".")[0].partition("[")[0] for path in form.errors} - scenario.data.keys()
    for key in refused:
        invented[key] = _another(form, scenario, key)
    return form_json(_filled(work, scenario, latest, invented) if refused else form)


def _another(form: BoundForm, scenario: Scenario, key: str) -> Any:
    """Return what suits better than what was invented, by what the form alone knows; None: leave it open."""
    inputs = (one for one in fields_of(form.nodes) if isinstance(one, FieldNode) and one.path == key)
    node = next((one for one in inputs if one.options), None)
    if node is not None:
        return [node.options[0].value] if node.multiple else node.options[0].value
    wanted = next((one for one in members(form.schema.components) if one.key == key), None)
    if isinstance(wanted, DateTime) and wanted.checks.required:
        return f"{scenario.now.year + 3}-06-15{'T09:30' if wanted.subtype == 'datetime' else ''}"
    if not isinstance(wanted, Number) or not wanted.checks.required:
        return None
    most = wanted.checks.maximum
    return min(LARGE_ENOUGH, int(most)) if isinstance(most, Decimal) else LARGE_ENOUGH


def _filled(work: Work, scenario: Scenario, latest: LatestForm, values: Mapping[str, Any]) -> BoundForm:
    form = build_form(
        latest.schema,
        evaluate=evaluator(work),
        values=values,
        context=form_context(work, latest.definition_id, "zh-CN"),
        formdata=typed(latest.schema, values),
        files={one["id"]: one for one in _uploads(values)},
        now=scenario.now,
    )
    form.validate()
    return form


def _uploads(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every file in the values of a form."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            yield value
        for one in value.values():
            yield from _uploads(one)
    elif isinstance(value, list):
        for one in value:
            yield from _uploads(one)


def _known(scenario: Scenario, chance: random.Random) -> dict[str, Any]:
    return {
        "name": f"{scenario.name[:30]}有限公司",
        "credit_code": credit_code("430100", chance.randrange(1_000_000)),
        "region": "430100",
        "cluster": None,
        "main_business": "精密零件加工",
        "introduction": "从事精密零件加工。",
        "provider_type": "social",
        "window_kind": "region",
        "apply_membership": False,
        **scenario.data,
    }


def upload(work: Work, files: FileStore, owner: Viewer, profile: str) -> list[Mapping[str, Any]]:
    """Upload the smallest thing that a profile takes, and return what a form keeps of it.

    Empty where nothing is small enough to be invented: a scenario names such an upload itself.
    """
    rule = profile_named(work, profile)
    kinds = () if rule is None else rule.kinds
    if PNG in kinds:
        picture = BytesIO()
        Image.new("RGB", (600, 400), "white").save(picture, "PNG")
        name, content = "sample.png", picture.getvalue()
    elif PDF in kinds:
        name, content = "sample.pdf", SMALLEST_PDF
    else:
        return []
    return [store(work, files, owner, BytesIO(content), name=name, profile=profile).descriptor]
