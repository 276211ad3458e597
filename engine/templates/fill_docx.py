"""Fills an Office's own .docx template with docxtpl. The template is a stranger's text: it may name values only.

Allowed in a template: values (`{{ trich_yeu }}`, `{{ nguoi_ky.ho_ten }}`), `{% if %}` and `{% for %}` over values, a
few harmless filters. No calls, no arithmetic, no other tags: nothing in a template can reach the program or run long.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from engine.errors import InputRejected, Text
from engine.templates.open_docx import open_docx

_NODES: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const),
    *(nodes.For, nodes.If, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Filter),
)
_FILTERS: Final = frozenset({"upper", "lower", "capitalize", "title", "trim", "first", "last", "length", "e"})
_DEEPEST_LOOP: Final = 2
_MOST_VALUES: Final = 20_000
_LONGEST_RESULT: Final = 20 * 1024 * 1024

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]


class _Words(SandboxedEnvironment):
    """Compiles only what the allow-list names."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _judge(tree, 0)
        return tree


def _judge(node: nodes.Node, depth: int) -> None:
    if not isinstance(node, _NODES):
        raise _not_allowed(type(node).__name__)
    if isinstance(node, nodes.Filter) and (node.name not in _FILTERS or node.args or node.kwargs):
        raise _not_allowed(node.name)
    if isinstance(node, nodes.For):
        depth += 1
        if depth > _DEEPEST_LOOP or node.recursive:
            raise _not_allowed("for")
    names = [part for part in (getattr(node, "name", None), getattr(node, "attr", None)) if isinstance(part, str)]
    if any(part.startswith("_") for part in names):
        raise _not_allowed(names[0])
    for child in node.iter_child_nodes():
        _judge(child, depth)


def fill_docx(template: bytes, values: Mapping[str, Value]) -> bytes:
    """Fill a template and give the .docx; `values` are set as plain text.

    Raises InputRejected for a template that is no safe .docx, asks for more than values, or names a value that is not
    there (the message says which).
    """
    open_docx(template)
    if sum(1 for _ in _leaves(dict(values))) > _MOST_VALUES:
        raise InputRejected(
            Text(vi="Quá nhiều dữ liệu để điền vào mẫu.", en="There are too many values for a template."),
            code="template_values_too_many",
        )
    document = DocxTemplate(BytesIO(template))
    try:
        document.render(dict(values), _Words(autoescape=True, undefined=StrictUndefined), autoescape=True)
    except TemplateError as error:
        raise InputRejected(
            Text(
                vi=f"Mẫu Word có chỗ điền sai hoặc thiếu dữ liệu: {error.message}. Hãy sửa mẫu hoặc bổ sung.",
                en=f"The Word template has a wrong blank or a value is missing: {error.message}. "
                "Please mend the template or complete the data.",
            ),
            code="template_invalid",
        ) from error
    written = BytesIO()
    document.save(written)
    if written.tell() > _LONGEST_RESULT:
        raise InputRejected(
            Text(vi="Văn bản tạo ra quá lớn.", en="The document made from the template is too large."),
            code="template_result_too_large",
        )
    return written.getvalue()


def _leaves(value: Value) -> Iterator[Value]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _not_allowed(what: str) -> InputRejected:
    return InputRejected(
        Text(
            vi=f"Mẫu Word dùng lệnh không được phép ({what}). Chỉ được điền giá trị, dùng if và for. Hãy sửa mẫu.",
            en=f"The Word template uses what is not allowed ({what}): only values, if and for. Please mend it.",
        ),
        code="template_not_allowed",
    )
