"""What must hold of every case after every command: the token document and the rows tell the same story.

The document is restored on a model parsed anew each time, as after a restart of every process.
"""

from collections.abc import Mapping
from typing import Any

from engine.model.limits import RuntimeLimits
from engine.operations import Engine
from engine.operations.upkeep.verify_audit import verify_audit
from engine.spiff import Execution, parse

Rows = list[Mapping[str, Any]]
OPEN_JOB = ("CREATED", "FAILED")


def assert_agreement(engine: Engine) -> None:
    """Check every case of the database."""
    limits = RuntimeLimits()
    with engine.unit_of_work() as uow:

        def rows(statement: str, **values: object) -> Rows:
            return [dict(row) for row in uow.connection.exec_driver_sql(statement, values).mappings()]

        models = {}
        for row in rows("SELECT key, xml, resource_name FROM process_definition"):
            [models[row["key"]]] = parse(row["xml"], resource=row["resource_name"], limits=limits)
        for case in rows("SELECT * FROM process_instance ORDER BY key"):
            model = models[case["definition_key"]]
            held: dict[int, dict[str, Any]] = {}
            for row in rows("SELECT * FROM variable WHERE instance_key = %(key)s", key=case["key"]):
                held.setdefault(row["scope_key"], {})[row["name"]] = row["value"]
            execution = Execution.restore(
                model,
                instance_key=case["key"],
                keys=uow.new_key,
                host=uow.host,
                limits=limits,
                document=case["tokens"],
                variables=held,
            )
            assert execution.document() == case["tokens"]
            assert execution.finished == (case["state"] != "ACTIVE")
            of_case = {
                table: rows(f"SELECT * FROM {table} WHERE instance_key = %(key)s", key=case["key"])  # noqa: S608
                for table in (
                    "element_instance",
                    "user_task",
                    "job",
                    "timer",
                    "message_subscription",
                    "signal_subscription",
                    "incident",
                )
            }
            _assert_tokens(case, model.definition.elements, of_case, set(held))
        assert verify_audit(uow).problems == ()


def _assert_tokens(
    case: Mapping[str, Any], elements: Mapping[str, Any], of_case: Mapping[str, Rows], scopes: set[int]
) -> None:
    tokens = {token["k"]: token for token in case["tokens"]["tokens"] if token.get("k")}
    waiting = {key: token for key, token in tokens.items() if token["p"] == "W" and not token.get("i")}

    def visits(element_type: str) -> set[int]:
        return {key for key, token in waiting.items() if elements[token["e"]].type == element_type}

    active = {row["key"] for row in of_case["element_instance"] if row["state"] == "ACTIVE"}
    assert active == set(tokens)
    open_tasks = {row["element_instance_key"] for row in of_case["user_task"] if row["state"] == "CREATED"}
    assert open_tasks == visits("userTask")
    open_jobs = {row["element_instance_key"] for row in of_case["job"] if row["state"] in OPEN_JOB}
    assert open_jobs == visits("serviceTask")
    waits = [(token["k"], wait) for token in tokens.values() for wait in (*token.get("w", ()), *token.get("x", ()))]
    waits += [(case["key"], wait) for wait in case["tokens"].get("waits", ())]
    timers = {(row["element_instance_key"], row["key"], row["element_id"]) for row in of_case["timer"]}
    assert timers == {(visit, wait["k"], wait["e"]) for visit, wait in waits if "d" in wait}
    subscriptions = {
        (row["element_instance_key"], row["key"], row["message_name"], row["correlation_key"])
        for row in of_case["message_subscription"]
    }
    assert subscriptions == {(visit, wait["k"], wait["m"], wait["c"]) for visit, wait in waits if "m" in wait}
    signals = {(row["element_instance_key"], row["key"], row["signal_name"]) for row in of_case["signal_subscription"]}
    assert signals == {(visit, wait["k"], wait["g"]) for visit, wait in waits if "g" in wait}
    incidents = [row for row in of_case["incident"] if row["state"] == "ACTIVE"]
    assert case["open_incidents"] == len(incidents)
    of_model = {row["element_instance_key"] for row in incidents if row["job_key"] is None}
    assert of_model == {key for key, token in tokens.items() if token.get("i")}
    of_jobs = {row["job_key"] for row in incidents if row["job_key"] is not None}
    assert of_jobs == {row["key"] for row in of_case["job"] if row["state"] == "FAILED"}
    assert scopes <= {case["key"], *(key for key, token in tokens.items() if token.get("s"))}
    if case["state"] != "ACTIVE":
        assert (tokens, case["ended_at"] is None) == ({}, False)
