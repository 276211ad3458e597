"""Reads the JSON of a form file within bounds: size, nesting, exact numbers, no name twice in one object.

It knows nothing of forms; what the objects mean is for `parse_form`.
"""

import json
from decimal import Decimal
from typing import NoReturn

from engine.forms.faults import Faults
from engine.forms.limits import FormLimits
from engine.model.json_value import JsonValue


class _Refused(ValueError):
    """A file that must not be read further; `code` and texts are ready for a finding."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.code, self.vi, self.en = code, vi, en


def read_json(content: bytes, faults: Faults, limits: FormLimits) -> JsonValue:
    """Give the JSON value of `content` (numbers as int or Decimal), or None with a fault recorded."""
    try:
        return _read(content, limits)
    except _Refused as refused:
        faults.add(refused.code, refused.vi, refused.en)
    except json.JSONDecodeError as error:
        faults.add(
            "form_json_invalid",
            f"Tệp không phải JSON hợp lệ: sai ở dòng {error.lineno}, cột {error.colno}.",
            f"The file is not valid JSON: mistake in line {error.lineno}, column {error.colno}.",
        )
    except (ValueError, RecursionError):
        faults.add("form_json_invalid", "Tệp không phải JSON hợp lệ.", "The file is not valid JSON.")
    return None


def _read(content: bytes, limits: FormLimits) -> JsonValue:
    if len(content) > limits.file_bytes:
        megabytes = f"{limits.file_bytes / 1_000_000:g}"
        raise _Refused(
            "form_too_large",
            f"Tệp biểu mẫu lớn hơn {megabytes.replace('.', ',')} MB.",
            f"The form file is larger than {megabytes} MB.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Refused(
            "form_encoding_invalid", "Tệp biểu mẫu không dùng mã UTF-8.", "The form file is not in UTF-8."
        ) from None
    _check_depth(text, limits.json_depth)
    value: JsonValue = json.loads(
        text, parse_float=_exact, parse_constant=_no_constant, object_pairs_hook=_unique_names
    )
    return value


def _check_depth(text: str, maximum: int) -> None:
    depth, in_string, escaped = 0, False, False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > maximum:
                raise _Refused(
                    "form_too_deep",
                    f"Biểu mẫu lồng nhau quá {maximum} cấp.",
                    f"The form is nested deeper than {maximum} levels.",
                )
        elif character in "]}":
            depth -= 1


def _exact(digits: str) -> Decimal:
    return Decimal(digits)


def _no_constant(name: str) -> NoReturn:
    raise _Refused("form_json_invalid", f"“{name}” không phải là số trong JSON.", f"“{name}” is not a JSON number.")


def _unique_names(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    names: dict[str, JsonValue] = {}
    for name, value in pairs:
        if name in names:
            raise _Refused(
                "form_json_duplicate_name",
                f"Trong một đối tượng JSON, tên “{name[:100]}” xuất hiện hai lần.",
                f"The name “{name[:100]}” stands twice in one JSON object.",
            )
        names[name] = value
    return names
