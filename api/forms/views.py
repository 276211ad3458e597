"""What the templates of forms need to know about each component, ready to print: no logic is left to them.

Built from a `FormState`; it reads nothing from a database and formats in the reader's language.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Final

from markupsafe import Markup

from api.forms.dependencies import digest, influential_keys, is_dynamic, place
from api.forms.markdown import render_markdown
from api.forms.safe_html import safe_html
from engine.forms import (
    DEFAULT_FORM_LIMITS,
    MANY_KINDS,
    ChangedRows,
    Component,
    ComponentState,
    DateKind,
    FormState,
    Kind,
    Source,
    as_posted,
    field_name,
    show_date,
    show_number,
)
from engine.model.json_value import JsonValue
from engine.model.records import DocumentRecord

_GRID: Final = 12
_FORM_JS_GRID: Final = 16
SHOWN_IMAGES: Final = frozenset({"image/png", "image/jpeg"})
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SIGNATURES: Final = "signatures_of"  # property of a question: the file field whose signatures it is about
TEMPLATES: Final = "templates"  # property of a file field: “yes” where its files may begin with a template
MONEY: Final = {"vi": "đồng", "en": "VND"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormUrls:
    """Addresses that a form's page offers; a missing one switches its function off.

    `change` takes the whole form on every change of an influential field, `rows` when a row of a list is added or
    removed; `upload` gives the address for files of a field (by path), `document` the address of a stored file (by
    document key), `pick` the address that searches a directory, `templates` the one where a draft begins with a
    template, `word` the one where a file (by field and document key) is opened in an office program. `saved` tells when
    those files came that such a program saved (by document key).
    """

    change: str | None = None
    rows: str | None = None
    pick: Callable[[Source, tuple[str, ...], tuple[str, ...]], str] | None = None
    upload: Callable[[str], str] | None = None
    document: Callable[[str], str] | None = None
    templates: str | None = None
    word: Callable[[str, str], str] | None = None
    saved: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """One option as the page prints it."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A stored file of a file field; `href` is None when it may not be opened from here."""

    key: str
    name: str
    size_bytes: int | None
    href: str | None
    is_image: bool = False
    is_word: bool = False
    is_signed: bool = False  # its signatures are checked
    word_url: str | None = None  # where it is opened in an office program
    saved_at: datetime | None = None  # when an office program saved it


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of a dynamic list; `path` is `<list>.<index>`, `removal` the order that takes the row away (or "")."""

    number: int
    path: str
    rows: tuple[tuple["FieldView", ...], ...]
    removal: str
    removal_focus: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table's headings and cells as the page prints them; `left_out` counts rows beyond what is shown."""

    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One component as the page prints it. `control_id` is where its label and the error summary lead."""

    id: str
    kind: str
    key: str
    name: str
    control_id: str
    label: str
    description: str
    visible: bool
    required: bool
    readonly: bool
    influential: bool
    digest: str | None
    value: str
    checked: bool
    options: tuple[OptionView, ...]
    files: tuple[FileView, ...]
    errors: tuple[str, ...]
    text: Markup
    date_kind: str
    whole_number: bool
    accept: str
    multiple: bool
    prefix: str
    suffix: str
    height: int | None
    outline: bool
    column_class: str
    upload_url: str | None
    templates_url: str | None
    signatures_of: str  # the name of the file field whose signatures this question is about
    rows: tuple[tuple["FieldView", ...], ...] = field(default=())
    items: tuple[RowView, ...] = ()
    addition: str = ""  # the order that adds a row to this list, "" when it takes no more
    table: TableView | None = None
    pick_url: str | None = None
    searched: bool = False  # a picker: its options are only what is picked
    typed: str = ""  # what stands in a picker's box: the name of the one picked, or what was typed and not understood
    take_focus: bool = False

    @property
    def described_by(self) -> str:
        """Name the elements that explain the control: its error first, then its description and hint."""
        ids = [f"{self.control_id}-error"] if self.errors else []
        if self.description:
            ids.append(f"{self.control_id}-help")
        if self.signatures_of:
            ids.append(f"{self.control_id}-advice")
        if self.kind == Kind.DATETIME and not self.readonly:
            ids.append(f"{self.control_id}-hint")
        return " ".join(ids)


def field_views(
    state: FormState,
    *,
    language: str,
    urls: FormUrls,
    documents: Mapping[str, DocumentRecord],
    watched: str = "",
    changed: ChangedRows | None = None,
    as_buttons: str = "",
) -> tuple[tuple[FieldView, ...], ...]:
    """Give the form as rows of views, in reading order; `watched` … `as_buttons` as for `render_form`."""
    builder = _ViewBuilder(state, language=language, urls=urls, documents=documents, watched=watched)
    builder.changed, builder.as_buttons = changed, as_buttons
    return builder.rows(state.components)


def answer_views(
    state: FormState, *, language: str, urls: FormUrls, documents: Mapping[str, DocumentRecord]
) -> dict[str, FieldView]:
    """Give the visible answers of a form to read, by key; fields of a list's rows stay in their list."""
    rows = field_views(state, language=language, urls=urls, documents=documents)
    waiting = [view for row in reversed(rows) for view in reversed(row)]
    found: dict[str, FieldView] = {}
    while waiting:
        view = waiting.pop()
        if view.visible and view.key:
            found.setdefault(view.key, view)
        waiting.extend(inner for row in reversed(view.rows) for inner in reversed(row))
    return found


