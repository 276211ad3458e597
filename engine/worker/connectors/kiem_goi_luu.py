"""Connector `kiem-goi-luu`: checks the package in the archive again, file by file (process P03, fixity check).

Header `document` names the variable with the package. Sets `kiem_goi` anew.
"""

from engine.model.records import JobRecord
from engine.operations.archiving.check_package import check_package
from engine.operations.documents.document_access import document_not_found
from engine.operations.engine import Engine
from engine.store.documents import case_documents
from engine.worker.connectors.case_files import one_document_key
from engine.worker.connectors.inputs import header
from engine.worker.connectors.registry import Connector, finish


def run(engine: Engine, job: JobRecord) -> None:
    """Check it and complete the job with what was found; only a file of the case itself is looked into."""
    key = one_document_key(job, header(job, "document"))
    with engine.unit_of_work() as uow:
        theirs = {one.key for one in case_documents(uow.connection, job.instance_key)}
    if key not in theirs:
        raise document_not_found()
    finish(engine, job, {"kiem_goi": check_package(engine, document_key=key)})


CONNECTOR = Connector(job_type="kiem-goi-luu", run=run, lease_s=1800.0)
