"""The extension elements that the core reads: `zeebe:` of Camunda Modeler, and a few of its own."""

from __future__ import annotations

from collections.abc import Mapping

from engine.spiff.names import ACTIVITIES, CATCHING, THROWING
from engine.spiff.notation import Attribute, ExtensionElement, by_name

_JOBS = frozenset(
    {"serviceTask", "sendTask", "scriptTask", "businessRuleTask", "intermediateThrowEvent", "endEvent"}
)
_MAPPED = ACTIVITIES | CATCHING | THROWING

_PEOPLE = (
    ExtensionElement(
        name="zeebe:assignmentDefinition",
        about=("由谁办理该用户任务。", "Who does the user task."),
        on=frozenset({"userTask"}),
        attributes={
            "assignee": Attribute(("指定的办理人", "the person who is to do it"), "feel"),
            "candidateGroups": Attribute(
                (
                    "可认领的组，逗号分隔，或给出列表的 FEEL",
                    "groups that may claim it: separated by commas, or FEEL",
                ),
                "groups",
            ),
            "candidateUsers": Attribute(
                (
                    "可认领的人，逗号分隔，或给出列表的 FEEL",
                    "people who may claim it: separated by commas, or FEEL",
                ),
                "feel",
            ),
        },
        example='<zeebe:assignmentDefinition candidateGroups="operator" />',
    ),
    ExtensionElement(
        name="zeebe:taskSchedule",
        about=("用户任务的办理期限。", "When the user task is due."),
        on=frozenset({"userTask"}),
        attributes={
            "dueDate": Attribute(
                ("办理期限（日期时间）", "by when it is to be done: a date and time"), "feel"
            ),
            "followUpDate": Attribute(
                ("跟进日期（日期时间）", "when to look at it again: a date and time"), "feel"
            ),
        },
        example='<zeebe:taskSchedule dueDate="=add working days(now(), 5)" />',
    ),
    ExtensionElement(
        name="zeebe:priorityDefinition",
        about=("用户任务的优先级。", "The priority of the user task."),
        on=frozenset({"userTask"}),
        attributes={
            "priority": Attribute(
                ("0–100 的整数", "a whole number from 0 to 100"), "feel", without=("50", "50")
            )
        },
        example='<zeebe:priorityDefinition priority="80" />',
    ),
    ExtensionElement(
        name="zeebe:formDefinition",
        about=(
            "该步骤的表单；写在开始事件上，即发起办理时填写的表单。",
            "The form of the step; on a start event, the form with which a case is begun.",
        ),
        on=frozenset({"userTask", "startEvent"}),
        attributes={
            "formId": Attribute(("流程包中表单的 id", "the id of a form of the package"), "form"),
            "externalReference": Attribute(
                ("同 formId", "the same, as Camunda Modeler may write it"), "form"
            ),
            "formKey": Attribute(("同 formId", "the same, as Camunda Modeler may write it"), "form"),
        },
        example='<zeebe:formDefinition formId="application" />',
    ),
    ExtensionElement(
        name="zeebe:userTask",
        about=(
            "Camunda Modeler 写入的标记。用户任务有没有它都一样。",
            "A mark of Camunda Modeler. A user task is the same with and without it.",
        ),
        on=frozenset({"userTask"}),
        example="<zeebe:userTask />",
    ),
)

