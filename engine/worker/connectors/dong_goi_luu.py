"""Connector `dong-goi-luu`: puts a closed case into its transfer package, stores it and checks what was stored (P03).

Reads `ho_so_khoa`; header `result` names the variable for the package. Sets it and `kiem_goi`, what the check of the
stored package found. Done twice for one job it makes one package and one line in the dossier's history.
"""

from engine.model.actor import SYSTEM
from engine.model.records import JobRecord
from engine.operations.archiving.check_package import check_package
from engine.operations.archiving.package_case import note_packaged
from engine.operations.archiving.store_package import store_package
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.case_files import case_key
from engine.worker.connectors.eyes import require_found
from engine.worker.connectors.inputs import header
from engine.worker.connectors.registry import Connector, finish, source_key
from engine.worker.connectors.tim_ho_so import FINDER


def run(engine: Engine, job: JobRecord) -> None:
    """Make and check the package between transactions; attach it with the job's completion."""
    result, dossier = header(job, "result"), case_key(job, "ho_so_khoa")
    with engine.unit_of_work() as uow:
        require_found(uow, job, dossier, by=FINDER, variable="ho_so_khoa")
    record = store_package(engine, instance_key=dossier, source_key=source_key(job))
    checked = check_package(engine, document_key=record.key)

    def attach(uow: UnitOfWork) -> None:
        attach_documents(uow, SYSTEM, keys=[record.key], instance_key=job.instance_key, field=result)
        note_packaged(uow, instance_key=dossier)

    finish(engine, job, {result: [str(record.key)], "kiem_goi": checked}, attach)


CONNECTOR = Connector(job_type="dong-goi-luu", run=run, lease_s=1800.0)