class _ViewBuilder:
    """Builds views of one state."""

    def __init__(
        self,
        state: FormState,
        *,
        language: str,
        urls: FormUrls,
        documents: Mapping[str, DocumentRecord],
        watched: str = "",
    ) -> None:
        self.language, self.urls, self.documents = language, urls, documents
        self.changed: ChangedRows | None = None
        self.as_buttons = ""
        self.focused = False
        self.influential = influential_keys(state.form, watched) if urls.change else frozenset()

    def rows(self, states: tuple[ComponentState, ...]) -> tuple[tuple[FieldView, ...], ...]:
        """Give consecutive components of one layout row together."""
        keyed = [(one.component.row or f"#{place}", one) for place, one in enumerate(states)]
        grouped = [[one for _, one in members] for _, members in groupby(keyed, key=lambda pair: pair[0])]
        return tuple(tuple(self.view(one, shared=len(row) > 1) for one in row) for row in grouped)

    def view(self, state: ComponentState, *, shared: bool) -> FieldView:
        """Give the view of one component and of what it holds."""
        component, path = state.component, state.path
        control_id = f"f-{path.replace('.', '-') or place(state)}"
        chosen = _chosen(state)
        source = component.options.directory if component.options else None
        return FieldView(
            id=f"field-{place(state)}",
            kind=component.kind.value,
            key=path,
            name=field_name(path),
            control_id=control_id,
            label=state.label.in_language(self.language),
            description=state.description.in_language(self.language) if state.description else "",
            visible=state.visible and not (path and path == self.as_buttons),
            required=state.required and state.answerable,
            readonly=state.readonly,
            influential=component.key in self.influential and state.answerable,
            digest=digest(state) if self.urls.change and is_dynamic(component) else None,
            value=shown_value(state, self.language),
            checked=state.value is True,
            options=tuple(
                OptionView(
                    value=as_posted(option.value),
                    label=option.label.in_language(self.language),
                    chosen=as_posted(option.value) in chosen,
                )
                for option in state.options
            ),
            files=tuple(self.files(state)),
            errors=tuple(dict.fromkeys(found.text.in_language(self.language) for found in state.errors)),
            text=_text(state, self.language),
            date_kind=component.date_kind.value,
            whole_number=component.constraints.decimal_digits == 0,
            accept=",".join(component.accept),
            multiple=component.kind in MANY_KINDS if source else state.multiple,
            prefix=component.prefix or "",
            suffix=component.suffix or (MONEY.get(self.language, MONEY["vi"]) if component.money else ""),
            height=component.height,
            outline=component.outline,
            column_class=_column_class(component.columns, shared=shared),
            upload_url=self.urls.upload(path) if self.urls.upload and component.kind is Kind.FILEPICKER else None,
            signatures_of=_signatures_of(component) if self.urls.change and not state.readonly else "",
            templates_url=self.urls.templates if component.properties.get(TEMPLATES) == "yes" else None,
            rows=self.rows(state.children) if state.visible else (),
            items=tuple(self.items(state)),
            addition=self.addition(state),
            table=_table(state, self.language) if component.table and state.visible else None,
            pick_url=self.urls.pick(source, state.among, state.first) if source and self.urls.pick else None,
            searched=source is not None,
            typed=_typed(state, self.language) if source else "",
            take_focus=self.takes_focus(state),
        )

    def items(self, state: ComponentState) -> Iterator[RowView]:
        """Give the rows of a dynamic list."""
        repetition = state.component.repetition
        if repetition is None:
            return
        fixed = repetition.fixed or self.urls.rows is None
        changed = self.changed is not None and self.changed.removed and self.changed.key == state.path
        for index, row in enumerate(state.rows):
            yield RowView(
                number=index + 1,
                path=f"{state.path}.{index}",
                rows=self.rows(row.components),
                removal="" if fixed else f"remove:{state.path}:{index}",
                removal_focus=changed and self.changed is not None and self.changed.focus == index,
            )

    def addition(self, state: ComponentState) -> str:
        """Give the order that adds a row to a list, empty when there may be no more."""
        repetition = state.component.repetition
        if repetition is None or repetition.fixed or self.urls.rows is None or len(state.rows) >= repetition.most:
            return ""
        return f"add:{state.path}"

    def takes_focus(self, state: ComponentState) -> bool:
        """Tell whether the page shall go to this control: the first of a new row, or the button of an emptied list."""
        changed = self.changed
        if changed is None or changed.key is None:
            return False
        if state.component.repetition is not None:
            return changed.removed and changed.focus is None and state.path == changed.key
        if changed.removed or not state.answerable or not state.path.startswith(f"{changed.key}.{changed.focus}."):
            return False
        first, self.focused = not self.focused, True
        return first

    def files(self, state: ComponentState) -> Iterator[FileView]:
        """Give the stored files of a file field in their order; an unknown key keeps its place under its number."""
        if state.component.kind not in {Kind.FILEPICKER, Kind.DOCUMENT_PREVIEW}:
            return
        for key in _chosen(state):
            document = self.documents.get(key)
            href = self.urls.document(key) if document and self.urls.document else None
            is_word = document is not None and document.content_type == WORD
            opens = is_word and self.urls.word is not None and state.path == state.component.key and state.answerable
            yield FileView(
                key=key,
                name=document.file_name if document else key,
                size_bytes=document.size_bytes if document else None,
                href=href,
                is_image=document is not None and document.content_type in SHOWN_IMAGES,
                is_word=is_word,
                is_signed=document is not None and document.signature_check is not None,
                word_url=self.urls.word(state.path, key) if opens and self.urls.word else None,
                saved_at=self.urls.saved.get(key),
            )


