"""The notice texts that a job of a diagram may name, as people get them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions import Header
from workflows.ground.messages import LOCALES
from workflows.job_types import contracts
from workflows.outbox import templates
from workflows.package_data import notices as package_notices
from workflows.reference.entries import Chapter, ReferenceEntry, Text, quoted


def notices() -> Chapter:
    """Return the chapter of the notice texts that jobs can fill."""
    needs = templates.needs()
    return Chapter(
        id="notices",
        title=("通知模板", "Notice texts"),
        about=(
            "发送通知的作业在任务头 `template` 中可以写的模板，只列出该作业能填全的模板。`{{ … }}` 由"
            "作业填写。流程包可以自带通知，见[流程包数据](package-data.md)。",
            "What the header `template` of a job that sends may name: the texts that the job can "
            "fill. What stands "
            "in `{{ … }}` the job fills in. A package may bring texts of its own: "
            "[data of a package](package-data.md).",
        ),
        entries=(
            _own_texts(),
            *(_notice(name, needs[name], jobs) for name in sorted(needs) if (jobs := _jobs(needs[name]))),
        ),
    )


def _own_texts() -> ReferenceEntry:
    most = package_notices.MOST_TEXTS
    return ReferenceEntry(
        name=package_notices.FILE,
        about=(
            f"流程包自带的通知模板，每个版本各有一份，最多 {most} 个；`{{{{ … }}}}` 中为 FEEL。",
            f"The texts that a package brings along, each version its own, at most {most}; what stands in "
            "`{{ … }}` is FEEL.",
        ),
        example='grant_approved: {kind: verdict, subject: "补贴已批准：{{ title }}", '
        'subject_en: "Grant approved: {{ title }}", body: 您的补贴已批准。, '
        "body_en: Your grant has been approved.}",
        language="yaml",
        place=("文件", "a file of the package"),
        notes=tuple(
            (f"`{name}`：{chinese}。", f"`{name}`: {english}.")
            for name, (chinese, english) in package_notices.NAMES.items()
        ),
    )


def _jobs(needs: frozenset[str]) -> list[str]:
    """Return the job types that can fill a text that names `needs`."""
    return [
        name
        for name, contract in sorted(contracts().items())
        if any(header.can_fill(needs) for header in _templates(contract.headers))
    ]


def _templates(headers: Mapping[str, Header]) -> list[Header]:
    return [header for header in headers.values() if header.names == "template"]


def _notice(name: str, needs: frozenset[str], jobs: list[str]) -> ReferenceEntry:
    chinese, english = (templates.source(name, locale) for locale in LOCALES)
    notes: list[Text] = [
        (_text(chinese), _text(english)),
        (f"作业类型：{quoted(jobs, '、')}。", f"Job types: {quoted(jobs, ', ')}."),
    ]
    if needs:
        notes.append((f"填入：{quoted(sorted(needs), '、')}。", f"Filled in: {quoted(sorted(needs), ', ')}."))
    return ReferenceEntry(
        name=name,
        about=(_subject(chinese), _subject(english)),
        example=f'<zeebe:header key="template" value="{name}" />',
        language="xml",
        notes=tuple(notes),
    )


def _subject(source: str) -> str:
    return source.partition("\n")[0].strip()


def _text(source: str) -> str:
    """Return what people read below the subject, in one line."""
    return " ".join(source.partition("\n")[2].split())
