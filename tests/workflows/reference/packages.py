"""The smallest packages in which the examples of the reference can stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from workflows.reference import ReferenceEntry

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:tongban="https://tongban.dev/schema/bpmn/1.0" targetNamespace="t">'
)
PEOPLE = '<zeebe:assignmentDefinition candidateGroups="operator" />'
JOB = '<zeebe:taskDefinition type="case.copy" />'
TOLD = '<zeebe:taskHeaders><zeebe:header key="groups" value="operator" /></zeebe:taskHeaders>'
FORM = '<zeebe:formDefinition formId="application" />'
FIELDS = {
    "id": "application",
    "type": "default",
    "components": [
        {"type": "number", "id": "amount", "key": "amount", "label": "a"},
        {"type": "textfield", "id": "number", "key": "number", "label": "n"},
        {"type": "textfield", "id": "contact", "key": "contact", "label": "c"},
    ],
}
OTHER = f"""{HEAD}<bpmn:process id="other" isExecutable="true"><bpmn:startEvent id="other_begin"/>
<bpmn:endEvent id="other_done"/>
<bpmn:sequenceFlow id="other_on" sourceRef="other_begin" targetRef="other_done"/>
</bpmn:process></bpmn:definitions>"""
ROUTE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="n" namespace="t">
<decision id="route" name="route"><decisionTable hitPolicy="FIRST">
<input><inputExpression><text>region</text></inputExpression></input><output name="way"/>
<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"a"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
Around = Callable[[str], dict[str, bytes]]
AROUND = {
    "zeebe:taskHeaders": f"{JOB}<zeebe:taskHeaders>%s</zeebe:taskHeaders>",
    "zeebe:ioMapping": f"{JOB}{TOLD}<zeebe:ioMapping>%s</zeebe:ioMapping>",
    "zeebe:properties": "<zeebe:properties>%s</zeebe:properties>",
    "tongban:rights": f"{PEOPLE}{FORM}<tongban:rights>%s</tongban:rights>",
}
"""What stands around an example that is read inside another extension element."""


def extensions(content: str) -> str:
    return f"<bpmn:extensionElements>{content}</bpmn:extensionElements>"


def node(kind: str, node_id: str, content: str = "", more: str = "", said: str = "") -> str:
    return f'<bpmn:{kind} id="{node_id}"{said}>{extensions(content) if content else ""}{more}</bpmn:{kind}>'


def package(
    *nodes: str,
    start: str = f'{FORM}<tongban:form variable="application" />',
    process: str = "",
    roots: str = "",
) -> dict[str, bytes]:
    """A process that passes through `nodes`, begun with a form of three fields."""
    begin, done = node("startEvent", "begin", start), '<bpmn:endEvent id="done"/>'
    ids = ["begin", *(one.split('id="', 1)[1].split('"', 1)[0] for one in nodes), "done"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(ids)
    )
    own = extensions(process) if process else ""
    body = (
        f'<bpmn:process id="p" isExecutable="true">{own}{begin}{"".join(nodes)}{done}{flows}</bpmn:process>'
    )
    files = {
        "process.bpmn": f"{HEAD}{roots}{body}</bpmn:definitions>".encode(),
        "application.form": json.dumps(FIELDS).encode(),
    }
    text = files["process.bpmn"].decode()
    if "calledElement" in text:
        files["other.bpmn"] = OTHER.encode()
    if "calledDecision" in text:
        files["route.dmn"] = ROUTE.encode()
    return files


def step(content: str) -> str:
    parts = [one for one in (PEOPLE, FORM) if one.split()[0] not in content]
    return node("userTask", "step", "".join((*parts, content)))


REVIEW = node("userTask", "decide", f'{PEOPLE}<tongban:approval actions="approve return" result="review" />')


def around_feel(expression: str) -> dict[str, bytes]:
    """A script behind a start with a form and a step at which somebody decides."""
    script = f'<zeebe:script expression={quoteattr(expression)} resultVariable="found" />'
    return package(REVIEW, node("scriptTask", "reckon", script))


KEYS = ("panel_id", "place", "enrolment", "link", "pay_out", "contract_id")
"""Variables that carry the key of a message of the platform."""


def around_xml(chapter_id: str, entry: ReferenceEntry) -> dict[str, bytes]:
    """The element in which the example is read, with what that element cannot do without."""
    example, name = entry.example, re.findall(r"[\w:]+", entry.example)[0]
    if chapter_id == "notices":
        job = "notice.send" if any("notice.send" in note[1] for note in entry.notes) else "expert.invite"
        headers = f"<zeebe:taskHeaders>{example}</zeebe:taskHeaders>"
        return package(node("sendTask", "send", f'<zeebe:taskDefinition type="{job}" />{headers}'))
    if name == "bpmn:message":
        needed = " ".join(word for word in KEYS if word in example)
        declared = f'<tongban:variables names="application {needed}" />'
        wait = '<bpmn:receiveTask id="wait" messageRef="awaited"/>'
        return package(wait, start=f'{FORM}<tongban:form variable="application" />{declared}', roots=example)
    return HOSTS.get(name, _in_a_step)(example)


def _in_a_step(example: str) -> dict[str, bytes]:
    shown = '<tongban:form variable="application" />' if "tongban:form" not in example else ""
    return package(step(f"{shown}{example}"))


def _at_the_start(example: str) -> dict[str, bytes]:
    return package(step(""), start=f'{FORM}<tongban:form variable="application" />{example}')


def _at_a(kind: str, before: str = "", behind: str = "") -> Around:
    return lambda example: package(node(kind, "work", f"{before}{example}{behind}"))


def _inside(outer: str, kind: str) -> Around:
    return lambda example: package(node(kind, "work", AROUND[outer] % example))


def _of_the_process(outer: str = "%s") -> Around:
    return lambda example: package(step(""), process=outer % example)


def _repeated(example: str) -> dict[str, bytes]:
    kind = "bpmn:multiInstanceLoopCharacteristics"
    return package(node("userTask", "step", PEOPLE, f"<{kind}>{extensions(example)}</{kind}>"))


def _without_order(example: str) -> dict[str, bytes]:
    offered = node("manualTask", "visit") + node("manualTask", "call")
    return package(node("adHocSubProcess", "inquiry", example, offered))


def _awaited(example: str) -> dict[str, bytes]:
    message = f'<bpmn:message id="awaited" name="expert_accepted">{extensions(example)}</bpmn:message>'
    return package('<bpmn:receiveTask id="wait" messageRef="awaited"/>', roots=message)


HOSTS = {
    "tongban:start": _at_the_start,
    "tongban:field": _inside("tongban:rights", "userTask"),
    "tongban:variables": _at_a("serviceTask", f"{JOB}{TOLD}"),
    "zeebe:taskDefinition": _at_a("serviceTask", behind=TOLD),
    "zeebe:taskHeaders": _at_a("serviceTask", JOB),
    "zeebe:header": _inside("zeebe:taskHeaders", "serviceTask"),
    "zeebe:script": _at_a("scriptTask"),
    "zeebe:calledDecision": _at_a("businessRuleTask"),
    "zeebe:calledElement": _at_a("callActivity"),
    "zeebe:ioMapping": _at_a("serviceTask", f"{JOB}{TOLD}"),
    "zeebe:input": _inside("zeebe:ioMapping", "serviceTask"),
    "zeebe:output": _inside("zeebe:ioMapping", "serviceTask"),
    "zeebe:adHoc": _without_order,
    "zeebe:loopCharacteristics": _repeated,
    "zeebe:subscription": _awaited,
    "zeebe:properties": _of_the_process(),
    "zeebe:property": _of_the_process(AROUND["zeebe:properties"]),
    "zeebe:versionTag": _of_the_process(),
}


def around_form(component: str) -> dict[str, bytes]:
    """A form with the component, and the field that may prove it."""
    proof = {
        "type": "filepicker",
        "id": "licence",
        "key": "licence",
        "label": "附件",
        "properties": {"upload": "scan", "label_en": "File"},
    }
    form = {"id": "one", "type": "default", "components": [json.loads(component), proof]}
    files = package(
        step(""), start='<zeebe:formDefinition formId="one" /><tongban:form variable="application" />'
    )
    return {**files, "one.form": json.dumps(form).encode()}
