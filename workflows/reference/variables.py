"""Names that a package may use without defining them: variables, groups, messages."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from workflows.approvals.cases import titles
from workflows.lint import START_VARIABLES
from workflows.people.identity.roles import ROLES
from workflows.people.viewer import CLUSTER, WINDOW
from workflows.process_messages import MESSAGES
from workflows.reference.entries import Chapter, ReferenceEntry

_START_EXAMPLES = {
    "applicant": "=applicant",
    "organisation_id": '=organisation_id != ""',
    "organisation_name": '=organisation_name + "（复核）"',
    "region": f'="{WINDOW}" + region',
    "cluster": f'="{CLUSTER}" + cluster',
    "application": "=application.amount > 100",
}
_SCOPED = {
    WINDOW: ("某地区的服务窗口", "the service window of a region", "region", "window:430100"),
    CLUSTER: ("某产业集群的窗口", "the window of a cluster", "cluster", "cluster:printing"),
}


def start() -> Chapter:
    """Return the chapter of the variables that every case has from the start."""
    return Chapter(
        id="start-variables",
        title=("启动变量", "Variables from the start"),
        about=(
            "每个案件启动时就有的变量，不用声明。",
            "Every case has these variables when it starts; nothing has to declare them.",
        ),
        entries=tuple(
            ReferenceEntry(name=name, about=about, example=_START_EXAMPLES[name], language="feel")
            for name, about in START_VARIABLES.items()
        ),
    )


def title() -> Chapter:
    """Return the chapter of what the title of a case may read."""
    return Chapter(
        id="titles",
        title=("案件名称", "Titles of cases"),
        about=(
            "`tongban:start` 的 `title`、`title_en` 可读取的变量。为空的部分连同前后的分隔符（`·`、`|"
            "`、`/`、两侧有空格的横线）一并省去。",
            "What `title` and `title_en` of `tongban:start` may read. A part that is empty leaves "
            "the title with "
            "its separator (`·`, `|`, `/` or a dash between blanks).",
        ),
        entries=tuple(
            ReferenceEntry(
                name=name,
                about=about,
                example=f"<tongban:start title={quoteattr(_title_of(name))} />",
                language="xml",
            )
            for name, about in titles.NAMES.items()
        ),
    )


def _title_of(name: str) -> str:
    read = f"{name}.amount" if name in ("application", "shown") else name
    if name == "application":
        read = f"string({read})"
    return f"={read}" if name == "name" else f'=name + " · " + {read}'


def groups() -> Chapter:
    """Return the chapter of the groups that tasks can be given to."""
    roles = [
        ReferenceEntry(
            name=name,
            about=about,
            example=f'<zeebe:assignmentDefinition candidateGroups="{name}" />',
            language="xml",
        )
        for name, about in ROLES.items()
    ]
    scoped = [
        ReferenceEntry(
            name=f"{prefix}…",
            about=(chinese, english),
            example=f"<zeebe:assignmentDefinition candidateGroups={_window(prefix, variable)} />",
            language="xml",
            notes=((f"例如 `{one}`。", f"Such as `{one}`."),),
        )
        for prefix, (chinese, english, variable, one) in _SCOPED.items()
    ]
    return Chapter(
        id="groups",
        title=("组和角色", "Groups and roles"),
        about=(
            "`candidateGroups`、任务头 `groups`、`tongban:start` 的 `roles` 和 `staff` 可以写的词。窗"
            "口和集群不能用于 `roles` 和 `staff`。",
            "What `candidateGroups`, the header `groups`, and `roles` and `staff` of `tongban:start` "
            "may say; the "
            "latter two take no windows and clusters.",
        ),
        entries=(*roles, *scoped),
    )


def _window(prefix: str, variable: str) -> str:
    return quoteattr(f'=["{prefix}" + {variable}]')


def messages() -> Chapter:
    """Return the chapter of the messages that the platform sends to processes."""
    return Chapter(
        id="messages",
        title=("消息", "Messages"),
        about=(
            "平台向在办案件发送的消息；流程图可在消息事件或接收任务中等待。流程自己发送的消息不在此列。",
            "What the platform tells running cases; a diagram may wait for them in message events "
            "and receive "
            "tasks. Messages that processes send themselves are not among them.",
        ),
        entries=tuple(
            ReferenceEntry(
                name=name,
                about=about,
                example=f'<bpmn:message id="awaited" name="{name}"><bpmn:extensionElements>'
                f"<zeebe:subscription correlationKey={quoteattr(f'={key}')} />"
                "</bpmn:extensionElements></bpmn:message>",
                language="xml",
                place=same_key(key),
            )
            for name, (about, key) in MESSAGES.items()
        ),
    )


def same_key(key: str) -> tuple[str, str]:
    """Return by which key a message finds its case."""
    return f"键 `{key}`", f"key `{key}`"
