"""Chinese as an official writes it: full-width punctuation, and one word for one thing.

Read are the translations of pages, the sentences in the code, letters, agreements, the lists that come along,
and what the delivered packages show: diagrams, tables of decisions, forms, notices, lists.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from web.catalogues import translations

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "forms", "web", "workflows")
CHINESE = "[\u4e00-\u9fff]"
WORDS_OF_ONE_ACTION = ("暂不撤销", "撤销原因")
"""What only the page says on which an applicant withdraws: other actions have words of their own."""
GAP = re.compile(rf"[。！？；：] {CHINESE}")
HALF_WIDTH = re.compile(
    rf"[\u4e00-\u9fff”》）}}]\s?[,;:!?()]|[,;:!?()]\s?{CHINESE}|[}}”》）][,;:!?]{CHINESE}|\.\.\."
)
GAP_OF_TEXT = re.compile(r"%\(\w+\)[sd]")
BLANK_MISSING = re.compile(rf"{CHINESE}(?=[A-Za-z0-9])|[A-Za-z0-9%](?={CHINESE})")
WHERE_NO_BLANK_STANDS = re.compile(r"〔\d{4}〕\d+号|M月d日")
"""Numbers of documents, as offices write them, and the pattern of a date that Babel fills in."""
BANNED = {
    "站内信": "站内消息",
    "帐号": "账号",
    "帐户": "账户",
    "登陆": "登录",
    "退还": "取消签收",
    "审批意见": "审核意见",
    "无人值守": "尚未配备审核人员",
    "需签署": "需审批",
    "恰好": "须提供 3 个",
    "立即从目录中消失": "不再在目录中展示",
    "如该手机号可以接收": "可接收短信",
    "大前年度": "前第三年度",
    "已损坏的内容，应为": "文件无法识别",
    "处需要修改": "项需要填写",
}
"""What was said before, and what is said for it everywhere."""

# Examples of YAML, and keywords parted by commas, where half-width signs are the notation.
EXCEPT = {
    "workflows/demo/products.yaml",
    "workflows/reference",
    "workflows/scenarios/words.py",
    "workflows/package_data/findings.py",
    "workflows/business/contracts/delivered.yaml",  # in contracts the words are those of law: 退还 of money
}
SHOWN_KEYS = {"label", "description", "text", "title", "content", "prefixAdorner", "suffixAdorner"}
LENGTH_SHOWN = 60


def is_shown(text: str) -> bool:
    return bool(re.search(CHINESE, text))


def in_translations() -> Iterator[tuple[str, str]]:
    for message in translations():
        texts = (message.string,) if isinstance(message.string, str) else message.string
        yield from (("translations", text) for text in texts)


def in_code() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            place = str(path.relative_to(ROOT))
            if "node_modules" in place or any(place.startswith(one) for one in EXCEPT):
                continue
            tree = ast.parse(path.read_text("utf-8"))
            yield from ((place, text) for text in literals(tree))


def literals(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of a module; those that stand alone are documentation."""
    alone = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def in_letters() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "workflows/outbox/templates").rglob("*.zh-CN.txt")):
        text = re.sub(r"{%.*?%}", "", path.read_text("utf-8"), flags=re.DOTALL)
        yield str(path.relative_to(ROOT)), re.sub(r"{{.*?}}", "审", text, flags=re.DOTALL)


def in_packages() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "bpmn").rglob("*")):
        place = str(path.relative_to(ROOT))
        if path.suffix == ".bpmn":
            yield from ((place, text) for text in of_diagram(path))
        elif path.suffix == ".dmn":
            yield from ((place, text) for text in of_table(path))
        elif path.suffix == ".form":
            yield from ((place, text) for text in of_form(json.loads(path.read_text("utf-8"))))
        elif path.name in {"notices.yaml", "options.yaml", "uploads.yaml"}:
            yield from ((place, text) for text in of_data(yaml.safe_load(path.read_bytes())))


def in_texts() -> Iterator[tuple[str, str]]:
    """Yield the agreements, and what the lists that the code brings along say."""
    for path in sorted((ROOT / "workflows").rglob("*")):
        place = str(path.relative_to(ROOT))
        if any(place.startswith(one) for one in EXCEPT):
            continue
        if path.name.endswith(".zh-CN.md"):
            yield from ((place, line) for line in path.read_text("utf-8").splitlines())
        elif path.suffix == ".yaml":
            yield from ((place, text) for text in of_data(yaml.safe_load(path.read_bytes())))


def of_table(path: Path) -> Iterator[str]:
    """Yield what a table of decisions says of itself, its columns and its rules."""
    for element in etree.parse(str(path)).iter("{*}*"):
        yield from (element.get("name") or "", element.get("label") or "")
        if str(element.tag).endswith("description"):
            yield element.text or ""


def of_diagram(path: Path) -> Iterator[str]:
    """Yield what a diagram says of itself and its elements; rules in FEEL are a notation of their own."""
    for element in etree.parse(str(path)).iter("{*}*"):
        yield from (str(text) for text in element.attrib.values() if not str(text).startswith("="))
        if str(element.tag).endswith("documentation"):
            yield element.text or ""


