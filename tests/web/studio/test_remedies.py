"""Each remedy of one click, pressed once in a browser: the finding goes, and the file says what was meant."""

from __future__ import annotations

import pytest
from lxml import etree
from playwright.sync_api import Page, expect

from engine.spiff.names import BPMN
from tests.engine.definitions.vocabulary import CASES
from tests.waiting import until
from tests.web.browser import console_errors, violations
from tests.web.people import People
from workflows.bootstrap import Platform
from workflows.people.viewer import Viewer
from workflows.studio import drafts, queries

pytestmark = pytest.mark.prepared
PRESSED = {
    "bpmn.gateway_without_default": ("设为默认：first", 'default="first"', True),
    "bpmn.flow_without_condition": ("设为默认", 'default="first"', True),
    "bpmn.condition_ignored": ("删除条件", 'region = "b"', False),
    "bpmn.must_interrupt": ("设为中断", 'cancelActivity="false"', False),
    "bpmn.wrong_flow": ("删除连线", 'id="bad_t"', False),
    "dmn.hidden_rule": ("删除该规则", 'id="rule2"', False),
    "dmn.never_matches": ("删除该规则", 'id="rule2"', False),
}
"""By the code of a finding: the button, a text of the file, and whether it is there once it was pressed."""
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"


def drawn(diagram: bytes) -> bytes:
    """Return a diagram with its elements drawn in a row and a line for each flow."""
    root = etree.fromstring(diagram)
    (process,) = root.iter(f"{BPMN}process")
    place = etree.SubElement(root, f"{DI}BPMNDiagram")
    plane = etree.SubElement(place, f"{DI}BPMNPlane", bpmnElement=process.get("id", ""))
    for number, one in enumerate(process.iterchildren(f"{BPMN}*")):
        element, x = one.get("id", ""), str(100 + 150 * number)
        if one.tag == f"{BPMN}sequenceFlow":
            edge = etree.SubElement(plane, f"{DI}BPMNEdge", bpmnElement=element)
            for at in ("100", "300"):
                etree.SubElement(edge, WAYPOINT, x=at, y=x)
        else:
            shape = etree.SubElement(plane, f"{DI}BPMNShape", bpmnElement=element)
            etree.SubElement(shape, f"{DC}Bounds", x=x, y="100", width="60", height="60")
    return etree.tostring(root)


def test_each_remedy_is_pressed(page: Page, people: People, platform: Platform, live_server: str) -> None:
    heard = console_errors(page)
    account = people.account("analyst", "analyst")
    people.sign_in(page, account, live_server)
    viewer = Viewer(account.id, frozenset({"analyst"}))
    with platform.begin(account.id) as work:
        latest = work.repository.latest("voucher_programme").id
        draft_id = drafts.draft_from_version(work, viewer, latest)
    for code, (label, text, is_there) in PRESSED.items():
        name = "route.dmn" if code.startswith("dmn.") else "process.bpmn"
        content = (CASES / code / name).read_bytes()
        shown = drawn(content) if name == "process.bpmn" else content
        with platform.begin(account.id) as work:
            drafts.save_file(work, viewer, draft_id, name, shown, revision=None)
        page.goto(f"{live_server}/studio/drafts/{draft_id}/files/{name}")
        page.get_by_role("button", name=label, exact=True).click()
        expect(page.get_by_role("button", name=label, exact=True)).to_have_count(0)

        def is_kept(file: str = name, said: str = text, wanted: bool = is_there) -> bool:
            with platform.begin(account.id) as work:
                return (said in queries.draft_file(work, viewer, draft_id, file).decode()) == wanted

        until(is_kept)
        expect(page.locator("[data-autosave-status]")).to_contain_text("已")
    assert violations(page) == []
    assert heard == []
