"""Jobs of uploaded files."""

from __future__ import annotations

from engine import JobContext
from workflows.files import operations
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.services import Services


@background_job(
    operations.MAKE_SIZES, ("生成图片缩略图", "Make the smaller pictures of an upload"), queue=queues.PICTURES
)
def make_sizes(job: JobContext, services: Services) -> None:
    """`upload.make_sizes`: make the smaller pictures of the upload `file_id`."""
    operations.make_sizes(job.work, services.files, str(job.variables["file_id"]))


JOBS = (make_sizes,)