def of_form(read: Any, key: str = "") -> Iterator[str]:
    if isinstance(read, dict):
        for name, value in read.items():
            yield from of_form(value, name)
    elif isinstance(read, list):
        for value in read:
            yield from of_form(value, key)
    elif isinstance(read, str) and key in SHOWN_KEYS and not read.startswith("="):
        yield read


def of_data(read: Any) -> Iterator[str]:
    if isinstance(read, dict | list):
        for value in read.values() if isinstance(read, dict) else read:
            yield from of_data(value)
    elif isinstance(read, str):
        yield re.sub(r"{{.*?}}", "{}", read, flags=re.DOTALL)


@cache
def shown() -> tuple[tuple[str, str], ...]:
    """Return (place, text) of all that is read; to read it takes five seconds."""
    every = (*in_translations(), *in_code(), *in_letters(), *in_texts(), *in_packages())
    return tuple((place, text) for place, text in every if is_shown(text))


def test_what_is_read_is_what_people_read() -> None:
    places = {place for place, _text in shown()}
    assert {
        "translations",
        "workflows/ground/messages.py",
        "forms/messages.py",
        "workflows/outbox/templates/sms_code.zh-CN.txt",
        "bpmn/enterprise_registration/process.bpmn",
        "bpmn/enterprise_registration/enterprise.form",
        "bpmn/enterprise_registration/notices.yaml",
        "bpmn/enterprise_registration/admission.dmn",
        "workflows/people/identity/agreements/privacy.zh-CN.md",
        "workflows/people/organisations/regions.yaml",
        "workflows/business/catalogue/taxonomy.yaml",
    } <= places


def test_no_half_width_punctuation_stands_in_chinese() -> None:
    wrong = [(place, text[:LENGTH_SHOWN], HALF_WIDTH.findall(text)) for place, text in shown()]
    assert [one for one in wrong if one[2]] == []


@pytest.mark.parametrize(
    "text", ["应为 A,实际", "通过;退回", "审核(可选)", "请稍候...", "“甲”,乙", "{a},实际"]
)
def test_half_width_punctuation_is_recognised(text: str) -> None:
    assert HALF_WIDTH.search(text)


@pytest.mark.parametrize(
    "text", ["第 1.5 条，共 3 条", "版本 2：已部署", "请看 https://example.cn/a?b=1", "10:30 开始"]
)
def test_what_is_written_rightly_is_left_alone(text: str) -> None:
    assert not HALF_WIDTH.search(text)


def blanks_missing(text: str) -> list[str]:
    """Return where Chinese stands beside Latin letters or digits without a blank between them."""
    return BLANK_MISSING.findall(WHERE_NO_BLANK_STANDS.sub("", GAP_OF_TEXT.sub("、", text)))


def test_a_blank_stands_between_chinese_and_latin_or_digits() -> None:
    wrong = [(place, text[:LENGTH_SHOWN], blanks_missing(text)) for place, text in shown()]
    assert [one for one in wrong if one[2]] == []


@pytest.mark.parametrize("text", ["不超过10 MB", "10个工作日", "MES云服务", "已付款的5% 补偿", "5%补偿"])
def test_a_missing_blank_is_recognised(text: str) -> None:
    assert blanks_missing(text)


@pytest.mark.parametrize(
    "text", ["不超过 10 MB", "共 %(num)s 条", "湘编办〔2012〕36号", "（PDF）", "第 3 次，5%"]
)
def test_a_blank_is_not_missing_where_none_stands(text: str) -> None:
    assert not blanks_missing(text)


def test_no_space_stands_between_chinese_sentences() -> None:
    assert [(place, text[:LENGTH_SHOWN]) for place, text in shown() if GAP.search(text)] == []


def test_a_space_between_chinese_sentences_is_recognised() -> None:
    assert GAP.search("已保存。 随后核验")
    assert not GAP.search("已保存。随后核验")


def test_an_address_in_a_letter_stands_apart() -> None:
    """Whoever makes links of addresses sees none right behind a Chinese sign."""
    paths = sorted((ROOT / "workflows/outbox/templates").rglob("*.zh-CN.txt"))
    behind = re.compile(r"[^\s{}%]{{ *(?:\w+\.)*\w*(?:url|link) *}}")
    assert [path.name for path in paths if behind.search(path.read_text("utf-8"))] == []


def test_letters_quote_as_chinese_does() -> None:
    assert [(place, text[:LENGTH_SHOWN]) for place, text in in_letters() if '"' in text] == []


def test_one_thing_has_one_word() -> None:
    wrong = [(place, bad, text[:LENGTH_SHOWN]) for place, text in shown() for bad in BANNED if bad in text]
    assert wrong == []


def test_words_of_one_action_stand_on_its_page_only() -> None:
    said = {
        message.id
        for message in translations()
        if isinstance(message.string, str) and message.string.startswith(WORDS_OF_ONE_ACTION)
    }
    assert len(said) == len(WORDS_OF_ONE_ACTION), "one text for one meaning"
    pages = {
        path.name
        for path in (ROOT / "web").rglob("*.html")
        if any(f'_("{one}")' in path.read_text("utf-8") for one in said)
    }
    assert pages == {"withdraw.html"}
