from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image
from sqlalchemy import select

from tests.factories.people import applicant
from tests.workflows.conftest import FixedClock
from tests.workflows.people.identity.conftest import PASSWORD, Person
from workflows.approvals.cases.drafts import save_draft
from workflows.bootstrap import Platform
from workflows.files.operations import store
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.safe import Safe
from workflows.notices.telling import tell
from workflows.own_account import archive, copies
from workflows.own_account.models import PersonalDataCopy
from workflows.people.identity import second_factor, sessions
from workflows.people.identity.models import (
    Credential,
    LoginSession,
    OneTimeCode,
    SecondFactor,
)
from workflows.people.identity.queries import account
from workflows.people.identity.values import Account, AttemptRefused
from workflows.people.personal_data import personal_records
from workflows.people.viewer import Viewer

STRANGERS = "他人的内容"
STRANGERS_MOBILE = "13900139000"
OWN = "本人的内容"


@pytest.fixture
def owner(platform: Platform) -> Account:
    return Person(platform).register()


def _leave_traces(platform: Platform, owner: Account, words: str) -> str:
    """Let a person have one of everything, with `words` in it; return their token of a session."""
    with platform.begin(owner.id) as work:
        token = sessions.open_session(work, owner.id, address="192.0.2.7", user_agent=words)
        tell(work, owner.id, "agent_ended", {"organisation": words})
        save_draft(work, owner.id, "enterprise", {"name": words})
        record(
            work, "user.renamed", Subject("user", owner.id, words), {"full_name": ""}, {"full_name": words}
        )
        picture = BytesIO()
        Image.new("RGB", (400, 400), "white").save(picture, "PNG")
        picture.seek(0)
        store(work, platform.files, Viewer(owner.id), picture, name=f"{words}.png", profile="licence")
        second_factor.enrol(work, Safe(platform.settings.secret_key, second_factor.PURPOSE), "Tongban")
    return token


def _asked(platform: Platform, owner: Account, typed: str = PASSWORD) -> AttemptRefused | None:
    with platform.begin(owner.id) as work:
        return copies.ask(work, typed, "zh-CN")


def _made(platform: Platform, owner: Account) -> ZipFile:
    assert _asked(platform, owner) is None
    platform.engine.run_due_jobs()
    return _fetched(platform, owner)


def _fetched(platform: Platform, owner: Account) -> ZipFile:
    with platform.begin(owner.id) as work:
        copy = copies.newest(work)
        assert copy is not None
        file = copies.fetch(work, copy.id, PASSWORD)
    assert isinstance(file, copies.DataCopyFile)
    content = b"".join(platform.files.chunks(file.key))
    assert len(content) == file.size_bytes
    return ZipFile(BytesIO(content))


def _contents(made: ZipFile) -> Iterator[tuple[str, str]]:
    return ((name, made.read(name).decode("utf-8", "replace")) for name in made.namelist())


def test_the_copy_holds_the_own_data_no_strangers_and_no_secret(platform: Platform, owner: Account) -> None:
    with platform.begin() as work:
        stranger = account(work, applicant(platform, name="王他人").user_id)
    token = _leave_traces(platform, owner, OWN)
    _leave_traces(platform, stranger, STRANGERS)
    with platform.begin() as work:  # what the owner was told names the stranger
        tell(work, owner.id, "agent_ended", {"organisation": f"请联系 {STRANGERS_MOBILE}"})
        secrets = [token]
        secrets += work.session.scalars(select(Credential.password_hash))
        secrets += work.session.scalars(select(OneTimeCode.code_hash))
        secrets += [one.hex() for one in work.session.scalars(select(LoginSession.token_hash))]
        secrets += [one.decode() for one in work.session.scalars(select(SecondFactor.secret))]

    made = _made(platform, owner)

    kinds = {f"data/{one.name}.json" for one in personal_records()}
    assert set(made.namelist()) == {archive.PAGE, f"files/00001-{OWN}.png", *kinds}
    for name, content in _contents(made):
        for leaked in (STRANGERS, STRANGERS_MOBILE, "王他人", stranger.email, stranger.id, *secrets):
            assert str(leaked) not in content, (name, leaked)
    page = made.read(archive.PAGE).decode()
    assert "请联系 ***9000" in page
    (own,) = json.loads(made.read("data/account.json"))
    assert own["mobile"] == "+8613800138000"
    assert own["email"] == "li@lantian.example.cn"
    for kind in ("sign_ins", "messages", "drafts", "actions", "consents"):
        assert json.loads(made.read(f"data/{kind}.json")), kind
    assert page.count(OWN) >= 4