_WORK = (
    ExtensionElement(
        name="zeebe:taskDefinition",
        about=(
            "由平台执行的作业；各类型见作业类型。",
            "The job that the platform does here; see the page of job types.",
        ),
        on=_JOBS,
        attributes={
            "type": Attribute(("作业类型", "the job type"), "feel", needed=True),
            "retries": Attribute(
                ("失败后共尝试几次", "how often it is tried in all"), "feel", without=("3", "3")
            ),
        },
        example='<zeebe:taskDefinition type="case.copy" />',
    ),
    ExtensionElement(
        name="zeebe:taskHeaders",
        about=("告诉作业的内容，逐条写在其中。", "What the job is told, one line each."),
        on=_JOBS,
        example='<zeebe:taskHeaders><zeebe:header key="groups" value="operator" /></zeebe:taskHeaders>',
    ),
    ExtensionElement(
        name="zeebe:header",
        about=("告诉作业的一条内容。", "One thing that the job is told."),
        on=frozenset({"zeebe:taskHeaders"}),
        attributes={
            "key": Attribute(("任务头，见作业类型", "the header; see the page of job types"), needed=True),
            "value": Attribute(("内容", "what it says")),
        },
        example='<zeebe:header key="groups" value="operator" />',
    ),
    ExtensionElement(
        name="zeebe:script",
        about=("用 FEEL 计算一个变量。", "Works out a variable in FEEL."),
        on=frozenset({"scriptTask"}),
        attributes={
            "expression": Attribute(("计算式", "what to work out"), "formula", needed=True),
            "resultVariable": Attribute(
                ("存放结果的变量", "the variable that takes the result"), "name", needed=True
            ),
        },
        example='<zeebe:script expression="=application.amount * 2" resultVariable="doubled" />',
    ),
    ExtensionElement(
        name="zeebe:calledDecision",
        about=("调用流程包中的决策表。", "Asks a decision of the package."),
        on=frozenset({"businessRuleTask"}),
        attributes={
            "decisionId": Attribute(("决策的 id", "the id of the decision"), "feel", needed=True),
            "resultVariable": Attribute(
                ("存放结果的变量", "the variable that takes the result"), "name", needed=True
            ),
        },
        example='<zeebe:calledDecision decisionId="route" resultVariable="routed" />',
    ),
    ExtensionElement(
        name="zeebe:calledElement",
        about=("调用另一个流程。", "Calls another process."),
        on=frozenset({"callActivity"}),
        attributes={
            "processId": Attribute(("流程的 id", "the id of the process"), "feel", needed=True),
            "bindingType": Attribute(
                ("哪个版本", "which version"), words=("latest", "deployment", "versionTag"), usual="latest"
            ),
            "versionTag": Attribute(
                ("bindingType 为 versionTag 时的版本标签", "the tag, where the binding is versionTag")
            ),
            "propagateAllParentVariables": Attribute(
                ("是否把全部变量带给被调用的流程", "whether it gets all variables of the caller"),
                words=("true", "false"),
                usual="true",
            ),
            "propagateAllChildVariables": Attribute(
                ("结束后是否带回全部变量", "whether all its variables come back"),
                words=("true", "false"),
                usual="true",
            ),
        },
        example='<zeebe:calledElement processId="other" propagateAllChildVariables="false" />',
    ),
)

