"""Logs are JSON lines without personal data, whoever wrote the event."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from api.logs import configure_logs, get_logger


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_is_one_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format="json", level="INFO")
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        get_logger("engine.x").info("task_completed", task_key=7)
    (line,) = lines(capsys)
    assert line["event"] == "task_completed"
    assert line["task_key"] == 7
    assert line["request_id"] == "r-1"
    assert line["level"] == "info"


def test_personal_data_and_secrets_are_cut_out_at_every_depth(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format="json", level="INFO")
    get_logger("x").info("e", username="tran.thi.b", detail={"password": "p", "deeper": {"file_name": "Đơn.docx"}})
    text = json.dumps(lines(capsys), ensure_ascii=False)
    assert "tran" not in text
    assert "Đơn" not in text
    assert '"p"' not in text


def test_the_standard_library_writes_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format="json", level="INFO")
    logging.getLogger("elsewhere").warning("something %s", "odd", extra={})
    (line,) = lines(capsys)
    assert line["event"] == "something odd"


def test_a_lower_level_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format="json", level="WARNING")
    get_logger("x").info("not told")
    assert lines(capsys) == []


def test_an_exception_is_told_in_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format="json", level="INFO")
    try:
        int("x")
    except ValueError:
        get_logger("x").exception("failed")
    (line,) = lines(capsys)
    assert "ValueError" in json.dumps(line["exception"])


def test_a_traceback_tells_kinds_and_lines_and_repeats_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format="json", level="INFO")
    try:
        try:
            int("Âu Thị Hạnh Ngân")
        except ValueError as error:
            error.add_note("0000 000 457")
            raise ExceptionGroup("Trại Cau", [error, KeyError("Doãn Văn Khuyến")]) from error
    except ExceptionGroup:
        get_logger("x").exception("failed")
    (line,) = lines(capsys)
    told = json.dumps(line, ensure_ascii=False)
    assert all(kind in told for kind in ("ValueError", "KeyError", "ExceptionGroup", "test_logs.py"))
    assert not any(value in told for value in ("Hạnh Ngân", "457", "Trại Cau", "Khuyến"))


def test_the_console_form_is_no_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format="console", level="INFO")
    get_logger("x").info("hello")
    assert "hello" in capsys.readouterr().err
