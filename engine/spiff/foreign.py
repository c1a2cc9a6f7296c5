"""What Camunda 7 and Flowable say, in the words of this engine: for the lint and the import."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree

from engine.feel.juel import NotClear, in_feel

TRANSLATIONS = {
    "assignee": ("assignmentDefinition", "assignee"),
    "candidateGroups": ("assignmentDefinition", "candidateGroups"),
    "candidateUsers": ("assignmentDefinition", "candidateUsers"),
    "dueDate": ("taskSchedule", "dueDate"),
    "followUpDate": ("taskSchedule", "followUpDate"),
    "priority": ("priorityDefinition", "priority"),
    "formKey": ("formDefinition", "formId"),
    "formRef": ("formDefinition", "formId"),
    "class": ("taskDefinition", "type"),
    "delegateExpression": ("taskDefinition", "type"),
    "topic": ("taskDefinition", "type"),
    "decisionRef": ("calledDecision", "decisionId"),
    "resultVariable": ("calledDecision", "resultVariable"),
    "collection": ("loopCharacteristics", "inputCollection"),
    "elementVariable": ("loopCharacteristics", "inputElement"),
    "versionTag": ("versionTag", "value"),
    "calledElementBinding": ("calledElement", "bindingType"),
    "calledElementVersionTag": ("calledElement", "versionTag"),
    "inheritVariables": ("calledElement", "propagateAllParentVariables"),
}
"""Attributes of other engines: the element and attribute that say the same here."""
OF_CAUGHT = {
    "errorCodeVariable": "errorCode",
    "errorMessageVariable": "errorMessage",
    "escalationCodeVariable": "escalationCode",
}
"""Attributes of an event that name a variable: what an output mapping reads here instead."""
OF_SCRIPTS = {"resultVariable": ("script", "resultVariable")}
"""The same, of script tasks."""
DROPPED = frozenset(
    {
        "async", "asyncAfter", "asyncBefore", "decisionRefBinding", "exclusive", "formRefBinding",
        "formFieldValidation", "historyTimeToLive", "isStartableInTasklist", "jobPriority",
        "parallelInSameTransaction", "taskPriority",
    }
)  # fmt: skip
"""Attributes that say how the other engine works, not what is to be done."""
FORM_PREFIXES = ("camunda-forms:deployment:", "deployment:", "classpath:")
EXPRESSIONS = frozenset(
    {
        "completionCondition", "condition", "conditionExpression", "loopCardinality", "timeCycle", "timeDate",
        "timeDuration",
    }
)  # fmt: skip
"""Elements of BPMN whose text is an expression."""
NAMED_BY = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}
"""Elements of BPMN that others find by this attribute, which may be computed."""
_WORKED_ON = frozenset({"serviceTask", "sendTask"})
_BEFORE = frozenset({"start", "create"})
_BEHIND = frozenset({"end", "complete"})
_NO_COUNTERPART = ("此处没有对应写法，请删除", "nothing here says the same: remove it")
_ASSIGNED = ("用 FEEL 写在 zeebe:assignmentDefinition 中", "in FEEL in zeebe:assignmentDefinition")
_SCHEDULED = ("用 FEEL 写在 zeebe:taskSchedule 中", "in FEEL in zeebe:taskSchedule")
_FORM = (
    "流程包中的表单，用 zeebe:formDefinition 指定",
    "a form of the package, named in zeebe:formDefinition",
)
_JOB = ("由作业完成，类型写在 zeebe:taskDefinition 中", "a job, with its type in zeebe:taskDefinition")
_STEP = (
    "画成服务任务；要通知人，用通知作业",
    "a service task in the diagram; to tell people, a job that sends a notice",
)
_MAPPED = ("用 FEEL 写在 zeebe:ioMapping 中", "in FEEL in zeebe:ioMapping")
_BY_HAND: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("assignee", "candidateGroups", "candidateUsers"), _ASSIGNED),
    **dict.fromkeys(("dueDate", "followUpDate"), _SCHEDULED),
    **dict.fromkeys(("formKey", "formRef", "formData", "formProperty", "formHandlerClass"), _FORM),
    **dict.fromkeys(("class", "delegateExpression", "expression", "connector", "type", "topic"), _JOB),
    **dict.fromkeys(("executionListener", "taskListener"), _STEP),
    **dict.fromkeys(("inputParameter", "outputParameter", "in", "out"), _MAPPED),
    "priority": ("用 FEEL 写在 zeebe:priorityDefinition 中", "in FEEL in zeebe:priorityDefinition"),
    "collection": ("用 FEEL 写在 zeebe:loopCharacteristics 中", "in FEEL in zeebe:loopCharacteristics"),
    **dict.fromkeys(NAMED_BY.values(), ("写成以“=”开头的 FEEL", "FEEL that begins with =")),
    "decisionRef": ("写在 zeebe:calledDecision 中", "in zeebe:calledDecision"),
    "resultVariable": ("写在 zeebe:script 中，脚本用 FEEL", "in zeebe:script, with the script in FEEL"),
    "field": ("写在 zeebe:taskHeaders 中", "a header in zeebe:taskHeaders"),
    "failedJobRetryTimeCycle": (
        "次数写在 zeebe:taskDefinition 的 retries 中",
        "a number in retries of zeebe:taskDefinition",
    ),
}
"""What stands here for words whose value has no translation of its own, in Chinese and English."""
_BEAN = re.compile(r"[$#]\{\s*([A-Za-z_][A-Za-z0-9_.]*)\s*\}")
_PERFORMER = re.compile(r"(?:(?P<kind>user|group)\()?(?P<name>[^(){}$#,=]+)\)?")
_RETRIES = re.compile(r"R(\d+)/")
_HOLDERS = frozenset({"inputOutput", "properties", "list", "map"})


def said_here(word: str, text: str) -> str | None:
    """Return the value of an attribute in the words of this engine, None if that is not clear."""
    if word in ("formKey", "formRef"):
        for prefix in FORM_PREFIXES:
            text = text.removeprefix(prefix)
        plain = not any(sign in text for sign in ":/${")
        return text.removesuffix(".form") if plain else None
    if word == "delegateExpression":
        return bean_name(text)
    if word == "calledElementBinding":
        return text if text in ("latest", "deployment", "versionTag") else None
    if text.startswith("$") and not text.startswith("${"):
        return None  # Flowable's own words, such as $INITIATOR
    try:
        said = in_feel(text)
    except NotClear:
        return None
    return f"={said}" if word == "collection" and not said.startswith("=") else said


def feel_of(text: str) -> str | None:
    """Return a text with `${…}` as FEEL, None where there is none, or its meaning is not clear."""
    try:
        said = in_feel(text)
    except NotClear:
        return None
    return said.strip() if said != text else None


def by_hand(word: str) -> tuple[str, str]:
    """Return what stands here for a word of another engine, in Chinese and English."""
    return _BY_HAND.get(word, _NO_COUNTERPART)


def is_external(word: str, text: str) -> bool:
    """Tell whether an attribute only says that a worker does the task, as all do here."""
    return word == "type" and text == "external"


def target_of(element: str, word: str) -> tuple[str, str] | None:
    """Return the extension element and its attribute that say what `word` says at an element of BPMN."""
    return (OF_SCRIPTS if element == "scriptTask" else {}).get(word) or TRANSLATIONS.get(word)


def parameter_value(node: etree._Element) -> str | None:
    """Return the value of a parameter, a list or a map as FEEL behind `=`, None if that is not clear."""
    inner = _feel_value(node)
    return None if inner is None else f"={inner}"


def retries_of(node: etree._Element) -> str | None:
    """Return how often a job is tried again, None if that is not plainly said."""
    match = _RETRIES.match((node.text or "").strip())
    return None if match is None else match.group(1)


def has_retries(node: etree._Element) -> bool:
    """Tell whether what `node` says of retries is said of a job; other steps are not tried again here."""
    holder, owner = node.getparent(), _step_of(node)
    if holder is None or owner is None:
        return False
    names = {etree.QName(one).localname for one in holder.iterchildren("*")}
    return etree.QName(owner).localname in _WORKED_ON or "taskDefinition" in names


def form_id_of(owner: etree._Element) -> str:
    """Return the id of the form that the fields of a step become."""
    return f"{owner.get('id', '')}_form"


def attribute_said_here(node: etree._Element, name: etree.QName) -> str | None:
    """Return a foreign attribute as it is written here, "" where it is not needed, None if unclear."""
    word, value = name.localname, str(node.get(name))
    if word in DROPPED or is_external(word, value):
        return ""
    if word in OF_CAUGHT and etree.QName(node).localname.endswith("EventDefinition"):
        return _mapping("output", f"={OF_CAUGHT[word]}", value)
    target, said = target_of(etree.QName(node).localname, word), said_here(word, value)
    if target is None or said is None:
        return None
    return f"<zeebe:{target[0]} {target[1]}={quoteattr(said)}/>"


def element_said_here(node: etree._Element) -> str | None:
    """Return a foreign element as it is written here, "" where only its parts are, None if unclear."""
    name = etree.QName(node).localname
    said = {str(key): str(value) for key, value in node.attrib.items()}
    if name in ("inputParameter", "outputParameter"):
        return _mapping(name.removesuffix("Parameter"), parameter_value(node), said.get("name", ""))
    if name == "property":
        return f"<zeebe:property name={_quoted(said, 'name')} value={_quoted(said, 'value')}/>"
    if name == "failedJobRetryTimeCycle" and (retries := retries_of(node)) is not None:
        return f'<zeebe:taskDefinition retries="{retries}"/>' if has_retries(node) else ""
    if name == "field" and (node.get("stringValue") or "").strip():
        return f"<zeebe:header key={_quoted(said, 'name')} value={_quoted(said, 'stringValue')}/>"
    if name in ("in", "out"):
        return passed_said_here(name, said)
    if name in ("executionListener", "taskListener"):
        return _step_for(node)
    if name in ("formData", "formProperty"):
        return _form_for(node, name)
    return "" if name in _HOLDERS else None


def passed_said_here(name: str, said: Mapping[str, str]) -> str | None:
    """Return what a call passes on (`in`) or brings back (`out`) as it is written here."""
    if is_usual(said):
        return ""
    if said == {"variables": "all"}:
        side = "Parent" if name == "in" else "Child"
        return f'<zeebe:calledElement propagateAll{side}Variables="true"/>'
    source = passed_source(said)
    if source is None or "target" not in said or len(said) != 2:
        return None
    return _mapping("input" if name == "in" else "output", source, said["target"])


def is_usual(said: Mapping[str, str]) -> bool:
    """Tell whether a call only passes on its business key, as every call does here."""
    return said.keys() == {"businessKey"} and said["businessKey"][1:] == "{execution.processBusinessKey}"


def passed_source(said: Mapping[str, str]) -> str | None:
    """Return what is passed on, as FEEL behind `=`, None if that is not clear."""
    if "source" in said:
        return f"={said['source']}"
    return feel_of(said.get("sourceExpression", ""))


def performer_said_here(kind: str, said: str) -> Mapping[str, str]:
    """Return who does a step, as attributes of `zeebe:assignmentDefinition`; none where that is not clear.

    `kind` is the element: a human performer is the assignee, a potential owner a group unless it says user.
    """
    if kind == "humanPerformer":
        user = _PERFORMER.fullmatch(said.strip())
        return {} if user is None or user["kind"] == "group" else {"assignee": user["name"]}
    owners = [_PERFORMER.fullmatch(part.strip()) for part in said.split(",")]
    if not all(owners):
        return {}
    named: dict[str, list[str]] = {}
    for owner in filter(None, owners):
        named.setdefault("candidateUsers" if owner["kind"] == "user" else "candidateGroups", []).append(
            owner["name"]
        )
    return {word: ",".join(names) for word, names in named.items()}


def _mapping(word: str, source: str | None, target: str) -> str | None:
    return (
        None if source is None else f"<zeebe:{word} source={quoteattr(source)} target={quoteattr(target)}/>"
    )


def _step_of(node: etree._Element) -> etree._Element | None:
    """Return the step whose extension elements hold a node."""
    holder = node.getparent()
    return None if holder is None else holder.getparent()


def _step_for(node: etree._Element) -> str | None:
    """Return the steps to draw instead of a listener at the begin or the end of a step, in their order."""
    owner, event, step = _step_of(node), node.get("event", ""), _listening_step(node)
    if owner is None or not owner.get("id"):
        return None
    said, kind = {str(key): str(value) for key, value in owner.attrib.items()}, etree.QName(owner).localname
    if kind == "sequenceFlow":
        ends = [f"<sequenceFlow {end}={_quoted(said, end)}/>" for end in ("sourceRef", "targetRef")]
        return f"{ends[0]} {step} {ends[1]}"
    if event == "timeout":
        boundary = f'<boundaryEvent attachedToRef={_quoted(said, "id")} cancelActivity="false"/>'
        return f"{boundary} <sequenceFlow/> {step}"
    this = f"<{kind} id={_quoted(said, 'id')}/>"
    if event in _BEFORE:
        return (
            f"<startEvent/> <sequenceFlow/> {step}" if kind == "process" else f"{step} <sequenceFlow/> {this}"
        )
    if event in _BEHIND:
        return (
            f"{step} <sequenceFlow/> <endEvent/>" if kind == "process" else f"{this} <sequenceFlow/> {step}"
        )
    return None


def _listening_step(node: etree._Element) -> str:
    """Return the step that runs what a listener names; a bean by its name."""
    if any(etree.QName(one).localname == "script" for one in node.iterchildren("*")):
        return "<scriptTask/>"
    job_type = node.get("class") or bean_name(node.get("delegateExpression", ""))
    if job_type is None:
        return "<serviceTask/>"
    return f"<serviceTask><zeebe:taskDefinition type={quoteattr(job_type)}/></serviceTask>"


def bean_name(text: str) -> str | None:
    """Return the name of a bean that an expression only names, None if it does more."""
    match = _BEAN.fullmatch(text.strip())
    return None if match is None else match.group(1)


def _form_for(node: etree._Element, name: str) -> str | None:
    """Return what names the form that is to have the fields, and the fields."""
    owner = _step_of(node)
    if owner is None or not owner.get("id"):
        return None
    fields = [node] if name == "formProperty" else list(node.iterchildren("*"))
    form_id, keys = form_id_of(owner), ", ".join(one.get("id", "?") for one in fields)
    return f"<zeebe:formDefinition formId={quoteattr(form_id)}/> {form_id}.form ({keys})"


def _quoted(said: Mapping[str, str], name: str) -> str:
    return quoteattr(said.get(name, ""))


def _feel_value(node: etree._Element) -> str | None:
    inner = list(node.iterchildren("*"))
    if not inner:
        text = (node.text or "").strip()
        translated = feel_of(text)
        if translated is not None:
            return translated.removeprefix("=")
        is_clear = text and "${" not in text and "#{" not in text
        return _in_quotes(text) if is_clear else None
    holder = inner[0]
    if len(inner) > 1 or etree.QName(holder).namespace != etree.QName(node).namespace:
        return None
    kind = etree.QName(holder).localname
    values = [_feel_value(one) for one in holder.iterchildren("*")]
    if kind not in ("list", "map") or None in values:
        return None
    if kind == "list":
        return f"[{', '.join(map(str, values))}]"
    keys = [_in_quotes(one.get("key", "")) for one in holder.iterchildren("*")]
    return "{" + ", ".join(f"{key}: {value}" for key, value in zip(keys, values, strict=True)) + "}"


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
