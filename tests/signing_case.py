"""A case whose paper is signed by one person's press and the jobs behind it: model, key folder, and looking at it.

The fixtures are for the tests that make such cases; a conftest beside them imports them.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.model.actor import SYSTEM, Actor
from engine.model.json_value import JsonValue
from engine.model.records import CaseRecord, InstanceRecord, JobRecord, Resource
from engine.operations import (
    Engine,
    TaskFilter,
    activate_jobs,
    complete_task,
    create_instance,
    get_case,
    search_tasks,
    upload_document,
)
from engine.operations.documents.derive_document import read_case_document
from engine.operations.engine import EngineSettings
from engine.store.tables import Document
from engine.store.tables.core import core
from engine.worker.connectors.office import read_office
from tests.models import bpmn, end, flow, service_task, start, user_task
from tests.office import SECRET, deploy
from tests.signing import Authority, draft, fill_key_folder

SIGNER = "bui.xuan.tuong"
DRAFT = """
#set page(paper: "a4", margin: 25mm)
#set text(font: "Tinos", size: 13pt)
Số:#h(12mm)/TB-HĐND #h(1fr) Hải Sơn, ngày#h(9mm)tháng#h(9mm)năm 2026
#v(20mm)
Nội dung thông báo.
#v(20mm)
#align(right)[CHÁNH VĂN PHÒNG #v(28mm) NAME]
"""


def headers(step: str, document: str) -> str:
    return (
        f'<zeebe:taskHeaders><zeebe:header key="step" value="{step}"/>'
        f'<zeebe:header key="document" value="{document}"/></zeebe:taskHeaders>'
    )


def model() -> bytes:
    steps = [("a", "nguoi_ky", "van_ban"), ("b", "cap_so", "van_ban_ky"), ("c", "co_quan", "van_ban_ky")]
    tasks = "".join(
        service_task(name, "ky-so").replace(
            "</bpmn:extensionElements>", f"{headers(step, of)}</bpmn:extensionElements>"
        )
        for name, step, of in steps
    )
    signing = '<zeebe:properties><zeebe:property name="signature" value="=nguoi_ky"/></zeebe:properties>'
    tasks = user_task("ky", assignee="=nguoi_ky", extra=signing) + tasks
    flows = flow("f0", "dau", "ky") + flow("f1", "ky", "a")
    flows += flow("f2", "a", "b") + flow("f3", "b", "c") + flow("f4", "c", "cuoi")
    return bpmn(start() + tasks + end() + flows)


def press(engine: Engine, who: Actor, case: InstanceRecord) -> None:
    """Complete the signing step."""
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, who, filter=TaskFilter(instance_key=case.key)).items
        complete_task(uow, who, task_key=task.key, variables={})


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def desk(engine: Engine, authority: Authority, actor: Callable[[str], Actor], tmp_path: Path) -> Path:
    """Fill a folder with keys, pictures and trust, and let the engine sign with it."""
    with engine.unit_of_work() as uow:
        office = read_office(uow).name
    signing = fill_key_folder(tmp_path, authority, {SIGNER: actor(SIGNER).display_name}, office=office)
    engine.settings = EngineSettings(secret=SECRET, signing=signing)
    return tmp_path


@pytest.fixture
def case(engine: Engine, actor: Callable[[str], Actor]) -> InstanceRecord:
    engine.objects.ensure_bucket()
    deploy(engine, Resource(name="thu.bpmn", content=model()))
    signer = actor(SIGNER)
    content = draft(DRAFT.replace("NAME", signer.display_name))
    file = upload_document(engine, signer, file_name="Thông báo.pdf", chunks=[content])
    variables: dict[str, JsonValue] = {
        "van_ban": [str(file.key)],
        "nguoi_ky": SIGNER,
        "chuc_vu_ky": "CHÁNH VĂN PHÒNG",
        "nguoi_co_tham_quyen": [SIGNER],
        "so": 5,
        "ngay": "2026-11-25",
    }
    with engine.unit_of_work() as uow:
        made = create_instance(uow, signer, process_id="thu", variables=variables)
    with engine.unit_of_work() as uow:
        uow.connection.execute(
            core(Document).update().where(core(Document).c.key == file.key).values(instance_key=made.key)
        )
    press(engine, signer, made)
    return made


def claim(engine: Engine) -> JobRecord:
    with engine.unit_of_work() as uow:
        [job] = activate_jobs(uow, SYSTEM, job_type="ky-so", worker="w", max_jobs=1, timeout_s=60)
    return job


def look(engine: Engine, case: InstanceRecord) -> CaseRecord:
    with engine.unit_of_work() as uow:
        return get_case(uow, SYSTEM, instance_key=case.key)


def stored(engine: Engine) -> list[int]:
    with engine.unit_of_work() as uow:
        return list(uow.connection.execute(select(core(Document).c.key).order_by(core(Document).c.key)).scalars())


def signed(engine: Engine, case: InstanceRecord) -> bytes:
    keys = look(engine, case).variables["van_ban_ky"]
    assert isinstance(keys, list)
    return read_case_document(engine, document_key=int(str(keys[0])), instance_key=case.key)[1]
