from __future__ import annotations

from pathlib import Path

import pytest

from workflows.ground.errors import Misconfigured
from workflows.ground.settings import Settings, parse_smtp


def test_a_missing_secret_is_generated_once_and_for_the_owner_only(tmp_path: Path) -> None:
    first = Settings.from_environment({"TONGBAN_DATA_DIR": str(tmp_path)})
    second = Settings.from_environment({"TONGBAN_DATA_DIR": str(tmp_path)})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 40
    assert (tmp_path / "secret_key.secret").stat().st_mode & 0o777 == 0o600
    assert first.secret_key not in repr(first)


def test_the_demonstration_is_off_unless_asked_for(tmp_path: Path) -> None:
    assert Settings.from_environment({"TONGBAN_DATA_DIR": str(tmp_path)}).demonstration is False


def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refusal:
        Settings.from_environment({"TONGBAN_DATA_DIR": str(tmp_path), "TONGBAN_DEMONSTRATION": "perhaps"})
    assert refusal.value.params["name"] == "TONGBAN_DEMONSTRATION"


def test_smtp_urls_name_security_port_and_password() -> None:
    smtp = parse_smtp("smtps://me%40x.cn:s%3Acret@mail.x.cn")
    assert (smtp.host, smtp.port, smtp.security, smtp.user, smtp.password) == (
        "mail.x.cn", 465, "tls", "me@x.cn", "s:cret",
    )  # fmt: skip
    with pytest.raises(Misconfigured):
        parse_smtp("http://mail.x.cn")
