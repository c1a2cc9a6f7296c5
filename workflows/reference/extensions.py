"""The extension elements of diagrams, from the declarations by which their readers read them."""

from __future__ import annotations

from collections.abc import Iterable

from engine.definitions.notation import READ
from engine.spiff.notation import Attribute, ExtensionElement
from workflows.lint import NOTATION
from workflows.reference.entries import NOTHING, Chapter, EntryPart, ReferenceEntry, Text, quoted, same

KINDS: dict[str, Text] = {
    "text": ("文字", "a text"),
    "feel": ("文字，或以 `=` 开头的 FEEL", "a text, or FEEL behind `=`"),
    "formula": ("以 `=` 开头的 FEEL", "FEEL behind `=`"),
    "name": ("变量名", "the name of a variable"),
    "names": ("变量名，空格分隔", "names of variables, separated by blanks"),
    "field": ("字段路径", "the path of a field"),
    "fields": ("字段路径，空格分隔", "paths of fields, separated by blanks"),
    "steps": ("用户任务的 id，空格分隔", "ids of user tasks, separated by blanks"),
    "form": ("流程包中表单的 id", "the id of a form of the package"),
    "groups": ("组，逗号分隔，或以 `=` 开头的 FEEL", "groups, separated by commas, or FEEL behind `=`"),
}
_ANYWHERE: Text = ("写在流程图的任何元素中", "in any element of a diagram")


def own() -> Chapter:
    """Return the chapter of `tongban:`."""
    elements = {**NOTATION, **READ, **NOTATION}  # those of this platform first
    return Chapter(
        id="extensions",
        title=("通办扩展元素", "Extension elements of this platform"),
        about=(
            '写在 BPMN 元素的 `extensionElements` 中，命名空间为 `xmlns:tongban="https://tongban.dev/schema/bpmn/1.0"`。',
            "They stand in the `extensionElements` of an element of BPMN; their namespace is "
            '`xmlns:tongban="https://tongban.dev/schema/bpmn/1.0"`.',
        ),
        entries=_entries(one for one in elements.values() if one.name.startswith("tongban:")),
    )


def zeebe() -> Chapter:
    """Return the chapter of `zeebe:`."""
    return Chapter(
        id="zeebe",
        title=("Zeebe 扩展元素", "Extension elements of Zeebe"),
        about=(
            "Camunda Modeler 属性面板写入的扩展元素。此处未列出的不会被读取，检查程序会给出警告。",
            "What the properties panel of Camunda Modeler writes. What is not listed here is not "
            "read, and the "
            "lint warns of it.",
        ),
        entries=_entries(one for one in READ.values() if one.name.startswith("zeebe:")),
    )


def _entries(elements: Iterable[ExtensionElement]) -> tuple[ReferenceEntry, ...]:
    return tuple(
        ReferenceEntry(
            name=one.name,
            about=one.about,
            example=one.example,
            language="xml",
            place=_place(one),
            parts=tuple(_part(name, attribute) for name, attribute in one.attributes.items()),
        )
        for one in elements
    )


def _place(element: ExtensionElement) -> Text:
    if not element.on:
        return _ANYWHERE
    return f"写在 {quoted(sorted(element.on), '、')} 中", f"in {quoted(sorted(element.on), ', ')}"


def _part(name: str, attribute: Attribute) -> EntryPart:
    without = attribute.without or NOTHING
    if attribute.usual is not None:
        without = same(f"`{attribute.usual}`")
    return EntryPart(name, attribute.about, _takes(attribute), without, attribute.needed)


def _takes(attribute: Attribute) -> Text:
    if not attribute.words:
        return KINDS[attribute.kind]
    words = quoted(attribute.words)
    return (
        (f"{words}，可多选，空格分隔", f"{words}; several separated by blanks")
        if attribute.many
        else same(words)
    )
