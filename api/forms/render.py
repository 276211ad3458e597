"""Renders forms: to fill in, what changed meanwhile, and to read or print. HTML only; nothing is decided here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from api.forms.dependencies import DIGEST_PREFIX, digest, is_dynamic, place
from api.forms.views import TEMPLATES, FieldView, FormUrls, field_views
from api.templating import render_text
from engine.errors import Finding
from engine.forms import ChangedRows, ComponentState, FormState, Kind
from engine.model.records import DocumentRecord

NO_DOCUMENTS: Mapping[str, DocumentRecord] = {}
NO_URLS = FormUrls()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorLink:
    """A line of the error summary; `target` is the control to jump to, None when the form does not show it."""

    text: str
    target: str | None


def render_form(
    state: FormState,
    *,
    language: str,
    urls: FormUrls = NO_URLS,
    errors: tuple[Finding, ...] = (),
    documents: Mapping[str, DocumentRecord] = NO_DOCUMENTS,
    watched: str = "",
    changed: ChangedRows | None = None,
    as_buttons: str = "",
) -> Markup:
    """Give the fields of a form to fill in (no <form>, no buttons: the page has them).

    `errors` are the findings of a refused submission; hand the same to `evaluate_form`, which hangs them on fields.
    `documents` are the stored files that file fields may show, by key. Answers stand in `state`. `watched` is the text
    of an expression outside the form that reads its answers: their changes are asked about too. `changed` says which
    list's row was just added or removed, so that the focus goes there. `as_buttons` is the key of a choice that the
    page offers as its buttons and the form leaves out.
    """
    rows = field_views(
        state,
        language=language,
        urls=urls,
        documents=documents,
        watched=watched,
        changed=changed,
        as_buttons=as_buttons,
    )
    return render_text(
        "forms/form.html",
        language=language,
        rows=rows,
        change_url=urls.change,
        rows_url=urls.rows,
        has_other_buttons=any(
            one.kind is Kind.DYNAMICLIST or one.properties.get(TEMPLATES) == "yes" for one in state.form.walk()
        ),
        summary=_summary(rows, errors, language),
    )


def render_changes(
    state: FormState,
    posted: Mapping[str, str],
    *,
    language: str,
    urls: FormUrls,
    documents: Mapping[str, DocumentRecord] = NO_DOCUMENTS,
    watched: str = "",
    changed: ChangedRows | None = None,
    as_buttons: str = "",
) -> Markup:
    """Give only the components that look different from what the page shows, each swapped in by its id.

    `posted` holds the prints (`s.<component id>`) that the page sent. Fields that did not change keep focus, caret and
    running uploads, for they are not in the answer; empty markup means that nothing changed. `changed` names a list
    that has a row more or less: it is given whole.
    """
    key = changed.key if changed is not None else None
    different = {f"field-{place(one)}" for one in _changed(state.components, posted, key)}
    rows = field_views(
        state,
        language=language,
        urls=urls,
        documents=documents,
        watched=watched,
        changed=changed,
        as_buttons=as_buttons,
    )
    views = [view for view in _walk(rows) if view.id in different]
    return render_text(
        "forms/changes.html", language=language, fields_changed=views, change_url=urls.change, rows_url=urls.rows
    )


def render_fields(
    state: FormState,
    keys: Collection[str],
    *,
    language: str,
    urls: FormUrls,
    documents: Mapping[str, DocumentRecord] = NO_DOCUMENTS,
) -> Markup:
    """Give the fields of these keys anew, each swapped in by its id."""
    views = [
        one for one in _walk(field_views(state, language=language, urls=urls, documents=documents)) if one.key in keys
    ]
    return render_text(
        "forms/changes.html", language=language, fields_changed=views, change_url=urls.change, rows_url=urls.rows
    )


def render_submission(
    state: FormState,
    *,
    language: str,
    urls: FormUrls = NO_URLS,
    documents: Mapping[str, DocumentRecord] = NO_DOCUMENTS,
) -> Markup:
    """Give what was submitted, to read and to print: every visible answer with its label, nothing to type into."""
    rows = field_views(state, language=language, urls=urls, documents=documents)
    return render_text("forms/submission.html", language=language, rows=rows)


def _changed(states: tuple[ComponentState, ...], posted: Mapping[str, str], key: str | None) -> list[ComponentState]:
    found: list[ComponentState] = []
    for one in states:
        is_changed_list = key is not None and one.component.repetition is not None and one.path == key
        if is_changed_list or (is_dynamic(one.component) and posted.get(DIGEST_PREFIX + place(one)) != digest(one)):
            found.append(one)
        elif one.visible:
            found += _changed(one.children, posted, key)
            for row in one.rows:
                found += _changed(row.components, posted, key)
    return found


def _summary(
    rows: tuple[tuple[FieldView, ...], ...], errors: tuple[Finding, ...], language: str
) -> tuple[ErrorLink, ...]:
    targets = {view.key: _target(view) for view in _walk(rows) if view.key and view.visible and not view.readonly}
    return tuple(
        ErrorLink(text=found.text.in_language(language), target=targets.get(found.field or "")) for found in errors
    )


def _target(view: FieldView) -> str:
    listed = view.kind in {"radio", "checklist", "taglist"} and not view.searched
    return f"{view.control_id}-0" if listed and view.options else view.control_id


def _walk(rows: tuple[tuple[FieldView, ...], ...]) -> list[FieldView]:
    return [
        one
        for row in rows
        for view in row
        for one in (view, *_walk(view.rows), *(inner for item in view.items for inner in _walk(item.rows)))
    ]
