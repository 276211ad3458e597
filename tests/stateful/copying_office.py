"""An Office at work on P05: one random act at a time, each through the operations, each with its expected answer.

It keeps count of what was acknowledged, so that the end can be compared with what is stored.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

from engine.errors import Conflict, EngineError, NotFound
from engine.model.actor import SYSTEM, Actor
from engine.model.json_value import JsonValue
from engine.operations import (
    Engine,
    activate_jobs,
    cancel_instance,
    claim_task,
    complete_job,
    complete_task,
    correlate_message,
    create_instance,
    fail_job,
    fire_due_timers,
    get_case,
    resolve_incident,
    unclaim_task,
)
from engine.store.queries.due_work import due_job_types
from engine.worker.connectors import CONNECTORS
from engine.worker.run_job import run_job
from tests.faults.conftest import Child
from tests.stateful.submissions import Values, request, scan, secret_request, submission

LIEN, OANH, TUONG = "vu.bich.lien", "le.kim.oanh", "bui.xuan.tuong"
HOLDERS = {"chanh_van_phong": TUONG, "van_thu": LIEN}
PROCESS = "sao_y_so_hoa"
FAULTS = ("before_commit", "after_commit", "after_object_stored", "after_number_allocated", "before_job_completed")
NOTHING = {"nothing", "0 jobs"}
OVER = {"case_ended", "task_completed", "conflict", "message_not_awaited", "message_already_correlated"}


class CopyingOffice:
    """The people, the worker and the clock, moved by `chance`."""

    def __init__(self, child: Child, actor: Callable[[str], Actor], chance: Random) -> None:
        self.child, self.engine = child, child.engine
        self.actors = {name: actor(name) for name in (LIEN, OANH, TUONG)}
        self.clock = child.clock
        self.chance = chance
        self.started: list[tuple[str, Values, int]] = []  # command id, values, the case's key
        self.done: list[tuple[int, Actor, Values]] = []  # completions that were acknowledged
        self.acts: Mapping[Callable[[], str], float] = {
            self.start: 3,
            self.start_again: 1,
            self.work_on_a_task: 10,
            self.repeat_a_completion: 2,
            self.race_for_a_task: 4,
            self.race_with_a_message: 1,
            self.take_and_give_back: 2,
            self.send_a_message: 1,
            self.let_time_pass: 2,
            self.let_the_worker_work: 6,
            self.break_a_job: 2,
            self.kill_a_worker: 2,
            self.resolve_an_incident: 3,
            self.end_a_case_early: 0.5,
        }

    def act(self) -> str:
        """Do one thing that can be done now; tell what."""
        while True:
            [chosen] = self.chance.choices(list(self.acts), list(self.acts.values()))
            told = chosen()
            if told not in NOTHING:
                return f"{chosen.__name__}: {told}"

    # People

    def start(self) -> str:
        """Start a case, sometimes of a classified document."""
        oanh = self.actors[OANH]
        is_secret = self.chance.random() < 0.15
        values = secret_request(self.chance) if is_secret else request(self.chance, scan(self.engine, oanh))
        command_id = f"lệnh {len(self.started)}"
        with self.engine.unit_of_work() as uow:
            case = create_instance(uow, oanh, process_id=PROCESS, variables=values, command_id=command_id)
        self.started.append((command_id, values, case.key))
        return case.business_id

    def start_again(self) -> str:
        """Send an earlier start once more: the same case comes back."""
        if not self.started:
            return "nothing"
        command_id, values, key = self.chance.choice(self.started)
        with self.engine.unit_of_work() as uow:
            again = create_instance(uow, self.actors[OANH], process_id=PROCESS, variables=values, command_id=command_id)
        assert again.key == key
        return again.business_id

    def work_on_a_task(self) -> str:
        """Complete an open task with valid values."""
        found = self._any_task()
        if found is None:
            return "nothing"
        key, actor, values, element_id = found
        assert self._complete(key, actor, values) == "done"
        self.done.append((key, actor, values))
        return element_id

    def repeat_a_completion(self) -> str:
        """Send an acknowledged completion once more: refused, nothing changes."""
        if not self.done:
            return "nothing"
        outcome = self._complete(*self.chance.choice(self.done))
        assert outcome in OVER
        return outcome

    def race_for_a_task(self) -> str:
        """Let two threads complete the same task: one does."""
        found = self._any_task()
        if found is None:
            return "nothing"
        key, actor, values, element_id = found
        outcomes = together(*[lambda: self._complete(key, actor, values)] * 2)
        assert sorted(outcome == "done" for outcome in outcomes) == [False, True]
        assert set(outcomes) - {"done"} <= OVER
        self.done.append((key, actor, values))
        return element_id

    def race_with_a_message(self) -> str:
        """Let the approval and the withdrawal of a request meet: one wins, or the request was returned first."""
        found = self._any_task("duyet")
        if found is None:
            return "nothing"
        key, actor, values, _ = found
        [case] = self._rows("SELECT instance_key AS key FROM user_task WHERE key = %(key)s", key=key)
        [message] = self._rows("SELECT * FROM message_subscription WHERE instance_key = %(key)s", key=case["key"])
        approved, withdrawn = together(
            lambda: self._complete(key, actor, values), lambda: self._send(message["message_name"], message)
        )
        assert (approved == "done") != (withdrawn == "done")
        assert {approved, withdrawn} - {"done"} <= OVER
        if approved == "done":
            self.done.append((key, actor, values))
        return f"{approved}/{withdrawn}"

    def take_and_give_back(self) -> str:
        """Claim an open task, and sometimes give it back."""
        found = self._any_task()
        if found is None or found[3] == "sua_yeu_cau":
            return "nothing"
        key, actor, _, element_id = found
        with self.engine.unit_of_work() as uow:
            claim_task(uow, actor, task_key=key)
        if self.chance.random() < 0.5:
            with self.engine.unit_of_work() as uow:
                unclaim_task(uow, actor, task_key=key)
        return element_id

    def send_a_message(self) -> str:
        """Press a button of a case page: withdraw the request, or confirm the receipt."""
        waiting = self._rows("SELECT * FROM message_subscription ORDER BY key")
        if not waiting:
            return "nothing"
        message = self.chance.choice(waiting)
        with self.engine.unit_of_work() as uow:
            actions = get_case(uow, self.actors[OANH], instance_key=message["instance_key"]).actions
        assert [action.wait_key for action in actions] == [message["key"]]
        assert self._send(message["message_name"], message) == "done"
        return str(message["element_id"])

    def end_a_case_early(self) -> str:
        """Let the head of the Office end a case."""
        running = self._rows("SELECT key FROM process_instance WHERE state = 'ACTIVE' ORDER BY key")
        if not running:
            return "nothing"
        with self.engine.unit_of_work() as uow:
            cancel_instance(uow, self.actors[TUONG], instance_key=self.chance.choice(running)["key"], reason="Thử")
        return "ended"

    # Time and machines

    def let_time_pass(self) -> str:
        """Move the clock and fire what is due."""
        hours = self.chance.choice((1, 3, 9, 24, 72))
        self.clock.forward(hours=hours)
        fired, failures = fire_due_timers(self.engine)
        assert failures == ()
        return f"{hours} h, {fired} timers"

    def let_the_worker_work(self) -> str:
        """Do some or all of the due jobs with the product's own connectors."""
        most, done = self.chance.choice((1, 2, 50)), 0
        while done < most:
            with self.engine.unit_of_work() as uow:
                due = due_job_types(uow.transaction, CONNECTORS)
            if not due:
                break
            with self.engine.unit_of_work() as uow:
                jobs = activate_jobs(uow, SYSTEM, job_type=due[0], worker="một", max_jobs=1, timeout_s=60)
            for job in jobs:
                run_job(self.engine, CONNECTORS[job.job_type], job)
                done += 1
                self._assert_job_is_over(job.key)
        return f"{done} jobs"

    def kill_a_worker(self) -> str:
        """Let a worker die at one of the fault points that it passes, if it comes so far; its claims lapse."""
        with self.engine.unit_of_work() as uow:
            if not due_job_types(uow.transaction, CONNECTORS):
                return "nothing"
        fault = f"{self.chance.choice(FAULTS)}:{self.chance.randint(1, 4)}"
        killed = self.child("work_in_turn", fault=fault).killed
        self.clock.forward(minutes=2)
        return f"{fault}, killed: {killed}"

    def break_a_job(self) -> str:
        """Fail an open job, with or without another try."""
        waiting = self._rows("SELECT * FROM job WHERE state = 'CREATED' ORDER BY key")
        if not waiting:
            return "nothing"
        job, retries = self.chance.choice(waiting), self.chance.choice((0, 1))
        with self.engine.unit_of_work() as uow:
            fail_job(uow, SYSTEM, job_key=job["key"], retries=retries, message="máy in hết giấy")
        return f"{job['element_id']}, {retries} retries"

    def resolve_an_incident(self) -> str:
        """Press “Chạy lại” on an open incident."""
        waiting = self._rows("SELECT * FROM incident WHERE state = 'ACTIVE' ORDER BY key")
        if not waiting:
            return "nothing"
        with self.engine.unit_of_work() as uow:
            resolve_incident(uow, self.actors[TUONG], incident_key=self.chance.choice(waiting)["key"])
        return "resolved"

    def bring_to_an_end(self) -> None:
        """Do everything that waits until nothing waits any more."""
        for _ in range(200):
            self.clock.forward(hours=24)
            steps = (
                self.work_on_a_task(),
                self.let_the_worker_work(),
                self.resolve_an_incident(),
                self.send_a_message(),
            )
            if set(steps) <= NOTHING:
                return
        message = "the cases do not come to an end"
        raise AssertionError(message)

    # What they stand on

    def _rows(self, statement: str, **values: object) -> list[dict[str, Any]]:
        with self.engine.unit_of_work() as uow:
            return [dict(row) for row in uow.connection.exec_driver_sql(statement, values).mappings()]

    def _any_task(self, element_id: str = "%") -> tuple[int, Actor, Values, str] | None:
        open_tasks = self._rows(
            "SELECT * FROM user_task WHERE state = 'CREATED' AND element_id LIKE %(element)s ORDER BY key",
            element=element_id,
        )
        if not open_tasks:
            return None
        task = self.chance.choice(open_tasks)
        actor = self.actors[task["assignee"] or next(HOLDERS[g] for g in task["candidate_groups"] if g in HOLDERS)]
        held = self._rows("SELECT name, value FROM variable WHERE scope_key = %(key)s", key=task["instance_key"])
        root: dict[str, JsonValue] = {row["name"]: row["value"] for row in held}
        values = submission(task["element_id"], self.chance, root, lambda: scan(self.engine, actor))
        return task["key"], actor, values, task["element_id"]

    def _complete(self, key: int, actor: Actor, values: Values) -> str:
        return outcome(self.engine, lambda uow: complete_task(uow, actor, task_key=key, variables=values))

    def _send(self, name: str, message: Mapping[str, Any]) -> str:
        return outcome(
            self.engine,
            lambda uow: correlate_message(
                uow, self.actors[OANH], name=name, correlation_key=message["correlation_key"]
            ),
        )

    def _assert_job_is_over(self, key: int) -> None:
        [job] = self._rows("SELECT * FROM job WHERE key = %(key)s", key=key)
        assert job["state"] == "COMPLETED", job["error_message"]
        refused = outcome(self.engine, lambda uow: complete_job(uow, SYSTEM, job_key=key))
        assert refused in OVER


def outcome(engine: Engine, command: Callable[[Any], object]) -> str:
    """Give one command; “done”, or the code of its refusal."""
    try:
        with engine.unit_of_work() as uow:
            command(uow)
    except (Conflict, NotFound) as error:
        return error.stable_code
    except EngineError as error:
        message = f"refused: {error.stable_code} {getattr(error, 'findings', '')}"
        raise AssertionError(message) from error
    return "done"


def together(*commands: Callable[[], str]) -> list[str]:
    """Run commands at the same moment, each in a thread; give their outcomes in order."""
    barrier = Barrier(len(commands))

    def run(command: Callable[[], str]) -> str:
        barrier.wait()
        return command()

    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(run, commands))
