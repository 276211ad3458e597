"""Short ways to make forms and FEEL hosts in the tests of forms."""

import json
from datetime import UTC, datetime

from engine.errors import DefinitionError, InputRejected
from engine.feel import FeelValue, Host, HostFunction
from engine.forms import Form, parse_form, validate_submission
from engine.model.json_value import JsonValue

KINDS = [{"value": "sao_y", "label": "Sao y", "label_en": "Full copy"}, {"value": "trich_sao", "label": "Trích sao"}]


def _code_list(key: FeelValue) -> FeelValue:
    return KINDS if key == "loai_sao" else None


HOST = Host(
    functions={"code list": HostFunction("code list", ("key",), _code_list)},
    now=lambda: datetime(2026, 11, 25, 2, 0, tzinfo=UTC),
    timezone="Asia/Ho_Chi_Minh",
)


def field(kind: str, key: str, **entries: JsonValue) -> dict[str, JsonValue]:
    """Give a component; its id is derived from its key."""
    return {"id": f"c_{key}", "type": kind, "key": key, "label": f"Ô {key}", **entries}


def content(*components: JsonValue, **entries: JsonValue) -> bytes:
    """Give the bytes of a form file with these components."""
    return json.dumps({"id": "thu", "type": "default", "components": list(components), **entries}).encode()


def form(*components: JsonValue) -> Form:
    """Parse a form with these components."""
    return parse_form(content(*components), resource="thu.form")


def faults(file: bytes) -> list[tuple[str, str | None, str | None]]:
    """Give code, component id and key of each fault of a form file."""
    try:
        parse_form(file, resource="thu.form")
    except DefinitionError as refusal:
        found = refusal.findings
    else:
        found = ()
    assert all(each.text.vi and each.text.en and each.resource == "thu.form" for each in found)
    return [(each.code, each.element_id, each.field) for each in found]


def submit(
    form_: Form, data: dict[str, JsonValue], context: dict[str, JsonValue] | None = None
) -> dict[str, JsonValue]:
    """Validate a submission against the tests' host."""
    return validate_submission(form_, data, host=HOST, context=context or {})


def refused(
    form_: Form, data: dict[str, JsonValue], context: dict[str, JsonValue] | None = None
) -> list[tuple[str, str | None]]:
    """Give code and field of each finding of a refused submission; an accepted one gives none."""
    try:
        submit(form_, data, context)
    except InputRejected as refusal:
        found = refusal.findings
    else:
        found = ()
    assert all(each.text.vi and each.text.en for each in found)
    return [(each.code, each.field) for each in found]
