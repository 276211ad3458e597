import json

import pytest

from api.errors import STATUS, is_machine_path, problem, status_of, view_of
from engine import errors
from engine.errors import Conflict, EngineError, Finding, InputRejected, LimitExceeded, NotAuthenticated, Text

SENTENCE = Text(vi="Câu tiếng Việt.", en="English sentence.")


def test_every_kind_of_error_has_its_status() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.EngineError)}
    assert set(STATUS) == kinds
    assert {status_of(kind(SENTENCE)) for kind in kinds - {errors.EngineError}} < set(range(400, 504)) - {500}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (LimitExceeded(SENTENCE), 413),
        (LimitExceeded(SENTENCE, code="too_many_attempts"), 429),
        (InputRejected(SENTENCE, code="media_type_unsupported"), 415),
        (Conflict(SENTENCE, code="stale_task"), 409),
    ],
)
def test_a_stable_code_may_choose_a_closer_status(error: EngineError, status: int) -> None:
    assert status_of(error) == status


def test_a_problem_tells_code_place_and_language() -> None:
    finding = Finding(
        code="form_field_required", text=SENTENCE, field="so_ban", resource="a.form", element_id="e", line=3
    )
    view = view_of(InputRejected(SENTENCE, findings=(finding,), details={"n": 1}), "rq-1")
    answer = problem(view, language="en", instance="/v2/user-tasks/1/completion")
    body = json.loads(bytes(answer.body))
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "en"
    assert body == {
        "type": "urn:hoidong:problem:input_rejected",
        "title": "Bad request",
        "status": 400,
        "detail": "English sentence.",
        "instance": "/v2/user-tasks/1/completion",
        "code": "input_rejected",
        "requestId": "rq-1",
        "errors": [
            {
                "code": "form_field_required",
                "message": "English sentence.",
                "field": "so_ban",
                "resource": "a.form",
                "elementId": "e",
                "line": 3,
            }
        ],
        "details": {"n": 1},
    }
    assert json.loads(bytes(problem(view, language="vi", instance="/").body))["detail"] == "Câu tiếng Việt."


def test_a_browser_is_never_asked_to_open_its_own_password_window() -> None:
    answer = problem(view_of(NotAuthenticated(SENTENCE), ""), language="vi", instance="/")
    assert "basic" not in answer.headers["www-authenticate"].lower()


@pytest.mark.parametrize(
    ("path", "machine"), [("/v2/jobs", True), ("/oauth/token", True), ("/viec", False), ("/v2x", False)]
)
def test_pages_and_machines_are_told_apart(path: str, machine: bool) -> None:
    assert is_machine_path(path) is machine
