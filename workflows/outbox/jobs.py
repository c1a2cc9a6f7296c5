"""Jobs that hand rows of the outbox to their servers."""

from __future__ import annotations

from engine import JobContext
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.services import Services
from workflows.outbox import posting
from workflows.outbox.delivery import deliver_row


def _deliver(job: JobContext, services: Services) -> None:
    deliver_row(services, job.work, job.variables["channel"], job.variables["id"])


JOBS = (
    background_job(posting.MAIL_JOB, ("投递一封邮件", "Hand over one mail"), queue=queues.MAIL)(_deliver),
    background_job(posting.SMS_JOB, ("投递一条短信", "Hand over one SMS"), queue=queues.SMS)(_deliver),
    # rows that waited when mail and SMS had no queues of their own
    background_job("notice.deliver", ("投递一封邮件或短信", "Hand over one mail or SMS"), queue=queues.MAIL)(
        _deliver
    ),
)