def test_markup_in_what_was_typed_stays_text(platform: Platform, owner: Account) -> None:
    with platform.begin(owner.id) as work:
        save_draft(work, owner.id, "enterprise", {"<b>k</b>": "<script>alert(1)</script>"})
    page = _made(platform, owner).read(archive.PAGE).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>k</b>" not in page


def test_a_wrong_password_makes_and_gives_nothing_and_is_counted(
    platform: Platform, owner: Account, clock: FixedClock
) -> None:
    for _ in range(6):
        refused = _asked(platform, owner, "Wrong-horse7")
        assert refused is not None
    assert refused.problems[0].code == "identity.password_again_locked"
    assert _asked(platform, owner) is not None, "locked for the right one too"
    clock.pass_time(minutes=16)
    assert _asked(platform, owner) is None
    platform.engine.run_due_jobs()
    with platform.begin(owner.id) as work:
        copy = copies.newest(work)
        assert copy is not None
        assert isinstance(copies.fetch(work, copy.id, "Wrong-horse7"), AttemptRefused)


def test_one_at_a_time_and_three_a_day(platform: Platform, owner: Account, clock: FixedClock) -> None:
    assert _asked(platform, owner) is None
    with pytest.raises(InvalidState, match="being made already"):
        _asked(platform, owner)
    for _ in range(2):
        platform.engine.run_due_jobs()
        clock.pass_time(minutes=1)
        assert _asked(platform, owner) is None
    platform.engine.run_due_jobs()
    with pytest.raises(InvalidState, match="at most 3"):
        _asked(platform, owner)
    clock.pass_time(days=1)
    assert _asked(platform, owner) is None


def test_nobody_else_fetches_it_and_it_is_gone_after_its_term(
    platform: Platform, owner: Account, clock: FixedClock
) -> None:
    _made(platform, owner)
    stranger = applicant(platform).user_id
    with platform.begin() as work:
        row = work.session.scalars(select(PersonalDataCopy)).one()
        copy_id, key = row.id, row.store_key
    with platform.begin(stranger) as work, pytest.raises(NotFound):
        copies.fetch(work, copy_id, PASSWORD)
    clock.pass_time(days=copies.KEPT.days)
    with platform.begin(owner.id) as work, pytest.raises(NotFound):
        copies.fetch(work, copy_id, PASSWORD)
    with platform.begin() as work:
        assert copies.purge(work, platform.files) == 1
    assert not platform.files.exists(key)
    with platform.begin(owner.id) as work:
        copy = copies.newest(work)
        assert copy is not None
        assert copy.state == "deleted"


def _killed_before_the_commit(platform: Platform, copy_id: str) -> None:
    with platform.begin() as work:
        copies.make(work, platform.files, copy_id)
        raise KeyboardInterrupt  # everything is written, nothing is committed


def test_a_run_that_is_killed_leaves_nothing_that_nobody_knows_of(
    platform: Platform, owner: Account, clock: FixedClock
) -> None:
    assert _asked(platform, owner) is None
    with platform.begin() as work:
        row = work.session.scalars(select(PersonalDataCopy)).one()
        copy_id, key = row.id, row.store_key
    with pytest.raises(KeyboardInterrupt):
        _killed_before_the_commit(platform, copy_id)
    assert platform.files.exists(key)
    platform.engine.run_due_jobs()
    assert _fetched(platform, owner).namelist()

    assert _asked(platform, owner) is None  # this one is never made
    clock.now += copies.GIVEN_UP_AFTER
    with platform.begin() as work:
        assert copies.purge(work, platform.files) == 2  # the one that it replaces is over, too
    assert not platform.files.exists(key)
    with platform.begin(owner.id) as work:
        copy = copies.newest(work)
        assert copy is not None
        assert copy.state == "failed"
