"""The lease of a job: the token by which a worker proves that the job is still its own.

A worker that activates with a lease gets a token for that activation; it loses the job when its time is over and
another leasing worker takes it, and is told so when it comes back (ADR 0017). A job activated without a lease may be
completed by whoever may work on jobs, as in Camunda 8.
"""

from typing import Any

from sqlalchemy import Row

from engine.errors import Conflict, Text


def require_lease(job: Row[Any], token: str | None) -> None:
    """Raise Conflict unless `token` is the one of the job's newest activation (none for a job without a lease)."""
    if token == job.lease_token:
        return
    if token is None:
        raise Conflict(
            Text(
                vi="Bước tự động này được nhận có khóa giữ việc (lease); hãy gửi kèm khóa. Không có gì thay đổi.",
                en="This job was activated with a lease; send its token along. Nothing has changed.",
            ),
            code="job_lease_missing",
        )
    raise Conflict(
        Text(
            vi="Đã quá thời gian giữ việc và bước tự động này đã chuyển cho nơi khác thực hiện. Không có gì thay đổi.",
            en="The time was over and this job has gone to another worker. Nothing has changed.",
        ),
        code="job_lease_lost",
    )
