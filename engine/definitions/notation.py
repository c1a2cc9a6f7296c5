"""The `tongban:` elements of any diagram beside those of the core; `Vocabulary.notation` adds to them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.spiff.extension_elements import ELEMENTS
from engine.spiff.names import CATCHING, TASKS
from engine.spiff.notation import Attribute, ExtensionElement, by_name

FORM = ExtensionElement(
    name="tongban:form",
    about=(
        "表单填写的内容存入哪个变量。写了 shows，该步骤除了自己的表单，还在旁边显示另一份只读的表单。",
        "Which variable takes what is filled in. With `shows` a step has a form of its own, "
        "and another form beside it, which is only read.",
    ),
    on=frozenset({"userTask", "startEvent"}),
    attributes={
        "variable": Attribute(
            ("存放填写内容的变量", "the variable that takes what is filled in"),
            "name",
            without=("各字段分别成为变量", "each field becomes a variable of its own"),
        ),
        "remarks": Attribute(
            (
                "该步骤要答复的字段批注来自哪个变量，如脚本、决策或外部服务给出的 "
                "`{remarks: [{field, text}]}`"
                "；人员的批注总是显示在对应字段旁",
                "the variable whose remarks on fields are answered here, as a script, a decision or a "
                "service outside gives them: `{remarks: [{field, text}]}`. What people remark stands beside "
                "its fields anyhow",
            ),
            "name",
        ),
        "shows": Attribute(
            ("旁边只读显示的表单所在变量", "the variable of the form that is shown beside"), "name"
        ),
        "hides": Attribute(
            ("该步骤看不到的另一份表单的字段", "fields of that other form that this step does not show"),
            "fields",
        ),
    },
    example='<tongban:form variable="checked" shows="application" hides="contact" />',
)

VARIABLES = ExtensionElement(
    name="tongban:variables",
    about=(
        "声明该元素会带来哪些变量，供检查程序使用，例如由外部启动的案件或返回内容不定的作业。",
        "Declares which variables an element brings, where a package does not show it: a case that is begun "
        "from outside, a job that may bring anything.",
    ),
    on=TASKS | CATCHING | {"callActivity"},
    attributes={
        "names": Attribute(("变量名，空格分隔", "their names, separated by blanks"), "names", needed=True)
    },
    example='<tongban:variables names="amount currency" />',
)

READ: Mapping[str, ExtensionElement] = {**ELEMENTS, **by_name((FORM, VARIABLES))}
"""Every extension element that the engine reads, by name with prefix."""
