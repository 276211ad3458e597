"""`make soak`: minutes of mixed work on the running product while its processes are killed; then everything is counted.

make soak          two minutes; HOIDONG_SOAK_MINUTES chooses others

Several clerks take cases of P05 from the request to the hand-over. Every few seconds a serving process, the worker or
the whole web program is killed (SIGKILL). At the end: nothing lost, nothing doubled, audit intact, memory flat.
"""

import itertools
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psutil

from api.embedded import free_ports
from api.processes import Program, start_child, stop_programs
from api.shipped import shipped_folder
from bench.clerk import Clerk, NoAnswer
from bench.product import Product, healthy, installed
from engine.model.records import Resource
from engine.operations import collect_orphans
from engine.operations.upkeep.verify_audit import verify_audit

MINUTES = float(os.environ.get("HOIDONG_SOAK_MINUTES", "2"))
CLERKS, KILL_EVERY_S, LOOK_S, DRAIN_S = 6, 9.0, 0.25, 90.0
MAY_GROW_MIB = 48.0
REQUESTER, APPROVER, REGISTRY = "le.kim.oanh", "bui.xuan.tuong", "vu.bich.lien"
PROCESS = "sao_y_so_hoa"
TARGETS = ("serving process", "worker", "serving process", "web program")
MIB = 1024 * 1024


