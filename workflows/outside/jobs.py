"""The job type by which steps ask services."""

from __future__ import annotations

from engine.definitions import Header, JobVariable
from workflows.ground import queues
from workflows.ground.jobs import job
from workflows.outside.calls import RESULT, ServiceCalls

JOBS = (
    job(
        "service.call",
        (
            "向登记的外部服务提问并等待答复；服务暂不可用时，环节会等待，不会失败",
            "Ask a registered service and wait for its answer; while it is down the step waits",
        ),
        headers={
            "service": Header(
                ("在“系统管理 → 外部服务”中登记的名称", "The name that an administrator registered it under"),
                needed=True,
                names="service",
            ),
            "result": Header(
                ("存放答复的变量", "The variable that gets the answer"), names="variable", usual=RESULT
            ),
        },
        gives={
            RESULT: JobVariable("context", ("服务的答复", "What the service answered"), named_by="result")
        },
        queue=queues.SERVICES,
    )(ServiceCalls),
)
