"""What processes may ask of the platform: one file for each family of job types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from engine.jobs import Handler
from workflows.handlers import housekeeping, notices, organisations, panels, products

if TYPE_CHECKING:
    from workflows.bootstrap import Platform


PROCESS_JOBS: Mapping[str, Handler] = {
    "organisation.certify": organisations.certify,
    "organisation.reject": organisations.reject,
    "organisation.returned": organisations.returned,
    "organisation.register_ordinary": organisations.register_ordinary,
    "organisation.enrol_member": organisations.enrol_member,
    "product.list": products.publish,
    "product.reject": products.reject,
    "product.returned": products.returned,
    "panel.choose": panels.choose,
    "panel.replace": panels.replace,
    "panel.close": panels.close,
    "notice.send": notices.send,
}
"""Job types that diagrams may name."""

_MAKERS: Mapping[str, Callable[[Platform], Handler]] = {
    "notice.deliver": notices.deliverer,
    housekeeping.JOB_TYPE: housekeeping.cleaner,
}
"""The platform's own jobs, which need the platform."""


def handlers(platform: Platform) -> Mapping[str, Handler]:
    """Return the handler of every job type."""
    return {**PROCESS_JOBS, **{name: make(platform) for name, make in _MAKERS.items()}}
