"""What holds for the tests: no wall clock, a place beside their room, a marker on what needs a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
CLOCK = re.compile(
    r"\b(?:perf_counter|process_time|monotonic|time\.time|time\.sleep|wait_for_timeout|datetime\.now|date\.today)\("
)
AT_THIS_MOMENT = re.compile(
    r"^ *assert .*\.(?:count|is_visible|is_hidden|inner_text|text_content|is_checked|is_enabled)\(\).*$"
    r"|^ *assert .*\.(?:input_value|get_attribute)\(.*$",
    re.MULTILINE,
)
# Each with its reason: what is tested is time itself, or a rhythm that no page and no table shows.
MAY_LOOK_AT_A_CLOCK = {
    "tests/waiting.py": "polls what other processes do",
    "tests/engine/feel/test_budget.py": "what attacks do inside C shows in no count of calls",
    "tests/engine/test_worker.py": "a running worker starts a timer's job when it is due, not earlier",
    "tests/security/test_silent_mail_server.py": "a server that answers a byte now and then",
    "tests/web/test_kills.py": "soak: how soon what was killed is back is the figure",
    "tests/web/services/test_saving_in_turn.py": "no page shows that nothing is sent while a save is held",
    "tests/web/push/test_browser.py": "pushes are bundled: the bundle of the opening must be over",
    "tests/web/push/test_node.py": "pushes are bundled: the bundle of the opening must be over",
}
# Tests of the whole house, which belong to no room.
OF_THE_WHOLE_HOUSE = {"architecture", "security"}
OF_ALL_PAGES = {"web/access", "web/packages", "web/story", "web/panels"}


def python_files() -> list[Path]:
    return sorted(path for path in TESTS.rglob("*.py") if path.name != Path(__file__).name)


def test_no_test_depends_on_how_fast_the_machine_is():
    looking = {
        str(path.relative_to(ROOT)) for path in python_files() if CLOCK.search(path.read_text("utf-8"))
    }
    assert looking == set(MAY_LOOK_AT_A_CLOCK)


def test_what_a_browser_shows_is_waited_for():
    """After a click the next page may be on its way: `expect` asks again, a plain assertion does not."""
    asked_once = {
        f"{path.relative_to(ROOT)}: {found}"
        for path in python_files()
        if path.is_relative_to(TESTS / "web")
        for found in AT_THIS_MOMENT.findall(path.read_text("utf-8"))
    }
    assert asked_once == set()


def test_tests_stand_where_their_room_stands():
    places = {path.parent.relative_to(TESTS) for path in python_files() if path.name.startswith("test_")}
    mirrored = {place for place in places if place.parts[:1] and place.parts[0] not in OF_THE_WHOLE_HOUSE}
    assert {str(place) for place in mirrored if not (ROOT / place).is_dir()} == OF_ALL_PAGES


@pytest.mark.parametrize(("fixture", "marked"), [("page", True), ("browser", True), ("client", False)])
def test_whatever_drives_a_browser_is_marked(pytester: pytest.Pytester, fixture: str, marked: bool):
    pytester.makeconftest(
        "from tests.conftest import pytest_collection_modifyitems\n"
        "import pytest\n"
        "@pytest.fixture\ndef client(): return 1\n"
    )
    pytester.makepyfile(f"def test_it({fixture}): pass")
    pytester.makeini("[pytest]\nmarkers = browser: drives a browser")
    items, _ = pytester.inline_genitems("-p", "no:cacheprovider")
    assert [item.get_closest_marker("browser") is not None for item in items] == [marked]
