"""How large the studio's editors are, and how long files take to open in them, in a real browser.

Prints the bundles with what goes over the wire, then for diagrams of 20 to 200 steps, tables of as many
rules and forms of as many fields: from the click to what can be worked on, first without and then with
the bundle in the cache. Then, in the diagrams, from a key or a movement of the mouse to the frame after it.
"""

from __future__ import annotations

import json
import logging
import statistics
import sys
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter

import structlog
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from benchmarks._studio_frames import WATCH, print_frames
from engine.server import ensure_server
from tests.web.browser import chromium
from tests.web.people_at_work import sign_in_browser
from web.app import create_app
from web.bundles import DIST
from workflows import migrate
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings
from workflows.people.identity.administration import create_account
from workflows.people.viewer import Viewer
from workflows.studio import drafts
from workflows.studio.new_process import files
from workflows.studio.values import NewProcess

ROUNDS = 5
STEPS = (20, 100, 200)


def main() -> None:
    """Print the sizes and the times."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    for name, built in json.loads((DIST / "manifest.json").read_text("utf-8")).items():
        if name.startswith(("modeler.", "decisions.", "form_editor.")):
            plain, packed = (DIST / built).stat().st_size, (DIST / f"{built}.gz").stat().st_size
            print(f"{name:<16} {plain / 1024:7,.0f} KiB {packed / 1024:7,.0f} KiB gzip")
    with TemporaryDirectory() as folder:
        server = ensure_server(Path(folder) / "database", durable=False)
        try:
            migrate(server.url)
            platform = Platform(Settings(server.url, Path(folder), "only for this benchmark"))
            platform.prepare()
            _open(platform)
            platform.close()
        finally:
            server.stop()


def _open(platform: Platform) -> None:
    app = create_app(platform)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    with platform.begin() as work:
        password, groups = "Correct-horse7", frozenset({"analyst"})
        account = create_account(work, user_name="bench_1", password=password, full_name="", groups=groups)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium(is_painting=True))
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        sign_in_browser(context, app, platform, address, account.id)
        page = context.new_page()
        page.add_init_script(WATCH)
        for steps in STEPS:
            with platform.begin(account.id) as work:
                viewer = Viewer(account.id, frozenset({"analyst"}))
                named = NewProcess(f"long_{steps}", f"{steps} 步", f"{steps} steps")
                draft_id = drafts.draft_from_nothing(work, viewer, named)
                diagram = _with_steps(files(named)["process.bpmn"].decode(), steps)
                drafts.save_file(work, viewer, draft_id, "process.bpmn", diagram.encode(), revision=1)
                table = _with_rules(steps).encode()
                drafts.save_file(work, viewer, draft_id, "long.dmn", table, revision=2)
                drafts.save_file(
                    work, viewer, draft_id, "long.form", _with_fields(steps).encode(), revision=3
                )
            for file, what in (("process.bpmn", "steps"), ("long.dmn", "rules"), ("long.form", "fields")):
                place = f"{address}/studio/drafts/{draft_id}/files/{file}"
                times = [_drawn(page, place) for _ in range(ROUNDS + 1)]
                median, worst = statistics.median(times[1:]), max(times[1:])
                print(f"{steps:>4} {what}: first {times[0]:5.2f} s, then {median:5.2f} s (worst {worst:.2f})")
                if what == "steps":
                    print_frames(page, steps)
        browser.close()
    server.shutdown()


def _drawn(page: Page, address: str) -> float:
    """Return the seconds from asking for the page to the editor that can be worked with."""
    began = perf_counter()
    page.goto(address)
    page.wait_for_selector('[data-editor][data-drawn="true"]')
    seconds = perf_counter() - began
    page.wait_for_load_state("networkidle")  # the server still checks what was drawn
    return seconds


def _with_steps(diagram: str, steps: int) -> str:
    """Return the diagram with so many tasks more, drawn in rows, in a line before the end."""
    tasks, shapes, flows, edges = [], [], [], []
    names = ["review", *(f"step_{number}" for number in range(steps)), "done"]
    for number, name in enumerate(names[1:-1]):
        x, y = 200 + number % 20 * 150, 500 + number // 20 * 120
        tasks.append(f'<bpmn:userTask id="{name}" name="{name}" />')
        shapes.append(
            f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}"><dc:Bounds x="{x}" y="{y}" width="100" '
            f'height="80" /></bpmndi:BPMNShape>'
        )
    for before, after in pairwise(names[1:-1]):
        flows.append(f'<bpmn:sequenceFlow id="{before}_{after}" sourceRef="{before}" targetRef="{after}" />')
        edges.append(
            f'<bpmndi:BPMNEdge id="{before}_{after}_di" bpmnElement="{before}_{after}">'
            '<di:waypoint x="0" y="0" /><di:waypoint x="100" y="100" /></bpmndi:BPMNEdge>'
        )
    drawn = diagram.replace("</bpmn:process>", "".join((*tasks, *flows)) + "</bpmn:process>")
    return drawn.replace("</bpmndi:BPMNPlane>", "".join((*shapes, *edges)) + "</bpmndi:BPMNPlane>")


def _with_fields(many: int) -> str:
    """Return a form with so many fields."""
    fields = [{"type": "textfield", "id": f"f{n}", "key": f"f{n}", "label": f"F {n}"} for n in range(many)]
    return json.dumps({"type": "default", "id": "long", "schemaVersion": 18, "components": fields})


def _with_rules(many: int) -> str:
    """Return a table with so many rules, one for each number."""
    rules = "".join(
        f'<rule id="rule{number}"><inputEntry id="in{number}"><text>{number}</text></inputEntry>'
        f'<outputEntry id="out{number}"><text>"{number}"</text></outputEntry></rule>'
        for number in range(many)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="long" name="a" namespace="a">'
        '<decision id="long_way" name="long"><decisionTable id="table"><input id="in">'
        '<inputExpression id="of" typeRef="number"><text>amount</text></inputExpression></input>'
        f'<output id="out" name="way" typeRef="string" />{rules}</decisionTable></decision></definitions>'
    )


if __name__ == "__main__":
    sys.exit(main())
