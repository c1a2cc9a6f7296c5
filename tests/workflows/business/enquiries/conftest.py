"""A platform whose message box is open."""

from __future__ import annotations

import pytest

from tests.factories.enquiries import MessageBox
from tests.factories.people import staff
from workflows.bootstrap import Platform


@pytest.fixture
def box(platform: Platform) -> MessageBox:
    return MessageBox(platform, staff(platform, "operator"))
