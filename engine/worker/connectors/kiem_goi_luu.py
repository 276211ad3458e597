"""Connector `kiem-goi-luu`: checks the package in the archive again, file by file (process P03, fixity check).

Header `document` names the variable with the package. Sets `kiem_goi` anew.
"""

from engine.model.records import JobRecord
from engine.operations.archiving.check_package import check_package
from engine.operations.engine import Engine
from engine.worker.connectors.case_files import one_document_key
from engine.worker.connectors.inputs import header
from engine.worker.connectors.registry import Connector, finish


def run(engine: Engine, job: JobRecord) -> None:
    """Check it and complete the job with what was found."""
    finish(
        engine, job, {"kiem_goi": check_package(engine, document_key=one_document_key(job, header(job, "document")))}
    )


CONNECTOR = Connector(job_type="kiem-goi-luu", run=run, lease_s=1800.0)
