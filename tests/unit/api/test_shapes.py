import json
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from api.problem_texts import findings_of
from api.routes.shapes import found, moment
from api.routes.user_tasks import Completion, UserTaskSearch


def codes(body: object) -> dict[str | None, str]:
    with pytest.raises(ValidationError) as refused:
        UserTaskSearch.model_validate(body)
    return {finding.field: finding.code for finding in findings_of(list(refused.value.errors()))}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"sort": []}, {"sort": "field_unknown"}),
        ({"filter": {"dueDate": "2026-01-01"}}, {"filter.dueDate": "field_unknown"}),
        ({"filter": {"state": "WAITING"}}, {"filter.state": "value_not_allowed"}),
        ({"filter": {"state": {"$neq": "CREATED"}}}, {"filter.state": "filter_not_supported"}),
        ({"filter": {"processInstanceKey": 1}}, {"filter.processInstanceKey": "key_malformed"}),
        ({"filter": {"processInstanceKey": "12x"}}, {"filter.processInstanceKey": "key_malformed"}),
        ({"filter": {"processInstanceKey": "9" * 30}}, {"filter.processInstanceKey": "key_malformed"}),
        ({"filter": {"processInstanceKey": "0" * 20 + "9" * 30}}, {"filter.processInstanceKey": "key_malformed"}),
        ({"filter": {"processInstanceKey": "²"}}, {"filter.processInstanceKey": "key_malformed"}),
        ({"filter": {"assignee": 5}}, {"filter.assignee": "not_a_text"}),
        ({"filter": {"assignee": "x" * 501}}, {"filter.assignee": "text_too_long"}),
        ({"page": {"limit": "10"}}, {"page.limit": "not_an_integer"}),
        ({"page": {"limit": 0}}, {"page.limit": "number_too_small"}),
        ({"page": {"from": 10_000_000}}, {"page.from": "number_too_large"}),
        ({"page": {"from_": 1}}, {"page.from_": "field_unknown"}),
        ({"filter": []}, {"filter": "not_an_object"}),
        ([], {"body": "not_an_object"}),
    ],
)
def test_what_does_not_fit_is_named(body: object, expected: dict[str, str]) -> None:
    assert codes(body) == expected


def test_equality_may_be_written_both_ways() -> None:
    short = UserTaskSearch.model_validate({"filter": {"assignee": "dv.tu", "state": "CREATED"}})
    long = UserTaskSearch.model_validate({"filter": {"assignee": {"$eq": "dv.tu"}, "state": {"$eq": "CREATED"}}})
    assert short == long


def test_names_are_the_interface_s_not_ours() -> None:
    with pytest.raises(ValidationError):
        Completion.model_validate({"task_key": "1"})


def test_times_are_utc_with_milliseconds() -> None:
    assert moment(datetime(2026, 11, 25, 2, 30, tzinfo=UTC)) == "2026-11-25T02:30:00.000Z"
    assert moment(None) is None


@pytest.mark.parametrize(("total", "told"), [(10_000, (10_000, False)), (10_001, (10_000, True))])
def test_a_search_tells_ten_thousand_and_that_there_are_more(total: int, told: tuple[int, bool]) -> None:
    page = json.loads(bytes(found([], total).body))["page"]

    assert (page["totalItems"], page["hasMoreTotalItems"]) == told
