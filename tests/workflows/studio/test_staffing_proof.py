"""Who could act on each step of a draft today: in every case, in every region, whoever has applied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories.people import applicant, staff, viewer
from tests.workflows.studio.test_drafts import Desk, zipped
from workflows.bootstrap import Platform
from workflows.people.absences.operations import set_absence
from workflows.people.absences.values import NewAbsence
from workflows.people.organisations.operations import join, leave
from workflows.people.organisations.queries import regions
from workflows.studio import drafts
from workflows.studio.staffing_problems import staffing_problems
from workflows.studio.staffing_proof import StepStaff, staffing_proof

pytestmark = pytest.mark.prepared
STAFFED = (Path(__file__).parent / "staffed.bpmn").read_text(encoding="utf-8")


@pytest.fixture
def prove(platform: Platform) -> Callable[..., dict[str, StepStaff]]:
    desk = Desk(platform)
    draft_id = desk.do(drafts.draft_from_upload, "有人可办", zipped({"process.bpmn": STAFFED.encode()}))

    def proof(before: str = "", after: str = "") -> dict[str, StepStaff]:
        """Return the proof by step, of the diagram in which one text is another."""
        assert before in STAFFED
        unsaved = {"process.bpmn": STAFFED.replace(before, after, 1).encode()} if before else {}
        return {one.element_id: one for one in desk.do(staffing_proof, draft_id, unsaved)}

    return proof


def test_people_who_could_all_be_parties_prove_nothing(
    prove: Callable[..., dict[str, StepStaff]], platform: Platform
) -> None:
    first = prove()
    assert {one: set(staff.gaps) for one, staff in first.items()} == {
        "review": {"empty"}, "second": {"empty"}, "visit": {"empty"}, "answer": set(), "routed": set(),
    }  # fmt: skip
    assert (first["answer"].is_proven, first["routed"].is_proven, first["routed"].way) == (
        True,
        False,
        "data",
    )
    firm, wang = applicant(platform).organisation_id, staff(platform, "operator", name="王运营")
    zhao = staff(platform, "operator", name="赵运营")
    with platform.begin() as work:
        join(work, firm, wang, "member")
        join(work, firm, zhao, "member")
    proven = prove()
    assert (proven["review"].people, set(proven["review"].gaps)) == (("王运营", "赵运营"), {"parties"})
    assert set(prove('roles="enterprise"', 'roles="operator"')["review"].gaps) == set()
    assert (
        set(prove("<zeebe:userTask />", '<zeebe:userTask /><tongban:approval self="skip" />')["review"].gaps)
        == set()
    )
    with platform.begin() as work:
        leave(work, firm, zhao)
    proven = prove()
    assert proven["review"].is_proven
    assert set(proven["second"].gaps) == {"separated"}
    assert [one.zh for one in proven["second"].unlike] == ["初审"]
    assert set(prove('roles="enterprise"', 'roles="anyone" staff="operator"')["review"].gaps) == set()
    staff(platform, "department", name="李主管")
    assert prove()["second"].is_proven
    texts = [(one.code, one.message_zh, one.message_en) for one in staffing_problems(proven.values())]
    assert texts[0] == (
        "staffing.separated",
        "“复审”今天可能无人可办：办理过“初审”的人员须回避",
        "Today it may be that nobody can act on “复审”: who did “First review” may not do it too",
    )


def test_regions_with_nobody_are_named_and_who_is_away_is_not_there(
    prove: Callable[..., dict[str, StepStaff]], platform: Platform
) -> None:
    with platform.begin() as work:
        windows = [one for one in regions(work, windows_only=True) if one.active]
    changsha = staff(platform, "window:430100", name="周窗口")
    visit = prove()["visit"]
    assert (visit.way, visit.people) == ("regions", ("周窗口",))
    assert [one.zh for one in visit.gaps["empty"]] == [one.name_zh for one in windows if one.code != "430100"]
    assert staffing_problems([visit])[0].message_zh.startswith("“走访”今天无人可办（")
    both = prove("[&#34;window:&#34; + region]", "[&#34;window:&#34; + region, &#34;expert&#34;]")
    assert set(both["visit"].gaps) == {"empty"}
    deputy = staff(platform, "expert", name="吴代理")
    with platform.begin(changsha) as work:
        now = work.now
        asked = NewAbsence(changsha, deputy, now, now + timedelta(days=1))
        set_absence(work, viewer(platform, changsha), asked)
    assert prove()["visit"].people == ("吴代理",)
