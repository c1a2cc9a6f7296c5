"""What forms may say beyond form-js: properties, registered rules, lists of options, kinds of uploads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from forms import PROFILES
from forms.messages import MESSAGES
from forms.properties import PROPERTIES, Property
from forms.upload_profiles import MEGABYTE, Profile
from forms.validators import NAMED
from workflows.approvals.cases import options
from workflows.domains import register_domains
from workflows.package_data import options as package_options
from workflows.package_data import uploads as package_uploads
from workflows.reference.entries import Chapter, ReferenceEntry, Text, quoted

TAKES: Mapping[str, Text] = {
    "text": ("文字", "a text"),
    "feel": ("FEEL", "FEEL"),
    "number": ("整数", "a whole number"),
    "rules": ("规则名称，见“校验规则”", "names of rules; see the rules"),
    "upload": ("附件类型，见“附件类型”", "a kind of upload; see there"),
    "field": ("字段的 key", "the key of a field"),
    "word": ("单个词", "one word"),
}
_PARTS: Mapping[str, Mapping[str, Any]] = {
    "radio": {"values": [{"label": "是", "value": "yes"}, {"label": "否", "value": "no"}]},
    "table": {"dataSource": "=[]", "columns": [{"label": "名称", "key": "name"}]},
    "text": {"text": "请先阅读。"},
    "html": {"content": "<p>请先阅读。</p>"},
    "image": {"source": "/static/map.png", "alt": "地图"},
    "checklist": {"values": [{"label": "甲", "value": "a"}, {"label": "乙", "value": "b"}]},
    "datetime": {"subtype": "date", "dateLabel": "开始"},
}
_TIME = {"subtype": "time", "timeLabel": "几点"}
_ENGLISH: Mapping[str, Mapping[str, str]] = {
    "radio": {"option_en.yes": "Yes", "option_en.no": "No"},
    "checklist": {"option_en.a": "A", "option_en.b": "B"},
}
LISTS: Mapping[str, Text] = {
    "regions": ("设有服务窗口的市州", "cities that have a window"),
    "counties": ("区县", "counties"),
    "clusters": ("产业集群", "industrial clusters"),
    "product_catalogues": ("产品目录", "catalogues of products"),
    "product_categories": ("产品类别", "categories of products"),
    "product_industries": ("产品适用行业", "industries that products are for"),
    "own_products": (
        "本单位的产品；仅限关于产品的流程",
        "products of the organisation, in processes about products",
    ),
    "available_experts": (
        "可加入评审组的专家；仅限流程中步骤的表单",
        "experts who may join the panel, in forms of steps of a case",
    ),
}
"""The lists that the platform itself offers; those of packages say themselves what they are."""


def properties() -> Chapter:
    """Return the chapter of the properties of components."""
    return Chapter(
        id="form-properties",
        title=("表单组件的属性", "Properties of form components"),
        about=(
            "写在 form-js 组件的 `properties` 中（Camunda Modeler 的 Custom properties）。",
            "They stand in the `properties` of a component of form-js (Custom properties in Camunda "
            "Modeler).",
        ),
        entries=tuple(_property(name, one) for name, one in PROPERTIES.items()),
    )


def _property(name: str, one: Property) -> ReferenceEntry:
    parts = _PARTS.get(one.on[0], {})
    return ReferenceEntry(
        name=f"{name}.…" if one.each else name,
        about=one.about,
        example=component(one.on[0], one.example, **(_TIME if name == "time_label_en" else parts)),
        language="json",
        place=TAKES[one.takes],
    )


def component(kind: str, properties: Mapping[str, str], **more: Any) -> str:
    """Return the JSON of a component with these properties."""
    said: dict[str, Any] = {"type": kind, "id": "field"}
    if kind not in ("text", "html", "image", "table"):
        said |= {"key": "field", "label": "字段"}
    if kind == "dynamiclist":
        said["components"] = []
    if kind == "filepicker":
        said["multiple"] = True
    if kind == "datetime":
        said.pop("label", None)
    english = (
        _ENGLISH.get(kind, {}) if "label" not in said else {"label_en": "Field", **_ENGLISH.get(kind, {})}
    )
    return json.dumps({**said, **more, "properties": {**english, **properties}}, ensure_ascii=False)


def rules() -> Chapter:
    """Return the chapter of the registered rules."""
    return Chapter(
        id="rules",
        title=("校验规则", "Rules for values"),
        about=(
            "属性 `validate` 可以写的规则，多个用逗号分隔；所列文字为不符合时的提示。",
            "What the property `validate` may name, several separated by commas; the sentence is "
            "what people are "
            "told where a value does not fit.",
        ),
        entries=tuple(
            ReferenceEntry(
                name=name,
                about=MESSAGES[name],
                example=component("textfield", {"validate": name}),
                language="json",
            )
            for name in NAMED
        ),
    )


def lists() -> Chapter:
    """Return the chapter of the lists of options."""
    register_domains()
    return Chapter(
        id="option-lists",
        title=("选项列表", "Lists of options"),
        about=(
            "选择类组件的 `valuesKey` 可以写的列表：平台维护的列表，以及流程包在 `options.yaml` 中自"
            "带的列表。",
            "What `valuesKey` of a select, radio, checklist or taglist may name: lists that the platform "
            "keeps, and those that a package brings along in `options.yaml`.",
        ),
        entries=(
            _own_lists(),
            *(
                ReferenceEntry(
                    name=name, about=about, example=component("select", {}, valuesKey=name), language="json"
                )
                for name, about in LISTS.items()
            ),
        ),
    )


def _own_lists() -> ReferenceEntry:
    most = (package_options.MOST_LISTS, package_options.MOST_OPTIONS)
    return ReferenceEntry(
        name=package_options.FILE,
        about=(
            f"流程包自带的列表，每个版本各有一份；名称不能与平台的列表相同，最多 {most[0]} 个列表、每"
            f"个 {most[1]} 个选项。"
            "`value` 保存在案件中，`label` 可在新版本中修改。",
            f"The lists that a package brings along, each version its own: under names that no list "
            f"of the platform "
            f"has, at most {most[0]} with {most[1]} options each. Cases keep the `value`; the `label` "
            f"may be worded "
            "anew in the next version.",
        ),
        example="grant_purposes: [{value: expand, label: 扩大产能, label_en: More capacity}]",
        language="yaml",
        place=("文件", "a file of the package"),
    )


def offered() -> frozenset[str]:
    """Return the lists that the platform offers to forms of processes and steps."""
    register_domains()
    return options.names() | options.step_names()


def uploads() -> Chapter:
    """Return the chapter of the kinds of uploads."""
    return Chapter(
        id="uploads",
        title=("附件类型", "Kinds of uploads"),
        about=(
            "附件组件的属性 `upload` 可以写的类型；未写为 `attachment`。是否符合按文件内容判断，与文"
            "件名无关。",
            "What the property `upload` of a filepicker may name, `attachment` where it is not said. "
            "A file is "
            "judged by what it holds, not by its name.",
        ),
        entries=(
            _own_uploads(),
            *(
                ReferenceEntry(
                    name=name,
                    about=(one.label.zh, one.label.en),
                    example=component("filepicker", {"upload": name}),
                    language="json",
                    place=_limits(one),
                    notes=_sizes(one.image_sizes),
                )
                for name, one in PROFILES.items()
            ),
        ),
    )


def _own_uploads() -> ReferenceEntry:
    most = package_uploads.MOST_PROFILES
    return ReferenceEntry(
        name=package_uploads.FILE,
        about=(
            f"流程包自带的附件类型，每个版本各有一份，最多 {most} 个。",
            f"The kinds of uploads that a package brings along, each version its own, at most {most}.",
        ),
        example="site_photos: {label: 现场照片, label_en: Photos of the site, kinds: [JPEG, PNG], "
        "max_megabytes: 5, max_files: 3}",
        language="yaml",
        place=("文件", "a file of the package"),
    )


def _limits(one: Profile) -> Text:
    most = f"≤ {one.max_bytes // MEGABYTE} MB"
    return f"{one.kind_names.zh} · {most}", f"{one.kind_names.en} · {most}"


def _sizes(sizes: tuple[tuple[str, int], ...]) -> tuple[Text, ...]:
    if not sizes:
        return ()
    made = quoted((f"{name} {pixels}px" for name, pixels in sizes), ", ")
    return ((f"另生成较小的图片：{made}。", f"Smaller pictures are made of it: {made}."),)
