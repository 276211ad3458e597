"""The process that is measured: a user task with a form, a FEEL gateway, and back to the same task."""

import json

from bench.product import Product
from engine.model.actor import Actor
from engine.model.json_value import Variables
from engine.model.records import Resource
from engine.operations import TaskFilter, complete_task, create_instance, search_tasks

PROCESS, WORKER, STARTER = "bench_vong", "vu.bich.lien", "le.kim.oanh"
SUBMITTED: Variables = {"so_ban": 3, "ghi_chu": "Đã đối chiếu với bản chính", "tiep": True}
BODY = json.dumps({"variables": SUBMITTED}).encode()
CONDITION = "tiep = true and so_ban >= 1"
_BATCH = 50

_WRITTEN = CONDITION.replace(">", "&gt;")
MODEL = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    id="bench" targetNamespace="urn:bench">
  <bpmn:process id="{PROCESS}" name="Vòng đo" isExecutable="true">
    <bpmn:startEvent id="dau"/>
    <bpmn:userTask id="viec" name="Đối chiếu bản sao"><bpmn:extensionElements>
      <zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="van_thu"/>
      <zeebe:formDefinition formId="bench_phieu"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:exclusiveGateway id="tiep_khong" default="f_thoi"/>
    <bpmn:endEvent id="cuoi"/>
    <bpmn:sequenceFlow id="f_dau" sourceRef="dau" targetRef="viec"/>
    <bpmn:sequenceFlow id="f_xong" sourceRef="viec" targetRef="tiep_khong"/>
    <bpmn:sequenceFlow id="f_tiep" sourceRef="tiep_khong" targetRef="viec">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">={_WRITTEN}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f_thoi" sourceRef="tiep_khong" targetRef="cuoi"/>
  </bpmn:process>
</bpmn:definitions>"""
_FORM = {
    "id": "bench_phieu",
    "type": "default",
    "schemaVersion": 19,
    "components": [
        {"id": "c1", "type": "number", "key": "so_ban", "label": "Số bản", "validate": {"required": True, "min": 1}},
        {"id": "c2", "type": "textfield", "key": "ghi_chu", "label": "Ghi chú", "validate": {"maxLength": 200}},
        {"id": "c3", "type": "checkbox", "key": "tiep", "label": "Còn bản nữa"},
    ],
}


def deploy(product: Product) -> None:
    """Deploy the process and its form."""
    product.deploy(
        Resource(name="bench_vong.bpmn", content=MODEL.encode()),
        Resource(name="bench_phieu.form", content=json.dumps(_FORM, ensure_ascii=False).encode()),
    )


def start_cases(product: Product, count: int) -> list[int]:
    """Start cases; give their keys."""
    starter = product.actor(STARTER)
    keys: list[int] = []
    while len(keys) < count:
        with product.engine.unit_of_work() as uow:
            for _ in range(min(_BATCH, count - len(keys))):
                keys.append(create_instance(uow, starter, process_id=PROCESS, variables={}).key)  # noqa: PERF401
    return keys


def open_tasks(product: Product) -> list[int]:
    """Give the keys of all open tasks of the process, in order."""
    with product.engine.unit_of_work() as uow:
        found = uow.connection.exec_driver_sql("SELECT key FROM user_task WHERE state = 'CREATED' ORDER BY key")
        return list(found.scalars())


def open_task(product: Product, worker: Actor, case: int) -> int:
    """Give the key of a case's open task."""
    with product.engine.unit_of_work() as uow:
        [task] = search_tasks(uow, worker, filter=TaskFilter(tab="mine", instance_key=case)).items
    return task.key


def work_off(product: Product, worker: Actor, case: int, tasks: int) -> None:
    """Complete `tasks` tasks of a case, one after another."""
    for _ in range(tasks):
        complete(product, worker, open_task(product, worker, case))


def complete(product: Product, worker: Actor, task: int) -> None:
    """Complete a task in this process."""
    with product.engine.unit_of_work() as uow:
        complete_task(uow, worker, task_key=task, variables=dict(SUBMITTED))


def completion_path(task: int) -> str:
    """Give the address of a task's completion."""
    return f"/v2/user-tasks/{task}/completion"