_DATA = (
    ExtensionElement(
        name="zeebe:ioMapping",
        about=(
            "进入环节时带入的变量、离开时带出的变量。写了带出，就只带出写明的变量。",
            "Variables set on the way into an element and out of it. With outputs, nothing else leaves it.",
        ),
        on=_MAPPED,
        example='<zeebe:ioMapping><zeebe:input source="=1 + 1" target="two" /></zeebe:ioMapping>',
    ),
    ExtensionElement(
        name="zeebe:input",
        about=(
            "进入环节时设置一个只在其中可见的变量。",
            "Sets a variable that is seen inside the element only.",
        ),
        on=frozenset({"zeebe:ioMapping"}),
        attributes={
            "source": Attribute(("值", "the value"), "feel", needed=True),
            "target": Attribute(("变量", "the variable"), "name", needed=True),
        },
        example='<zeebe:input source="=application.amount" target="amount" />',
    ),
    ExtensionElement(
        name="zeebe:output",
        about=("离开环节时设置一个变量。", "Sets a variable on the way out of the element."),
        on=frozenset({"zeebe:ioMapping"}),
        attributes={
            "source": Attribute(("值", "the value"), "feel", needed=True),
            "target": Attribute(("变量", "the variable"), "name", needed=True),
        },
        example='<zeebe:output source="=application.amount" target="granted" />',
    ),
    ExtensionElement(
        name="zeebe:loopCharacteristics",
        about=("对列表中的每一项重复该环节。", "Repeats the element for each item of a list."),
        on=frozenset({"multiInstanceLoopCharacteristics"}),
        attributes={
            "inputCollection": Attribute(("列表", "the list"), "formula"),
            "inputElement": Attribute(
                ("每次重复中存放该项的变量", "the variable that has the item in each run"), "name"
            ),
            "outputCollection": Attribute(
                ("收集各次结果的变量", "the variable that collects the results"), "name"
            ),
            "outputElement": Attribute(("每次重复的结果", "the result of each run"), "formula"),
        },
        example='<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="item" />',
    ),
    ExtensionElement(
        name="zeebe:adHoc",
        about=(
            "即席子流程中先开始哪些环节；不写则没有连线指向的环节全部开始。",
            "Which elements of an ad-hoc subprocess begin; without it all do that no flow leads to.",
        ),
        on=frozenset({"adHocSubProcess"}),
        attributes={
            "activeElementsCollection": Attribute(
                ("环节 id 的列表", "the list of their ids"), "formula", needed=True
            ),
        },
        example='<zeebe:adHoc activeElementsCollection=\'=["visit", "call"]\' />',
    ),
    ExtensionElement(
        name="zeebe:subscription",
        about=("等待的消息按哪个键对应到案件。", "By which key a message that is waited for finds its case."),
        on=frozenset({"message"}),
        attributes={"correlationKey": Attribute(("键", "the key"), "formula")},
        example='<zeebe:subscription correlationKey="=application.number" />',
    ),
    ExtensionElement(
        name="zeebe:properties",
        about=("附加属性，逐条写在其中。", "More properties, one line each."),
        example='<zeebe:properties><zeebe:property name="filters" value="amount" /></zeebe:properties>',
    ),
    ExtensionElement(
        name="zeebe:property",
        about=(
            "一条附加属性。流程的 filters 列出可用于筛选案件的表单字段，空格分隔。",
            "One property. On a process, `filters` names the fields of its forms by which cases are found, "
            "separated by blanks.",
        ),
        on=frozenset({"zeebe:properties"}),
        attributes={
            "name": Attribute(("名称", "its name"), needed=True),
            "value": Attribute(("值", "its value")),
        },
        example='<zeebe:property name="filters" value="amount" />',
    ),
    ExtensionElement(
        name="zeebe:versionTag",
        about=(
            "该版本的标签，供调用它的流程指定。",
            "A tag of this version, by which other processes may call it.",
        ),
        on=frozenset({"process"}),
        attributes={"value": Attribute(("标签", "the tag"), needed=True)},
        example='<zeebe:versionTag value="2026" />',
    ),
)

_ACCESS = ("write", "read", "hidden")
_OWN = (
    ExtensionElement(
        name="tongban:rights",
        about=(
            "该步骤可以填写、只能查看、看不到表单的哪些字段。",
            "Which fields of the form can be filled in, only read, or not seen at this step.",
        ),
        on=frozenset({"userTask"}),
        attributes={
            "default": Attribute(
                ("未单独写明的字段", "for fields that are not named"),
                words=_ACCESS,
                usual="write",
            )
        },
        example='<tongban:rights default="read"><tongban:field path="amount" access="write" />'
        "</tongban:rights>",
    ),
    ExtensionElement(
        name="tongban:field",
        about=("一个字段的权限。", "The access to one field."),
        on=frozenset({"tongban:rights"}),
        attributes={
            "path": Attribute(
                ("字段路径，如 contact.mobile", "the field's path, such as contact.mobile"),
                "field",
                needed=True,
            ),
            "access": Attribute(("权限", "what may be done with it"), words=_ACCESS, usual="read"),
        },
        example='<tongban:field path="amount" access="write" />',
    ),
    ExtensionElement(
        name="tongban:text",
        about=(
            "流程、泳道、步骤、事件、网关、连线的英文；也用于决策表的决策、输入列（name）和规则（documentation）。",
            "The English of a process, lane, step, event, gateway or flow; in decision tables also of a "
            "decision and an input column (`name`) and of a rule (`documentation`).",
        ),
        attributes={
            "locale": Attribute(
                ("语言：en 或以 en- 开头", "the language: en, or what begins with en-"), usual="en"
            ),
            "name": Attribute(("英文名称", "the name in English")),
            "documentation": Attribute(("英文说明", "the documentation in English")),
        },
        example='<tongban:text locale="en" name="Check" documentation="Compare the amounts." />',
    ),
)

ELEMENTS: Mapping[str, ExtensionElement] = by_name((*_OWN, *_PEOPLE, *_WORK, *_DATA))
"""What the core reads, by name with prefix."""
