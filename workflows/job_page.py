"""`docs/jobs.md`: what each job type takes and gives, from its decorator, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definitions import Header, JobContract, JobVariable
from workflows.ground.jobs import JobType
from workflows.job_types import job_types

INTRODUCTION = """# Job types · 作业类型

A service or send task names one in `<zeebe:taskDefinition type="…"/>` and tells it what it needs in
`<zeebe:taskHeaders>`. `tongban lint` checks the headers, and knows what each job gives to the steps after it.
Whatever a job does happens once, in the transaction in which its step goes on.

服务任务和发送任务在 `<zeebe:taskDefinition type="…"/>` 中指定作业类型，
在 `<zeebe:taskHeaders>` 中填写任务头。
`tongban lint` 会检查任务头，也知道每个作业向后续步骤提供什么变量。

```xml
<bpmn:sendTask id="notify_approved" name="通知申请人">
  <bpmn:extensionElements>
    <zeebe:taskDefinition type="notice.send" />
    <zeebe:taskHeaders>
      <zeebe:header key="template" value="case_approved" />
      <zeebe:header key="to" value="applicant" />
    </zeebe:taskHeaders>
  </bpmn:extensionElements>
</bpmn:sendTask>
```

Written by `python -m workflows.job_page > docs/jobs.md`; a test compares.
"""

REFERENCES = {
    "template": "通知模板 · a notice text",
    "groups": "组，逗号分隔 · groups, separated by commas",
    "element": "流程图中的用户任务 · a user task of the diagram",
    "form": "流程包中的表单 · a form of the package",
    "variable": "变量名 · the name of a variable",
    "service": "已登记的外部服务 · a registered service",
}


def page() -> str:
    """Return `docs/jobs.md`."""
    processes = (one for one in sorted(job_types().values(), key=lambda one: one.name) if one.contract)
    return INTRODUCTION + "".join("\n" + "\n".join(_section(one)) + "\n" for one in processes)


def _section(one: JobType) -> Iterator[str]:
    contract = one.contract
    assert contract is not None
    yield f"## `{one.name}`\n"
    yield f"{_both(one.about)}\n"
    yield from _headers(contract.headers)
    yield from _variables("读取 · reads", contract.reads)
    yield from _variables("提供 · gives", contract.gives or {})
    yield _once(contract)


def _once(contract: JobContract) -> str:
    if contract.repeatable:
        return "同一案件中可多次执行。 · A case may come to it more than once."
    return "同一案件中只执行一次。 · Once in a case."


def _headers(headers: Mapping[str, Header]) -> Iterator[str]:
    if not headers:
        return
    yield "| 任务头 · header | 必填 · needed | 内容 · what it says | 说明 · what for |\n|---|---|---|---|"
    for name, header in headers.items():
        needed = "是 · yes" if header.needed else ""
        yield f"| `{name}` | {needed} | {_allowed(header)} | {_both(header.about)} |"
    yield ""


def _allowed(header: Header) -> str:
    if header.words:
        allowed = " / ".join(f"`{word}`" for word in header.words)
    elif header.whole is not None:
        allowed = "{}–{}".format(*header.whole)
    else:
        allowed = REFERENCES[header.names] if header.names else "文本 · text"
    return allowed if header.usual is None else f"{allowed}（默认 · usually `{header.usual}`）"


def _variables(title: str, variables: Mapping[str, JobVariable]) -> Iterator[str]:
    if not variables:
        return
    yield f"| {title} | 类型 · type | 成员 · members | 说明 · what it is |\n|---|---|---|---|"
    for name, variable in variables.items():
        members = " ".join(f"`{member}`" for member in sorted(variable.members or ()))
        named = "" if variable.named_by is None else f"（任务头 · header `{variable.named_by}`）"
        yield f"| `{name}`{named} | {variable.type} | {members} | {_both(variable.about)} |"
    yield ""


def _both(texts: tuple[str, str]) -> str:
    return f"{texts[0]} · {texts[1]}"


if __name__ == "__main__":
    print(page(), end="")
