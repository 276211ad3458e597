"""What a connector is: our own worker for one job type. Two for one type are refused when the program starts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine import faults
from engine.model.actor import SYSTEM
from engine.model.json_value import Variables
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.running.jobs import complete_job
from engine.operations.unit_of_work import UnitOfWork

Run = Callable[[Engine, JobRecord], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """Does jobs of one type.

    `run` does the job and completes it; it may be called twice for one job (a worker died, a lease ended) and must
    then have one effect. What it raises decides about another try: see `engine.worker.run_job`. `lease_s` is how
    long nobody else gets the job. `waits_for` are codes of services outside that it needs: while one of them does not
    answer the job waits and uses up none of its retries.
    """

    job_type: str
    run: Run
    lease_s: float = 60.0
    waits_for: frozenset[str] = frozenset()


class Connectors(Mapping[str, Connector]):
    """Connectors by job type."""

    def __init__(self, connectors: Iterable[Connector]) -> None:
        self._by_type: dict[str, Connector] = {}
        for connector in connectors:
            if connector.job_type in self._by_type:
                message = f"two connectors for job type {connector.job_type!r}"
                raise ValueError(message)
            self._by_type[connector.job_type] = connector

    def __getitem__(self, job_type: str) -> Connector:
        """Give the connector of a job type."""
        return self._by_type[job_type]

    def __iter__(self) -> Iterator[str]:
        """Name the job types."""
        return iter(self._by_type)

    def __len__(self) -> int:
        """Count the connectors."""
        return len(self._by_type)


def source_key(job: JobRecord) -> str:
    """Name the job as the maker of a thing, so that a second try finds what the first one made."""
    return f"job:{job.key}"


def finish(
    engine: Engine, job: JobRecord, variables: Variables, also: Callable[[UnitOfWork], None] | None = None
) -> None:
    """Complete the job; what `also` writes stands or falls with it.

    `also` runs after the completion: the case's row is locked first, as in every command, and rows that point to
    the case come later.
    """
    faults.reach("before_job_completed")
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key, variables=variables, lease_token=job.lease_token)
        if also is not None:
            also(uow)
