"""Connector `lay-van-ban-den`: takes what a registered incoming document says, instead of having it typed again.

Reads `van_ban_den` (key of its case; empty: nothing is taken) and `nguoi` (who chose it, with whose eyes it is read).
Sets `van_ban_lay`: its `so_ky_hieu`, `ngay`, `trich_yeu`, `ma_ho_so` and `tep` (keys of its files), or null. The case
has those files too, and the two are linked.
"""

from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.cases.search_instances import get_instance
from engine.operations.engine import Engine
from engine.operations.people.find_people import get_person
from engine.operations.unit_of_work import UnitOfWork
from engine.store.documents import case_documents
from engine.store.projection.around import link_case, share_documents
from engine.store.queries.called_cases import own_variables
from engine.worker.connectors.case_files import case_key
from engine.worker.connectors.eyes import may_look, no_such_case
from engine.worker.connectors.inputs import required_text, text
from engine.worker.connectors.registry import Connector, finish


def run(engine: Engine, job: JobRecord) -> None:
    """Read the document and complete the job."""
    if not text(job, "van_ban_den").strip():
        finish(engine, job, {"van_ban_lay": None})
        return
    incoming = case_key(job, "van_ban_den")
    with engine.unit_of_work() as uow:
        taken = _taken(uow, job, incoming)

    def connect(uow: UnitOfWork) -> None:
        share_documents(uow.transaction, of_case=incoming, with_case=job.instance_key)
        link_case(uow.transaction, job.instance_key, incoming)

    finish(engine, job, {"van_ban_lay": taken}, connect)


def _taken(uow: UnitOfWork, job: JobRecord, incoming: int) -> dict[str, JsonValue]:
    chose = get_person(uow, SYSTEM, username=required_text(job, "nguoi"))
    if not may_look(uow, job, chose, incoming):
        raise no_such_case("van_ban_den")
    case = get_instance(uow, chose, instance_key=incoming)
    said = own_variables(uow.connection, incoming)
    files: list[JsonValue] = [str(one.key) for one in case_documents(uow.connection, incoming)]
    return {
        "so_ky_hieu": said.get("so_ky_hieu"),
        "ngay": said.get("ngay_van_ban"),
        "trich_yeu": said.get("trich_yeu"),
        "ma_ho_so": case.business_id,
        "tep": files,
    }


CONNECTOR = Connector(job_type="lay-van-ban-den", run=run)
