"""A process with one of everything that an outside worker meets: jobs that fail, errors, messages, signals, a task."""

from typing import Any

from tests.models import bpmn, end, flow, service_task, start, user_task
from tests.office import MACHINE

PROCESS = "tho_may"
MODEL = bpmn(
    start()
    + service_task("tinh", "tinh-toan")
    + service_task("doi_chieu", "doi-chieu")
    + '<bpmn:boundaryEvent id="sai_mau" attachedToRef="doi_chieu"><bpmn:errorEventDefinition errorRef="e"/>'
    "</bpmn:boundaryEvent>"
    '<bpmn:intermediateCatchEvent id="cho_tra_loi"><bpmn:messageEventDefinition messageRef="m"/>'
    "</bpmn:intermediateCatchEvent>"
    '<bpmn:intermediateCatchEvent id="cho_gop_y"><bpmn:messageEventDefinition messageRef="m2"/>'
    "</bpmn:intermediateCatchEvent>"
    '<bpmn:intermediateCatchEvent id="cho_ky_hop"><bpmn:signalEventDefinition signalRef="s"/>'
    "</bpmn:intermediateCatchEvent>"
    + user_task("xem")
    + service_task("luu_kho", "luu-kho")
    + end()
    + end("dung_mau")
    + flow("f1", "dau", "tinh")
    + flow("f2", "tinh", "doi_chieu")
    + flow("f3", "doi_chieu", "dung_mau")
    + flow("f4", "sai_mau", "cho_tra_loi")
    + flow("f5", "cho_tra_loi", "cho_gop_y")
    + flow("f6", "cho_gop_y", "cho_ky_hop")
    + flow("f7", "cho_ky_hop", "xem")
    + flow("f8", "xem", "luu_kho")
    + flow("f9", "luu_kho", "cuoi"),
    process_id=PROCESS,
    name="Thợ máy",
    roots='<bpmn:error id="e" errorCode="SAI_MAU"/>'
    '<bpmn:message id="m" name="tra_loi"><bpmn:extensionElements><zeebe:subscription correlationKey="=so"/>'
    "</bpmn:extensionElements></bpmn:message>"
    '<bpmn:message id="m2" name="gop_y"><bpmn:extensionElements><zeebe:subscription correlationKey="=so"/>'
    "</bpmn:extensionElements></bpmn:message>"
    '<bpmn:signal id="s" name="ky_hop_bat_dau"/>',
)

ONCE, CUT = [0, 1, 0], [0, 0, 1]  # visits that are active, completed, canceled
SEEN: dict[str, Any] = {
    "deployed": [PROCESS, 1],
    "xml": True,
    "definitions": 1,
    "tries": [
        {"retries": 3, "variables": {"trang": 2}, "element": "tinh"},
        {"retries": 2, "variables": {"trang": 2}, "element": "tinh"},
    ],
    "published": "string",
    "correlated": True,
    "task": ["xem", MACHINE, 90, "2031-05-06T07:08:09.000Z"],
    "visible": ["ghi_chu", "ket_qua", "ky_hop", "loi", "mau", "so", "trang", "y"],
    "incident": ["JOB_NO_RETRIES", "luu_kho", True],
    "hasIncident": True,
    "ofCase": 1,
    "ended": [[PROCESS, "COMPLETED", False, True]],
    "resolved": "RESOLVED",
    "visits": {
        "dau": ["START_EVENT", "COMPLETED"],
        "tinh": ["SERVICE_TASK", "COMPLETED"],
        "doi_chieu": ["SERVICE_TASK", "TERMINATED"],
        "sai_mau": ["BOUNDARY_EVENT", "COMPLETED"],
        "cho_tra_loi": ["INTERMEDIATE_CATCH_EVENT", "COMPLETED"],
        "cho_gop_y": ["INTERMEDIATE_CATCH_EVENT", "COMPLETED"],
        "cho_ky_hop": ["INTERMEDIATE_CATCH_EVENT", "COMPLETED"],
        "xem": ["USER_TASK", "COMPLETED"],
        "luu_kho": ["SERVICE_TASK", "COMPLETED"],
        "cuoi": ["END_EVENT", "COMPLETED"],
    },
    "visit": "dau",
    "variables": {
        "da_xem": "true",
        "ghi_chu": '"từ ngoài"',
        "ket_qua": "4",
        "ky_hop": "15",
        "loi": '"Được"',
        "mau": '"cũ"',
        "so": '"15/BC"',
        "trang": "2",
        "y": "1",
    },
    "statistics": {
        "dau": ONCE,
        "tinh": ONCE,
        "doi_chieu": CUT,
        "sai_mau": ONCE,
        "cho_tra_loi": ONCE,
        "cho_gop_y": ONCE,
        "cho_ky_hop": ONCE,
        "xem": ONCE,
        "luu_kho": ONCE,
        "cuoi": ONCE,
    },
    "canceled": "TERMINATED",
    "refused": 404,
}
"""What a client must have seen when it has brought a case of this process to its end."""
OURS = frozenset({"ma_ho_so", "nguoi_lap", "thoi_diem_lap", "xem_luc", "xem_nguoi"})
"""Variables that the engine adds to every case."""