@dataclass(slots=True)
class Told:
    """What the product acknowledged, and what went wrong."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    cases: list[int] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unanswered: int = 0


def main() -> int:
    """Work, kill, count, tell; the exit code is 1 when anything is wrong."""
    with installed() as product:
        product.deploy(*_shipped())
        port = free_ports(1)[0]
        environment = {**product.environment, "HOIDONG_PORT": str(port), "HOIDONG_LOG_LEVEL": "WARNING"}
        web, worker = (_program(product, name, environment) for name in ("web", "worker"))
        told = Told()
        try:
            web.ensure_running()
            worker.ensure_running()
            _await(lambda: healthy(port), 60)
            memory, kills = _work_and_kill(product, web, worker, port, told)
            _await(lambda: _waiting_jobs(product) == 0, DRAIN_S, web, worker)
        finally:
            stop_programs([web, worker])
        findings = _findings(product, told, memory)
    report = {
        "minutes": MINUTES,
        "cases": len(told.cases),
        "completed_tasks": len(told.tasks),
        "kills": dict(kills),
        "requests_sent_again": told.unanswered,
        "web_rss_mib_early": memory[0],
        "web_rss_mib_late": memory[1],
        "findings": findings,
    }
    for name, value in report.items():
        print(f"{name:22}{value}")
    print(json.dumps(report, ensure_ascii=False))
    return 1 if findings else 0


def _shipped() -> list[Resource]:
    models = sorted(shipped_folder("bpmn").rglob(f"{PROCESS}.bpmn"))
    forms = sorted((shipped_folder("forms") / PROCESS).glob("*.form"))
    return [Resource(name=path.name, content=path.read_bytes()) for path in [*models, *forms]]


def _program(product: Product, name: str, environment: dict[str, str]) -> Program:
    command = [sys.executable, "-m", "api.cli", name]
    return Program(start=partial(start_child, name, command, folder=product.folder, env=environment))


def _work_and_kill(
    product: Product, web: Program, worker: Program, port: int, told: Told
) -> tuple[list[float], Counter[str]]:
    """Run the clerks for MINUTES and kill meanwhile; give early and late memory of the web processes, and the kills."""
    over, pause = threading.Event(), threading.Event()
    headers = {name: product.signed_in(name) for name in (REQUESTER, APPROVER, REGISTRY)}
    clerks = [
        threading.Thread(
            target=_clerk_work,
            args=({name: Clerk(port, shown, pause) for name, shown in headers.items()}, told, over, number),
        )
        for number in range(CLERKS)
    ]
    for clerk in clerks:
        clerk.start()
    chance, kills, memory = random.Random(20260711), Counter[str](), list[float]()
    targets = itertools.cycle(TARGETS)
    began = killed_at = time.monotonic()
    try:
        while time.monotonic() - began < MINUTES * 60:
            pause.wait(LOOK_S)
            for program in (web, worker):
                program.ensure_running()
            memory.append(_web_memory(web))
            if time.monotonic() - killed_at > KILL_EVERY_S:
                killed_at = time.monotonic()
                kills[_kill(next(targets), chance, web, worker)] += 1
    finally:
        over.set()
        while any(clerk.is_alive() for clerk in clerks):
            pause.wait(LOOK_S)
            for program in (web, worker):
                program.ensure_running()
    settled = [mib for mib in memory if mib]
    third = max(len(settled) // 3, 1)
    return [round(max(settled[:third]), 1), round(max(settled[-third:]), 1)], kills


def _kill(target: str, chance: random.Random, web: Program, worker: Program) -> str:
    """Kill one of our processes as a power cut would; tell which."""
    program = worker if target == "worker" else web
    if program.child is None:
        return "nothing"
    process = psutil.Process(program.child.pid)
    if target == "serving process":
        serving = process.children()
        process = chance.choice(serving) if serving else process
    process.kill()
    return target


def _web_memory(web: Program) -> float:
    """Give the largest resident size (MiB) of the serving processes, 0 while none runs."""
    if web.child is None or not web.child.running():
        return 0.0
    try:
        return max((child.memory_info().rss / MIB for child in psutil.Process(web.child.pid).children()), default=0.0)
    except psutil.Error:
        return 0.0


def _clerk_work(clerks: dict[str, Clerk], told: Told, over: threading.Event, number: int) -> None:
    chance = random.Random(number)
    try:
        while not over.is_set():
            _one_case(clerks, told, chance, over)
    except (NoAnswer, KeyError, ValueError) as error:
        told.faults.append(f"clerk {number}: {error!r}")
    finally:
        with told.lock:
            told.unanswered += sum(clerk.unanswered for clerk in clerks.values())
        for clerk in clerks.values():
            clerk.close()


def _one_case(clerks: dict[str, Clerk], told: Told, chance: random.Random, over: threading.Event) -> None:
    """Take one case from the request to the hand-over; a case that waits for the worker when time is over stays."""
    requester = clerks[REQUESTER]
    copies = chance.randint(1, 5)
    case = requester.start(
        PROCESS,
        {
            "do_mat": "thuong",
            "van_ban": "Nghị quyết số 12/NQ-HĐND ngày 10/7/2026",
            "tep_quet": [requester.upload()],
            "loai_sao": chance.choice(("sao_y", "sao_luc")),
            "hinh_thuc": "giay_giay",
            "so_ban": copies,
            "muc_dich": "Gửi các Ban để thẩm tra",
        },
    )
    told.cases.append(case)
    made = {"so_ban_da_sao": copies, "da_doi_chieu": True, "da_dong_dau": True}
    _step(clerks[APPROVER], case, "duyet", {"ket_luan": "duyet"}, told)
    _step(clerks[REGISTRY], case, "sao_giay", made, told)
    while not clerks[REGISTRY].tasks(case):
        if over.wait(LOOK_S):
            return
    handed = {"nguoi_nhan_ban_sao": "Lê Thị Kim Oanh", "ngay_giao": "2026-11-26", "so_ban_giao": copies}
    _step(clerks[REGISTRY], case, "giao_ban_sao", handed, told)


def _step(clerk: Clerk, case: int, element: str, values: Mapping[str, object], told: Told) -> None:
    [task] = clerk.tasks(case)
    if task["elementId"] != element:
        raise NoAnswer(task)
    clerk.complete(task["userTaskKey"], values)
    told.tasks.append(int(task["userTaskKey"]))


def _await(holds: Callable[[], bool], most_s: float, *programs: Program) -> None:
    """Look again until it holds, at most so long; what does not come about shows in the findings."""
    pause, waited = threading.Event(), 0.0
    while not holds():
        for program in programs:
            program.ensure_running()
        pause.wait(LOOK_S)
        waited += LOOK_S
        if waited > most_s:
            return


def _waiting_jobs(product: Product) -> int:
    return int(_column(product, "SELECT count(*) FROM job WHERE state = 'CREATED'")[0])


def _column(product: Product, statement: str) -> list[Any]:
    with product.engine.unit_of_work() as uow:
        return list(uow.connection.exec_driver_sql(statement).scalars())


def _findings(product: Product, told: Told, memory: list[float]) -> list[str]:
    """Compare what is stored with what was acknowledged; everything wrong is one line."""
    done = "FROM job j WHERE j.state = 'COMPLETED' AND j.job_type ="
    checks = {
        "cases lost or doubled": sorted(told.cases) == _column(product, "SELECT key FROM process_instance ORDER BY 1"),
        "completions lost or doubled": sorted(told.tasks)
        == _column(product, "SELECT key FROM user_task WHERE state = 'COMPLETED' ORDER BY 1"),
        "completions recorded twice or not": [len(told.tasks)]
        == _column(product, "SELECT count(*) FROM audit_event WHERE action = 'TaskCompleted'"),
        "jobs left": _column(product, "SELECT key FROM job WHERE state <> 'COMPLETED'") == [],
        "numbers with gaps or twice": _column(
            product,
            "SELECT 1 FROM number_allocation GROUP BY series, period"
            " HAVING count(*) <> max(number) OR count(DISTINCT number) <> count(*)",
        )
        == [],
        "jobs without their one number": _column(
            product,
            f"SELECT j.key {done} 'cap-so' AND 1 <> (SELECT count(*) FROM number_allocation"  # noqa: S608
            " WHERE source_key = 'job:' || j.key)",
        )
        == [],
        "jobs without their one register line": _column(
            product,
            f"SELECT j.key {done} 'vao-so' AND 1 <> (SELECT count(*) FROM register_entry"  # noqa: S608
            " WHERE source_key = 'job:' || j.key)",
        )
        == [],
        "jobs without their one cover sheet": _column(
            product,
            f"SELECT j.key {done} 'dong-bia' AND 1 <> (SELECT count(*) FROM document"  # noqa: S608
            " WHERE source_key = 'job:' || j.key AND state = 'STORED' AND instance_key = j.instance_key)",
        )
        == [],
        "case numbers with gaps": _column(product, "SELECT last FROM number_series WHERE series = 'case:SY'")
        == [len(told.cases)],
    }
    found = [name for name, holds in checks.items() if not holds] + told.faults
    found += [f"incident: {message}" for message in _column(product, "SELECT DISTINCT message_en FROM incident")]
    with product.engine.unit_of_work() as uow:
        found += [problem.text.en for problem in verify_audit(uow).problems]
    collect_orphans(product.engine)
    if not told.cases:
        found.append("no case was started")
    if memory[1] - memory[0] > MAY_GROW_MIB:
        found.append(f"web memory grew from {memory[0]} to {memory[1]} MiB")
    return found


if __name__ == "__main__":
    sys.exit(main())
