"""What the API says about a request that does not fit its shape, in both languages.

Pydantic names each fault by a stable type; this table turns the types that our models can meet into sentences for
people. It decides nothing: status codes live in `api.errors`.
"""

from collections.abc import Mapping
from typing import Any

from engine.errors import Finding, Text

_NOT_AN_OBJECT = (
    "not_an_object",
    Text(vi="Giá trị phải là một đối tượng JSON.", en="The value must be a JSON object."),
)
_NOT_AN_INTEGER = ("not_an_integer", Text(vi="Giá trị phải là một số nguyên.", en="The value must be an integer."))
_NOT_A_BOOLEAN = ("not_a_boolean", Text(vi="Giá trị phải là true hoặc false.", en="The value must be true or false."))
_NOT_ALLOWED = (
    "value_not_allowed",
    Text(vi="Giá trị phải là một trong: {expected}.", en="The value must be one of: {expected}."),
)
_TEXTS: Mapping[str, tuple[str, Text]] = {
    "missing": ("field_missing", Text(vi="Thiếu trường này.", en="This field is missing.")),
    "extra_forbidden": (
        "field_unknown",
        Text(vi="Máy chủ không biết hoặc chưa hỗ trợ trường này.", en="This field is unknown or not supported yet."),
    ),
    "string_type": ("not_a_text", Text(vi="Giá trị phải là một chuỗi ký tự.", en="The value must be a text.")),
    "string_too_long": (
        "text_too_long",
        Text(vi="Chuỗi dài quá {max_length} ký tự.", en="The text is longer than {max_length} characters."),
    ),
    "string_too_short": (
        "text_too_short",
        Text(vi="Chuỗi phải có ít nhất {min_length} ký tự.", en="The text needs at least {min_length} characters."),
    ),
    "string_pattern_mismatch": (
        "text_malformed",
        Text(vi="Chuỗi không đúng dạng quy định.", en="The text does not have the required form."),
    ),
    "int_type": _NOT_AN_INTEGER,
    "int_parsing": _NOT_AN_INTEGER,
    "bool_type": _NOT_A_BOOLEAN,
    "bool_parsing": _NOT_A_BOOLEAN,
    "greater_than_equal": (
        "number_too_small",
        Text(vi="Giá trị phải từ {ge} trở lên.", en="The value must be at least {ge}."),
    ),
    "less_than_equal": (
        "number_too_large",
        Text(vi="Giá trị không được vượt quá {le}.", en="The value must be at most {le}."),
    ),
    "literal_error": _NOT_ALLOWED,
    "enum": _NOT_ALLOWED,
    "dict_type": _NOT_AN_OBJECT,
    "model_type": _NOT_AN_OBJECT,
    "model_attributes_type": _NOT_AN_OBJECT,
    "list_type": ("not_a_list", Text(vi="Giá trị phải là một danh sách.", en="The value must be a list.")),
    "too_long": (
        "list_too_long",
        Text(vi="Danh sách có quá {max_length} phần tử.", en="The list has more than {max_length} items."),
    ),
    "too_short": (
        "list_too_short",
        Text(vi="Danh sách phải có ít nhất {min_length} phần tử.", en="The list needs at least {min_length} items."),
    ),
}
_OTHER = ("value_invalid", Text(vi="Giá trị không hợp lệ.", en="The value is not valid."))
_PLACES = frozenset({"body", "query", "path", "header", "cookie"})


def findings_of(errors: list[Any]) -> tuple[Finding, ...]:
    """Turn pydantic's errors into findings, one a fault, each naming its field as the client wrote it."""
    return tuple(_finding(error) for error in errors)


def _finding(error: Mapping[str, Any]) -> Finding:
    context = error.get("ctx") or {}
    given = context.get("finding")
    field = _field(error.get("loc", ()))
    if isinstance(given, Finding):
        return Finding(code=given.code, text=given.text, field=field)
    code, text = _TEXTS.get(error["type"], _OTHER)
    words = {name: str(value) for name, value in context.items()}
    return Finding(code=code, text=Text(vi=_fill(text.vi, words), en=_fill(text.en, words)), field=field)


def _fill(sentence: str, words: Mapping[str, str]) -> str:
    for name, value in words.items():
        sentence = sentence.replace("{" + name + "}", value.replace(" or ", ", "))
    return sentence


def _field(location: tuple[str | int, ...]) -> str:
    path = ""
    for part in location[1:] if location and location[0] in _PLACES else location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part.isidentifier() or part.startswith("$"):
            path += f".{part}" if path else part
    return path or (str(location[0]) if location else "body")
