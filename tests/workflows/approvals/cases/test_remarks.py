"""What a check of the process remarks on fields stands beside them, where the applicant answers."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from tests.factories.people import staff, viewer
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import details, submitting
from workflows.approvals.models import WorkItem
from workflows.approvals.values import REMARK_LIMIT, FieldRemark

PROCESS = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:tongban="https://tongban.dev/schema/bpmn/1.0"
 targetNamespace="t"><bpmn:process id="checked" name="核验" isExecutable="true">
<bpmn:startEvent id="begin"><bpmn:extensionElements><tongban:variables names="applicant application"/>
<zeebe:formDefinition formId="names"/></bpmn:extensionElements></bpmn:startEvent>
<bpmn:scriptTask id="check"><bpmn:extensionElements>
<zeebe:script expression="=application.answer" resultVariable="answer"/>
</bpmn:extensionElements></bpmn:scriptTask>
<bpmn:userTask id="correct" name="补正"><bpmn:extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition assignee="=applicant"/><zeebe:formDefinition formId="names"/>
<tongban:form variable="application" remarks="answer"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:endEvent id="done"/>
<bpmn:sequenceFlow id="a" sourceRef="begin" targetRef="check"/>
<bpmn:sequenceFlow id="b" sourceRef="check" targetRef="correct"/>
<bpmn:sequenceFlow id="c" sourceRef="correct" targetRef="done"/>
</bpmn:process></bpmn:definitions>"""
FORM = {
    "type": "default",
    "id": "names",
    "components": [
        {"type": "textfield", "id": "f", "key": "name", "label": "名称", "properties": {"label_en": "Name"}}
    ],
}
NAME = {"field": "name", "text": "与营业执照不符"}


@pytest.mark.parametrize(
    ("answer", "remarks"),
    [
        ({"remarks": [NAME, NAME]}, (FieldRemark("name", "与营业执照不符"),)),
        ([{"remarks": [NAME]}, {"score": 3}], (FieldRemark("name", "与营业执照不符"),)),
        ({"remarks": [{"field": "name", "text": "长" * 3_000}]}, (FieldRemark("name", "长" * REMARK_LIMIT),)),
        ({"remarks": ["name", {"field": 3, "text": "a"}, {"field": "name", "text": " "}]}, ()),
        (
            {"remarks": [NAME], "by": "somebody"},
            (),
        ),  # a decision: the timeline tells what of it is not sealed
        ("name", ()),
        (None, ()),
    ],
)
def test_a_step_shows_what_its_variable_remarks(
    story: Story, answer: object, remarks: tuple[FieldRemark, ...]
) -> None:
    files = {"process.bpmn": PROCESS.encode(), "names.form": json.dumps(FORM, ensure_ascii=False).encode()}
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(files)
    who = story.applicant()
    data = {"name": "湘江", "answer": answer}
    case = story.act(who.user_id, submitting.submit, "checked", data, organisation_id=who.organisation_id)
    story.run()
    with story.platform.begin(who.user_id) as work:
        task_id = work.session.scalars(select(WorkItem.task_id).where(WorkItem.case_id == case.id)).one()
        detail = details.task_detail(work, viewer(story.platform, who.user_id), task_id)
    assert detail.remarks == remarks
