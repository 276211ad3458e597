"""What a completion costs beside few and beside many other items of one multi-instance activity."""

import statistics
import time

from bench import looped
from bench.product import Product
from engine.model.records import Resource
from engine.operations import complete_task, create_instance

PROCESS = "bench_nhieu_muc"
FEW, MANY, TIMES = 10, 1000, 80
_MODEL = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="bench" targetNamespace="urn:bench">
  <bpmn:process id="{PROCESS}" name="Nhiều mục" isExecutable="true">
    <bpmn:startEvent id="dau"/>
    <bpmn:userTask id="gop_y" name="Góp ý"><bpmn:extensionElements>
      <zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="van_thu"/></bpmn:extensionElements>
      <bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics
        inputCollection="=for i in 1..so_muc return i" inputElement="muc" outputCollection="y_kien"
        outputElement="=y_kien_nay"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>
    </bpmn:userTask>
    <bpmn:endEvent id="cuoi"/>
    <bpmn:sequenceFlow id="f_dau" sourceRef="dau" targetRef="gop_y"/>
    <bpmn:sequenceFlow id="f_xong" sourceRef="gop_y" targetRef="cuoi"/>
  </bpmn:process>
</bpmn:definitions>"""


def measure(product: Product) -> dict[str, float]:
    """Complete items of cases with few and with many of them, one after the other in turn; medians in ms."""
    product.deploy(Resource(name="bench_nhieu_muc.bpmn", content=_MODEL.encode()))
    few = [task for _ in range(TIMES // (FEW - 2)) for task in _begun(product, FEW)[: FEW - 2]]
    many = _begun(product, MANY)
    times: dict[str, list[float]] = {"few": [], "many": []}
    worker = product.actor(looped.WORKER)
    for pair in zip(few, many[: len(few)], strict=True):
        for name, task in zip(times, pair, strict=True):
            began = time.perf_counter()
            with product.engine.unit_of_work() as uow:
                complete_task(uow, worker, task_key=task, variables={"y_kien_nay": "Thống nhất"})
            times[name].append(time.perf_counter() - began)
    few_ms, many_ms = (statistics.median(times[name]) * 1000 for name in ("few", "many"))
    return {
        "items_few_ms": round(few_ms, 2),
        "items_many_ms": round(many_ms, 2),
        "items_many_to_few": round(many_ms / few_ms, 3),
    }


def _begun(product: Product, count: int) -> list[int]:
    """Start a case with so many items; give the keys of their tasks."""
    with product.engine.unit_of_work() as uow:
        case = create_instance(uow, product.actor(looped.STARTER), process_id=PROCESS, variables={"so_muc": count}).key
    with product.engine.unit_of_work() as uow:
        tasks = uow.connection.exec_driver_sql(
            "SELECT key FROM user_task WHERE instance_key = %(case)s ORDER BY key", {"case": case}
        )
        return list(tasks.scalars())
