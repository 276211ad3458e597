"""Timers: what a claim costs beside many waiting ones, and how late the product's worker fires a stream of due ones."""

import statistics
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles

from api.processes import Child, start_child
from bench import looped
from bench.product import Product
from engine.model.records import Resource
from engine.operations import create_instance
from engine.store import Database, DatabaseSettings, timers

PROCESS = "bench_hen_gio"
FEW, MANY, DUE, REPEATS = 100, 100_000, 20, 80
A_SECOND, SECONDS, HEAD_START_S, LONGEST_S, STEP_S = 100, 6, 1.0, 60.0, 0.05
_MODEL = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="bench" targetNamespace="urn:bench">
  <bpmn:process id="{PROCESS}" name="Hẹn giờ" isExecutable="true">
    <bpmn:startEvent id="dau"/>
    <bpmn:intermediateCatchEvent id="den_gio"><bpmn:timerEventDefinition>
      <bpmn:timeDuration>P30D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="cuoi"/>
    <bpmn:sequenceFlow id="f_dau" sourceRef="dau" targetRef="den_gio"/>
    <bpmn:sequenceFlow id="f_xong" sourceRef="den_gio" targetRef="cuoi"/>
  </bpmn:process>
</bpmn:definitions>"""
# The same statement reads the small table here and the large one there.
_SMALL = "bench_few"


def measure(product: Product) -> dict[str, float]:
    """Measure both; milliseconds and seconds."""
    product.deploy(Resource(name="bench_hen_gio.bpmn", content=_MODEL.encode()))
    return {**_lateness(product), **_claims(product)}


def _claims(product: Product) -> dict[str, float]:
    """Claim the same number of due timers among few and among many waiting ones, in turn; nothing stays claimed."""
    [case] = _started(product, 1)
    with product.engine.unit_of_work() as uow:
        run = uow.connection.exec_driver_sql
        run(f"CREATE SCHEMA {_SMALL}")
        run(f"CREATE TABLE {_SMALL}.timer (LIKE public.timer INCLUDING ALL)")
        run(f"ALTER TABLE {_SMALL}.timer ADD FOREIGN KEY (instance_key) REFERENCES process_instance ON DELETE CASCADE")
        for schema, waiting in ((_SMALL, FEW), ("public", MANY)):
            run(
                f"INSERT INTO {schema}.timer (key, instance_key, element_instance_key, element_id, due_at,"  # noqa: S608
                " available_at, failures) SELECT -n, %(case)s, -n, 'den_gio', at, at, 0"
                " FROM (SELECT n, now() + CASE WHEN n <= %(due)s THEN interval '-1 hour' ELSE n * interval '1 minute'"
                " END AS at FROM generate_series(1, %(all)s) n) made",
                {"case": case, "due": DUE, "all": waiting},
            )
    with product.engine.database.sql_engine.connect() as connection:
        quiet = connection.execution_options(isolation_level="AUTOCOMMIT")
        for schema in (_SMALL, "public"):
            quiet.exec_driver_sql(f"VACUUM (ANALYZE) {schema}.timer")  # what autovacuum does in time
    spent: dict[str, list[float]] = {"few": [], "many": []}
    url = product.settings.database().url
    databases = {"few": _over(url, _SMALL), "many": _over(url, "public")}
    for _ in range(REPEATS):
        for name, database in databases.items():
            with database.transaction() as tx:
                began = time.perf_counter()
                found = timers.claim_due(tx, limit=DUE, lease=timedelta(seconds=30))
                spent[name].append(time.perf_counter() - began)
                tx.undo()
            if len(found) != DUE:
                raise LookupError(name, len(found))
    for database in databases.values():
        database.close()
    few, many = (statistics.median(times) * 1000 for times in spent.values())
    return {
        "claim_beside_100_ms": round(few, 3),
        "claim_beside_100000_ms": round(many, 3),
        "claim_many_to_few": round(many / few, 3),
    }


def _over(url: str, schema: str) -> Database:
    """Give a database of one connection that looks into `schema` first."""
    database = Database(DatabaseSettings(url=url, pool_size=1))
    with database.transaction() as tx:
        tx.connection.exec_driver_sql(f"SET search_path TO {schema}, public")
    return database


def _lateness(product: Product) -> dict[str, float]:
    """Let A_SECOND timers a second come due while the worker runs; give how late they fired (seconds)."""
    cases = _started(product, A_SECOND * SECONDS)
    beat = product.folder / "worker-heartbeat"
    environment = {**product.environment, "HOIDONG_WORKER_HEARTBEAT": str(beat)}
    worker = start_child("worker", [sys.executable, "-m", "api.cli", "worker"], folder=product.folder, env=environment)
    try:
        _await_beat(worker, beat)
        with product.engine.unit_of_work() as uow:
            due = uow.connection.exec_driver_sql(
                "UPDATE timer SET due_at = made.at, available_at = made.at FROM (SELECT key, clock_timestamp()"
                " + make_interval(secs => %(head)s + row_number() OVER (ORDER BY key) / %(rate)s::float) AS at"
                " FROM timer WHERE instance_key = ANY(%(cases)s)) made"
                " WHERE made.key = timer.key RETURNING instance_key, timer.due_at",
                {"head": HEAD_START_S, "rate": A_SECOND, "cases": cases},
            )
            due_at: dict[int, datetime] = {row[0]: row[1] for row in due}
        fired = _fired(product, cases)
    finally:
        worker.stop()
    late = sorted((fired[case] - due_at[case]).total_seconds() for case in cases)
    return {
        "timer_lateness_p50_s": round(statistics.median(late), 3),
        "timer_lateness_p99_s": round(quantiles(late, n=100, method="inclusive")[98], 3),
    }


def _await_beat(worker: Child, beat: Path) -> None:
    """Wait until the worker goes round: how long a process takes to start is no lateness of timers."""
    waited = 0.0
    while not beat.exists():
        worker.pause(STEP_S)
        waited += STEP_S
        if waited > LONGEST_S:
            raise TimeoutError(worker.tail())


def _fired(product: Product, cases: list[int]) -> dict[int, datetime]:
    """Wait until the timers of all cases have fired; give when each did."""
    pause, waited = threading.Event(), 0.0
    while True:
        with product.engine.unit_of_work() as uow:
            rows = uow.connection.exec_driver_sql(
                "SELECT instance_key, at FROM audit_event"
                " WHERE action = 'TimerFired' AND instance_key = ANY(%(cases)s)",
                {"cases": cases},
            ).all()
        if len(rows) == len(cases):
            return {row[0]: row[1] for row in rows}
        if waited > LONGEST_S:
            raise TimeoutError(len(rows))
        pause.wait(0.5)
        waited += 0.5


def _started(product: Product, count: int) -> list[int]:
    starter = product.actor(looped.STARTER)
    keys: list[int] = []
    while len(keys) < count:
        with product.engine.unit_of_work() as uow:
            for _ in range(min(50, count - len(keys))):
                keys.append(create_instance(uow, starter, process_id=PROCESS, variables={}).key)  # noqa: PERF401
    return keys
