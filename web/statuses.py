"""The only map from refusals to HTTP."""

from __future__ import annotations

from engine import errors as engine_errors
from workflows.ground import errors as workflow_errors

STATUS: dict[type[Exception], int] = {
    engine_errors.NotFound: 404,
    engine_errors.Forbidden: 403,
    engine_errors.InvalidArgument: 400,
    engine_errors.InvalidState: 409,
    engine_errors.DefinitionInvalid: 400,
    engine_errors.Conflict: 409,
    workflow_errors.NotFound: 404,
    workflow_errors.Forbidden: 403,
    workflow_errors.InvalidState: 409,
    workflow_errors.Invalid: 422,
    workflow_errors.Rejected: 400,
    workflow_errors.TooMany: 429,
    workflow_errors.Conflict: 409,
}


def status_of(refusal: BaseException) -> int:
    """Return the HTTP status of an exception: the closest entry of `STATUS`, else 500."""
    return next((STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS), 500)
