"""The processes that are killed: each does one command over the parent's database and S3 server with a point armed.

    python -m tests.faults.child      one JSON order a line in, one JSON outcome a line out

This process imports the product and forks: every order has a process of its own, armed by HOIDONG_FAULT as the
product is, and dies or ends alone. It decides nothing about what is right: the test looks at the database.
"""

import importlib
import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine import faults
from engine.clock import pinned
from engine.errors import EngineError
from engine.model.actor import SYSTEM, Actor, ActorKind
from engine.model.editing import Condition
from engine.operations import (
    Engine,
    EngineSettings,
    activate_jobs,
    cancel_instance,
    claim_task,
    complete_job,
    complete_task,
    correlate_message,
    create_instance,
    fail_job,
    fire_due_timers,
    save_draft,
    upload_document,
)
from engine.operations.dispatch.axis_channel import AxisChannel
from engine.operations.dispatch.send_dispatches import send_due_dispatches
from engine.operations.editing.edited import Reached
from engine.operations.editing.save_file import begin_save
from engine.operations.intake.take_messages import take_messages
from engine.operations.registers.allocate_number import allocate_number
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.store import Database, DatabaseSettings
from engine.store.objects import ObjectStore, ObjectStoreSettings
from engine.store.queries.due_work import due_job_types
from engine.worker import WorkerSettings, run
from engine.worker.connectors import CONNECTORS
from engine.worker.run_job import run_job

COMMANDS: dict[str, Callable[..., Any]] = {
    "allocate_number": allocate_number,
    "cancel_instance": cancel_instance,
    "claim_task": claim_task,
    "complete_job": complete_job,
    "complete_task": complete_task,
    "correlate_message": correlate_message,
    "create_instance": create_instance,
    "fail_job": fail_job,
    "save_draft": save_draft,
}
WITHOUT_ACTOR = frozenset({"allocate_number"})
LOOK_S, WORK_S, CONNECT_S = 0.02, 60.0, 60


def main() -> None:
    """Give every order to a process of its own and tell how it ended."""
    outcomes = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # log lines of the product go elsewhere
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _child(order, writing)
        os.close(writing)
        with os.fdopen(reading) as stream:
            told = stream.read()
        _, status = os.waitpid(pid, 0)
        outcome = {"exit": os.waitstatus_to_exitcode(status), **(json.loads(told) if told else {})}
        outcomes.write(json.dumps(outcome) + "\n")
        outcomes.flush()


def _child(order: dict[str, Any], writing: int) -> None:
    code = 1
    try:
        os.environ["HOIDONG_FAULT"] = order["fault"] or ""
        importlib.reload(faults)  # the variable is read once, when the program starts
        with os.fdopen(writing, "w") as stream:
            stream.write(json.dumps(_outcome(order), default=str))
        code = 0
    except BaseException:  # noqa: BLE001  the last frame of a process: nothing above could tell it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _outcome(order: dict[str, Any]) -> dict[str, Any]:
    engine = _engine(order)
    try:
        return {"done": _do(engine, order)}
    except EngineError as error:
        return {"refused": error.stable_code}
    finally:
        engine.close()


def _engine(order: dict[str, Any]) -> Engine:
    clock = pinned(datetime.fromisoformat(order["moment"]))
    return Engine(
        # What a killed command leaves is asked here, not how long a crowded machine takes to let it in.
        Database(DatabaseSettings(url=order["database_url"], connect_timeout_s=CONNECT_S), clock=clock),
        ObjectStore(ObjectStoreSettings(**order["objects"])),
        EngineSettings(secret=order["secret"].encode()),
    )


def _do(engine: Engine, order: dict[str, Any]) -> object:
    command, arguments = order["command"], order["arguments"]
    if command == "work":
        return _work(engine, datetime.fromisoformat(order["moment"]))
    if command == "work_in_turn":
        return _work_in_turn(engine)
    if command == "fire_due_timers":
        claimed, failures = fire_due_timers(engine)
        return {"claimed": claimed, "failures": [failure.stable_code for failure in failures]}
    if command == "send_due_dispatches":
        return _send(engine, **arguments)
    if command == "take_messages":
        return _take(engine, **arguments)
    return _command(engine, command, _actor(order["actor"]), arguments)


def _command(engine: Engine, command: str, actor: Actor, arguments: dict[str, Any]) -> object:
    if command == "upload_document":
        content = arguments.pop("content").encode("latin-1")
        return upload_document(engine, actor, chunks=[content], **arguments).key
    if command == "save_from_word":
        return _save(engine, **arguments)
    with engine.unit_of_work() as uow:
        if command in WITHOUT_ACTOR:
            return COMMANDS[command](uow, **arguments).number
        result = COMMANDS[command](uow, actor, **arguments)
    return getattr(result, "key", result)


def _save(engine: Engine, token: str, name: str, lock: str, content: str) -> bool:
    """Save to an address as a program that holds its lock."""
    condition = Condition(tokens=frozenset({lock}), met=lambda held, _sha256: held == lock)
    save = begin_save(engine, SignInRules(), Reached(token=token, name=name), condition=condition)
    save.write(content.encode("latin-1"))
    return save.finish().new


def _send(engine: Engine, url: str, token: str) -> int:
    """Send what is due over the axis that listens there."""
    channel = AxisChannel(url, organisation="H99.01", token=token)
    engine.settings = replace(engine.settings, channels=(channel,))
    return send_due_dispatches(engine)[0]


def _take(engine: Engine, url: str, token: str) -> int:
    """Take what waits on the axis that listens there."""
    channel = AxisChannel(url, organisation="H99.01", token=token)
    engine.settings = replace(engine.settings, channels=(channel,))
    return take_messages(engine).cases


def _actor(given: dict[str, Any]) -> Actor:
    return Actor(
        kind=ActorKind(given["kind"]),
        username=given["username"],
        display_name=given["display_name"],
        groups=frozenset(given["groups"]),
    )


def _work(engine: Engine, now: datetime) -> bool:
    """Be the real worker until nothing is due any more; tell whether that came about in time."""
    stop, idle = threading.Event(), threading.Event()

    def watch() -> None:
        try:
            for _ in range(int(WORK_S / LOOK_S)):
                if not _open_work(engine, now):
                    idle.set()
                    break
                stop.wait(LOOK_S)
        finally:
            stop.set()

    watcher = threading.Thread(target=watch)
    watcher.start()
    run(engine, stop, settings=WorkerSettings(technical=False, longest_pause_s=LOOK_S, shortest_pause_s=LOOK_S))
    watcher.join()
    return idle.is_set()


def _work_in_turn(engine: Engine) -> int:
    """Do due jobs one after another in this thread, as the worker does them, so that commits can be counted."""
    done = 0
    while True:
        with engine.unit_of_work() as uow:
            due = due_job_types(uow.transaction, CONNECTORS)
        if not due:
            return done
        with engine.unit_of_work() as uow:
            jobs = activate_jobs(uow, SYSTEM, job_type=due[0], worker="một", max_jobs=1, timeout_s=60)
        for job in jobs:
            run_job(engine, CONNECTORS[job.job_type], job)
            done += 1


def _open_work(engine: Engine, now: datetime) -> int:
    """Count what waits for a worker, without a unit of work: its commits would be counted as the worker's."""
    with engine.database.sql_engine.connect() as connection:
        statement = (
            "SELECT (SELECT count(*) FROM job WHERE state = 'CREATED')"
            " + (SELECT count(*) FROM timer WHERE due_at <= %(now)s)"
        )
        return int(connection.exec_driver_sql(statement, {"now": now}).scalar_one())


if __name__ == "__main__":
    main()