def _signatures_of(component: Component) -> str:
    field = component.properties.get(SIGNATURES)
    return field_name(field) if field else ""


def _text(state: ComponentState, language: str) -> Markup:
    if state.text is None:
        return Markup()
    render = safe_html if state.component.kind is Kind.HTML else render_markdown
    return render(state.text.in_language(language))


def _typed(state: ComponentState, language: str) -> str:
    """Give what stands in a picker's box; of several picks each stands in its own line, and the box is empty."""
    if state.component.kind in MANY_KINDS or not isinstance(state.value, str):
        return ""
    named = (option.label for option in state.options if option.value == state.value)
    label = next(named, None)
    return label.in_language(language) if label else state.value


def _table(state: ComponentState, language: str) -> TableView:
    rows = [row for row in state.value if isinstance(row, dict)] if isinstance(state.value, list) else []
    shown = rows[: DEFAULT_FORM_LIMITS.rows]
    return TableView(
        headings=tuple(column.label.in_language(language) for column in state.columns),
        cells=tuple(
            tuple(_computed(row.get(column.key), language, grouped=column.money) for column in state.columns)
            for row in shown
        ),
        left_out=len(rows) - len(shown),
    )


def _chosen(state: ComponentState) -> tuple[str, ...]:
    value = state.value
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(as_posted(one) for one in values if not isinstance(one, list | dict))


def shown_value(state: ComponentState, language: str) -> str:
    """Give the answer as people read it, and type it again in its control."""
    value, component = state.value, state.component
    if value is None:
        return ""
    if component.kind is Kind.DATETIME and isinstance(value, str):
        return show_date(value, component.date_kind)
    if component.kind is Kind.EXPRESSION:
        return _computed(value, language, grouped=component.money)
    if isinstance(value, str):
        return value
    if isinstance(value, bool | list | dict):
        return ""
    return show_number(value, language, grouped=component.money)


def _computed(value: JsonValue, language: str, *, grouped: bool = False) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"vi": ("Không", "Có")}.get(language, ("No", "Yes"))[value]
    if isinstance(value, str):
        return show_date(show_date(value, DateKind.DATE), DateKind.DATETIME)
    if isinstance(value, list):
        return ", ".join(_computed(item, language) for item in value)
    if isinstance(value, dict):
        return _context(value, language)
    return show_number(value, language, grouped=grouped)


def _context(value: dict[str, JsonValue], language: str) -> str:
    """Give words that come in both languages in the reader's; of any other context, its entries."""
    if value.keys() == {"vi", "en"}:
        return _computed(value["en" if language == "en" and value["en"] is not None else "vi"], language)
    return "; ".join(f"{name}: {_computed(item, language)}" for name, item in value.items())


def _column_class(columns: int | None, *, shared: bool) -> str:
    if not shared:
        return "col-12"
    if columns is None:
        return "col-12 col-md"
    return f"col-12 col-md-{max(1, round(columns * _GRID / _FORM_JS_GRID))}"
