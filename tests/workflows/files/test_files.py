from __future__ import annotations

import io
from typing import BinaryIO

import pytest
from PIL import Image

from forms import UploadRefused
from tests.factories.people import Applicant, applicant, credit_code, staff, viewer
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import submitting
from workflows.approvals.cases.drafts import save_draft
from workflows.bootstrap import Platform
from workflows.files import operations, queries
from workflows.files.values import FileView
from workflows.ground.errors import Invalid, NotFound, TooMany
from workflows.ground.settings_store.operations import change
from workflows.people.organisations import operations as organisations


def png(edge: int = 40) -> BinaryIO:
    content = io.BytesIO()
    Image.new("RGB", (edge, edge), "white").save(content, "PNG")
    content.seek(0)
    return content


def keep(
    platform: Platform, user_id: str, profile: str = "licence", *, organisation_id: str | None = None
) -> FileView:
    with platform.begin(user_id) as work:
        viewing = viewer(platform, user_id)
        return operations.store(
            work,
            platform.files,
            viewing,
            png(),
            name="licence.png",
            profile=profile,
            organisation_id=organisation_id,
        )


def sees(platform: Platform, user_id: str, file_id: str) -> bool:
    with platform.begin(user_id) as work:
        try:
            queries.open_for(work, viewer(platform, user_id), file_id)
        except NotFound:
            return False
    return True


def submit(platform: Platform, who: Applicant, kept: FileView) -> str:
    platform.prepare()
    data = {
        "name": "湖南蓝天机械有限公司",
        "credit_code": credit_code(1),
        "region": "430100",
        "licence": [kept.descriptor],
    }
    with platform.begin(who.user_id) as work:
        case = submitting.submit(
            work,
            viewer(platform, who.user_id),
            "enterprise_registration",
            data,
            organisation_id=who.organisation_id,
        )
    return case.id


def test_an_upload_is_kept_by_content_and_opens_for_its_owner(platform: Platform) -> None:
    who = applicant(platform)
    kept = keep(platform, who.user_id)

    assert kept.content_type == "image/png"
    with platform.files.open(kept.key) as stored:
        assert stored.read() == png().read()
    assert sees(platform, who.user_id, kept.id)


def test_before_it_is_handed_in_nobody_else_sees_it(platform: Platform) -> None:
    who, other = applicant(platform), applicant(platform)
    kept = keep(platform, who.user_id)
    for stranger in (
        other.user_id,
        staff(platform, "operator"),
        staff(platform, "admin"),
        staff(platform, "window:430100"),
    ):
        assert not sees(platform, stranger, kept.id)


def test_who_may_see_the_case_sees_its_files(platform: Platform) -> None:
    who, other = applicant(platform), applicant(platform)
    kept = keep(platform, who.user_id)
    submit(platform, who, kept)
    colleague = applicant(platform)
    with platform.begin() as work:
        organisations.join(work, who.organisation_id, colleague.user_id, "member")

    assert sees(platform, staff(platform, "window:430100"), kept.id)
    assert sees(platform, staff(platform, "operator"), kept.id)
    assert sees(platform, colleague.user_id, kept.id)
    assert not sees(platform, staff(platform, "window:430200"), kept.id)
    assert not sees(platform, other.user_id, kept.id)


def test_a_program_called_png_is_refused_and_nothing_stays(platform: Platform) -> None:
    who = applicant(platform)
    with platform.begin(who.user_id) as work:
        with pytest.raises(UploadRefused):
            operations.store(
                work,
                platform.files,
                viewer(platform, who.user_id),
                io.BytesIO(b"MZ" + bytes(4000)),
                name="licence.png",
                profile="licence",
            )
        assert queries.attachable(work, viewer(platform, who.user_id)) == {}


def test_an_unknown_profile_is_refused(platform: Platform) -> None:
    with pytest.raises(Invalid):
        keep(platform, applicant(platform).user_id, "anything")


def test_an_upload_belongs_to_no_organisation_but_the_own(platform: Platform) -> None:
    who, other = applicant(platform), applicant(platform)
    kept = keep(platform, who.user_id, organisation_id=other.organisation_id)
    assert not sees(platform, other.user_id, kept.id)


def test_nobody_hoards_uploads(platform: Platform) -> None:
    with platform.begin() as work:
        change(work, {"unsubmitted_uploads": 10})
    who = applicant(platform)
    for _ in range(10):
        keep(platform, who.user_id)
    with pytest.raises(TooMany):
        keep(platform, who.user_id)


def test_smaller_pictures_are_kept_with_the_file_and_deleted_with_it(
    platform: Platform, clock: FixedClock
) -> None:
    who = applicant(platform)
    kept = keep(platform, who.user_id, "product_picture")
    with platform.begin(who.user_id) as work:
        assert queries.open_for(work, viewer(platform, who.user_id), kept.id, variant="small").key == kept.key
        operations.make_sizes(work, platform.files, kept.id)
    with platform.begin(who.user_id) as work:
        small = queries.open_for(work, viewer(platform, who.user_id), kept.id, variant="small")
        with pytest.raises(NotFound):
            queries.open_for(work, viewer(platform, who.user_id), kept.id, variant="huge")
    assert small.key != kept.key
    clock.pass_time(days=31)
    with platform.begin() as work:
        assert operations.purge(work, platform.files) == 1
    assert not platform.files.exists(kept.key)
    assert not platform.files.exists(small.key)


def test_only_old_leftovers_are_deleted(platform: Platform, clock: FixedClock) -> None:
    who = applicant(platform)
    forgotten, drafted, handed_in = (keep(platform, who.user_id) for _ in range(3))
    with platform.begin(who.user_id) as work:
        save_draft(work, who.user_id, "enterprise", {"licence": [drafted.id]})
    submit(platform, who, handed_in)
    clock.pass_time(days=31)
    fresh = keep(platform, who.user_id)

    with platform.begin() as work:
        operations.purge(work, platform.files)

    left = [one for one in (forgotten, drafted, handed_in, fresh) if platform.files.exists(one.key)]
    assert left == [drafted, handed_in, fresh]


def test_ids_are_found_anywhere_in_a_form() -> None:
    ref = {"id": "1", "name": "a", "size_bytes": 1, "content_type": "image/png"}
    data = {"licence": [ref], "cases": [{"proof": [{**ref, "id": "2"}]}], "id": "not a file"}
    assert list(operations.file_ids(data)) == ["1", "2"]
