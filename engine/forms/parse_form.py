"""Reads a form-js schema (`.form` file) into a `Form`, or refuses it with every fault found.

Whatever we would not render and check faithfully is refused with its reason; entries that we do not know are left
alone. Nothing from the file reaches a path, a shell or Python's eval: expressions are FEEL, compiled here.
"""

import re

from engine.errors import DefinitionError, Text
from engine.forms.faults import Faults
from engine.forms.field_reader import FieldReader
from engine.forms.limits import DEFAULT_FORM_LIMITS, FormLimits
from engine.forms.parse_component import SHOWN_ONLY, build_component
from engine.forms.read_json import read_json
from engine.forms.schema import Component, Form, Kind
from engine.model.json_value import JsonValue

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,99}")
_LONGEST_TAG = 100
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_IGNORED = frozenset({"button"})  # the page has its own buttons
_SUPPORTED = frozenset(kind.value for kind in Kind)


def parse_form(content: bytes, *, resource: str, limits: FormLimits = DEFAULT_FORM_LIMITS) -> Form:
    """Parse `content` (a form-js schema); raises DefinitionError whose findings name component and key."""
    faults = Faults(resource)
    form = _FormParser(faults, limits).parse(read_json(content, faults, limits))
    if faults.found or form is None:
        count = len(faults.found)
        raise DefinitionError(
            Text(
                vi=f"Biểu mẫu “{resource}” có {count} chỗ cần sửa.",
                en=f"The form “{resource}” has {count} thing{'' if count == 1 else 's'} to mend.",
            ),
            findings=tuple(faults.found),
        )
    return form


