"""Jobs of uploaded files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import Handler, JobContext
from workflows.files import operations

if TYPE_CHECKING:
    from workflows.bootstrap import Platform


def sizes_maker(platform: Platform) -> Handler:
    """Return the handler of `files.make_sizes`: makes the smaller pictures of the upload `file_id`."""

    def make_sizes(job: JobContext) -> None:
        operations.make_sizes(job.work, platform.files, str(job.variables["file_id"]))

    return make_sizes
