"""What a template needs to draw a form, and nothing it would have to decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

from markupsafe import Markup

Kind = Literal["field", "group", "list", "prose", "image", "separator", "spacer", "table"]
Widget = Literal[
    "text", "email", "tel", "url", "textarea", "number", "date", "time", "datetime-local", "select", "radio",
    "checkboxes", "tags", "checkbox", "file", "computed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OptionNode:
    """One choice: what HTML sends, what people read, whether it is chosen."""

    value: str
    label: str
    selected: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class FileNode:
    """One file that the field holds; `id` means something to the caller only."""

    id: str
    name: str
    size_bytes: int
    content_type: str


def file_node(ref: Mapping[str, Any]) -> FileNode:
    """Return the node of a stored file descriptor."""
    return FileNode(
        str(ref["id"]),
        str(ref.get("name", "")),
        int(ref.get("size_bytes") or 0),
        str(ref.get("content_type", "")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything that is drawn. `columns` of 16 are its width, None shares what is left of the row."""

    kind: Kind
    id: str
    label: str = ""
    columns: int | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowNode:
    """Nodes that stand side by side."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseNode(Node):
    """Sanitised HTML."""

    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageNode(Node):
    """A picture; `source` is "" if the address was refused."""

    source: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpacerNode(Node):
    """Empty space of `height` pixels."""

    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableNode(Node):
    """Data to look at; `page_rows` is how many rows one page should show."""

    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    page_rows: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNode(Node):
    """A field. `value` is the text of a single input (`checked` for a box), exactly as it was typed.

    `name` is the name in the request, `path` the place in the data. A read-only field is drawn as `display`.
    `attributes` are HTML attributes for the input. `before` is what the last submission had, if it differs.
    `proofs` are the files that prove the value, such as a licence; `shown_to` is who may read it once it was
    approved, as `disclosure.audience_of` says.
    """

    name: str
    path: str
    widget: Widget
    description: str = ""
    required: bool = False
    readonly: bool = False
    value: str = ""
    checked: bool = False
    display: str = ""
    prefix: str = ""
    suffix: str = ""
    options: tuple[OptionNode, ...] = ()
    searchable: bool = False
    files: tuple[FileNode, ...] = ()
    multiple: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    changed: bool = False
    before: str = ""
    before_files: tuple[FileNode, ...] = ()
    proofs: tuple[FileNode, ...] = ()
    shown_to: str = "reviewers"

    @property
    def option_groups(self) -> tuple[tuple[str, tuple[OptionNode, ...]], ...]:
        """The options in order, by the name of the group that they stand in side by side; "" is none."""
        return tuple((name, tuple(options)) for name, options in groupby(self.options, lambda one: one.group))

    @property
    def html_id(self) -> str:
        """The id of the input; `-description`, `-errors`, `-warnings`, `-remarks`, `-audience` may follow."""
        return f"f-{self.name}"

    @property
    def described_by(self) -> str:
        """The value of `aria-describedby`: the ids of what is there to be read."""
        parts = (
            ("audience", self.shown_to != "reviewers"),
            ("description", self.description),
            ("errors", self.errors),
            ("warnings", self.warnings),
            ("remarks", self.remarks),
        )
        return " ".join(f"{self.html_id}-{name}" for name, there in parts if there)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNode(Node):
    """Rows under a heading."""

    description: str = ""
    outline: bool = True
    rows: tuple[RowNode, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether anything inside was refused."""
        return any(node.errors for node in fields_of(self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNode:
    """One entry of a list. Send `name`=1 as a hidden input, so that an entry of empty boxes is not lost.

    `number` is the one in names, `position` counts from 1. Buttons send `_rows` with the action as value.
    """

    name: str
    number: int
    position: int
    title: str
    rows: tuple[RowNode, ...]
    remove_action: str = ""
    up_action: str = ""
    down_action: str = ""
    collapsed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNode(Node):
    """A repeating list; `add_action` is "" when nothing may be added."""

    name: str
    path: str
    description: str = ""
    outline: bool = True
    readonly: bool = False
    items: tuple[ItemNode, ...] = ()
    add_action: str = ""
    minimum: int = 0
    maximum: int | None = None
    errors: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    changed: bool = False


def fields_of(rows: tuple[RowNode, ...]) -> Iterator[FieldNode | ListNode]:
    """Yield every field and list below these rows, in the order of the page."""
    for node in (node for row in rows for node in row.nodes):
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, GroupNode):
            yield from fields_of(node.rows)
        elif isinstance(node, ListNode):
            yield node
            for item in node.items:
                yield from fields_of(item.rows)