class _FormParser:
    def __init__(self, faults: Faults, limits: FormLimits) -> None:
        self.faults, self.limits = faults, limits
        self.ids: set[str] = set()
        self.keys: set[str] = set()
        self.in_row = False
        self.count = 0

    def parse(self, raw: JsonValue) -> Form | None:
        if self.faults.found:
            return None
        if not isinstance(raw, dict):
            self.faults.add("form_not_an_object", "Tệp không chứa một biểu mẫu.", "The file does not hold a form.")
            return None
        form_id = raw.get("id")
        if not isinstance(form_id, str) or not _ID.fullmatch(form_id):
            self.faults.add(
                "form_id_invalid",
                "Biểu mẫu thiếu mã (“id”) hợp lệ: chữ cái không dấu, chữ số, “_”, “-”, “.”.",
                "The form lacks a valid “id”: ASCII letters, digits, “_”, “-”, “.”.",
            )
            form_id = ""
        components = self._components(raw.get("components"), depth=0, component=None)
        version = raw.get("schemaVersion")
        return Form(
            id=form_id,
            components=components,
            schema_version=version if isinstance(version, int) else None,
            version_tag=self._version_tag(raw.get("versionTag")),
        )

    def _version_tag(self, tag: JsonValue) -> str | None:
        if tag is None or tag == "":
            return None
        if isinstance(tag, str) and tag.strip() and len(tag) <= _LONGEST_TAG and tag.isprintable():
            return tag.strip()
        self.faults.add(
            "form_version_tag_invalid",
            f"nhãn phiên bản (“versionTag”) phải là chữ, dài không quá {_LONGEST_TAG} ký tự.",
            f"the entry “versionTag” must be a text of at most {_LONGEST_TAG} characters.",
        )
        return None

    def _components(self, raw: JsonValue, *, depth: int, component: str | None) -> tuple[Component, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list):
            self.faults.add(
                "form_entry_invalid",
                "mục “components” phải là một danh sách.",
                "the entry “components” must be a list.",
                component=component,
            )
            return ()
        return tuple(found for found in (self._component(item, depth) for item in raw) if found is not None)

    def _component(self, raw: JsonValue, depth: int) -> Component | None:
        self.count += 1
        if self.count == self.limits.components + 1:
            maximum = self.limits.components
            self.faults.add(
                "form_too_many_components",
                f"Biểu mẫu có quá {maximum} thành phần.",
                f"The form has more than {maximum} components.",
            )
        if self.count > self.limits.components:
            return None
        if not isinstance(raw, dict):
            self.faults.add(
                "form_component_invalid", "Một thành phần không phải là đối tượng.", "A component is not an object."
            )
            return None
        component_id = self._identify(raw.get("id"), raw.get("type"))
        kind = self._kind(raw.get("type"), component_id)
        if kind is None or component_id is None:
            return None
        name = "path" if kind is Kind.DYNAMICLIST else "key"
        key = None if kind in SHOWN_ONLY else self._key(raw.get(name), component_id)
        reader = FieldReader(raw, self.faults, self.limits, component_id, key)
        return build_component(reader, kind, self._children(reader, kind, depth))

    def _identify(self, component_id: JsonValue, type_name: JsonValue) -> str | None:
        shown = str(type_name)[:100]
        if not isinstance(component_id, str) or not _ID.fullmatch(component_id):
            self.faults.add(
                "form_component_id_invalid",
                f"Một thành phần loại “{shown}” thiếu mã (“id”) hợp lệ.",
                f"A component of type “{shown}” lacks a valid “id”.",
            )
            return None
        if component_id in self.ids:
            self.faults.add(
                "form_component_id_duplicate",
                "mã thành phần đã dùng cho thành phần khác.",
                "its id is already used by another component.",
                component=component_id,
            )
        self.ids.add(component_id)
        return component_id

    def _kind(self, name: JsonValue, component_id: str | None) -> Kind | None:
        if isinstance(name, str) and name in _IGNORED:
            return None
        if isinstance(name, str) and name in _SUPPORTED:
            return Kind(name)
        shown = str(name)[:100]
        self.faults.add(
            "form_component_type_unsupported",
            f"chưa hỗ trợ loại “{shown}”; nếu bỏ qua, người dùng sẽ thiếu phần này.",
            f"the type “{shown}” is not supported; leaving it out would hide this part from people.",
            component=component_id,
        )
        return None

    def _key(self, key: JsonValue, component_id: str) -> str | None:
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            self.faults.add(
                "form_key_invalid",
                "tên biến (“key”) phải gồm chữ cái không dấu, chữ số, “_”, không có dấu chấm hay khoảng trắng.",
                "its “key” must consist of ASCII letters, digits and “_”, without dots or spaces.",
                component=component_id,
            )
            return None
        if key in self.keys:
            self.faults.add(
                "form_key_duplicate",
                f"tên biến “{key}” đã dùng cho thành phần khác.",
                f"the key “{key}” is already used by another component.",
                component=component_id,
                key=key,
            )
        self.keys.add(key)
        return key

    def _children(self, reader: FieldReader, kind: Kind, depth: int) -> tuple[Component, ...]:
        if kind is Kind.DYNAMICLIST:
            return self._row(reader, depth)
        if kind is not Kind.GROUP:
            return ()
        if reader.text("path"):
            reader.fault(
                "form_group_path_unsupported",
                "nhóm có “path” (dữ liệu lồng nhau) chưa được hỗ trợ; hãy để trống.",
                "a group with a “path” (nested data) is not supported; leave it empty.",
            )
        if depth >= self.limits.group_depth:
            maximum = self.limits.group_depth
            reader.fault(
                "form_too_deep",
                f"nhóm lồng nhau quá {maximum} cấp.",
                f"groups are nested deeper than {maximum} levels.",
            )
            return ()
        return self._components(reader.raw.get("components"), depth=depth + 1, component=reader.component_id)

    def _row(self, reader: FieldReader, depth: int) -> tuple[Component, ...]:
        """Read the fields of one row: their keys are the row's own, so each list begins a set of names anew."""
        if self.in_row:
            reader.fault(
                "form_list_nested",
                "danh sách trong danh sách chưa được hỗ trợ.",
                "a dynamic list within a dynamic list is not supported.",
            )
            return ()
        outer, self.keys, self.in_row = self.keys, set(), True
        children = self._components(reader.raw.get("components"), depth=depth + 1, component=reader.component_id)
        self.keys, self.in_row = outer, False
        if not any(child.is_input for one in children for child in one.walk()):
            reader.fault(
                "form_list_empty", "danh sách không có trường nào để nhập.", "the list has no field to fill in."
            )
        return children
