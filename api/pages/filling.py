"""Forms being filled in on pages: from what was posted to answers, and from answers to what the page shows.

Shared by tasks and by new cases. What a form means is `engine.forms`' business, how it looks `api.forms`'.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from api.forms import FormUrls, render_changes, render_form
from api.pages.posted import Posted
from api.templating import render_text
from engine.errors import Finding
from engine.forms import Form, FormState, Kind, coerce_html, evaluate_form
from engine.model.json_value import JsonValue
from engine.model.records import DocumentRecord
from engine.operations import UnitOfWork
from engine.operations.case import evaluate_property

UPLOAD_URL = "/v2/documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A form as one page shows it: evaluated inside the transaction, rendered after it."""

    state: FormState
    documents: Mapping[str, DocumentRecord]
    change_url: str
    errors: tuple[Finding, ...] = field(default=())
    verb: str = ""  # what completes the form, as the model has it; FEEL when it depends on the answers
    verb_now: str | None = None  # in words, for these answers

    @property
    def urls(self) -> FormUrls:
        """Give the addresses that the form's controls talk to."""
        return FormUrls(change=self.change_url, upload=lambda _key: UPLOAD_URL, document=document_url)

    def to_fill(self, language: str) -> Markup:
        """Give the fields to type into."""
        return render_form(
            self.state,
            language=language,
            urls=self.urls,
            errors=self.errors,
            documents=self.documents,
            watched=self.verb,
        )

    def changes(self, posted: Posted, language: str) -> Markup:
        """Give only what looks different from what the page shows: fields, and the word on the button."""
        shown = {name: values[-1] for name, values in posted.values.items() if values}
        fields = render_changes(
            self.state, shown, language=language, urls=self.urls, documents=self.documents, watched=self.verb
        )
        if not self.verb.startswith("=") or self.verb_now is None:
            return fields
        return fields + render_text("fragments/verb.html", language=language, verb=self.verb_now, swap=True)


def fill(
    uow: UnitOfWork,
    form: Form,
    data: Mapping[str, JsonValue],
    *,
    context: Mapping[str, JsonValue],
    documents: Iterable[DocumentRecord],
    change_url: str,
    errors: tuple[Finding, ...] = (),
    verb: str = "",
) -> Filling:
    """Evaluate `form` for the answers `data` over the case's variables; `verb` stands on its button."""
    state = evaluate_form(form, data, host=uow.host, context=context, errors=errors)
    by_key = {str(document.key): document for document in documents}
    given = {one.component.key: one.value for one in state.walk() if one.component.key is not None}
    words = evaluate_property(verb, given, uow.host)
    verb_now = words if isinstance(words, str) and words else None
    return Filling(state=state, documents=by_key, change_url=change_url, errors=errors, verb=verb, verb_now=verb_now)


def without_lost_files(
    form: Form, draft: Mapping[str, JsonValue], documents: Iterable[DocumentRecord]
) -> dict[str, JsonValue]:
    """Give a draft without the files that are no longer there for it (sent with another case, or collected)."""
    known = {str(document.key) for document in documents}
    files = {component.key for component in form.walk() if component.kind is Kind.FILEPICKER}
    return {
        key: [one for one in value if one in known] if key in files and isinstance(value, list) else value
        for key, value in draft.items()
    }


def form_of(uow: UnitOfWork, form_key: int) -> Form:
    """Give a parsed form; raise NotFound for an unknown key."""
    form: Form = uow.definitions.form(uow.connection, form_key)
    return form


def answers(form: Form, posted: Posted, language: str) -> dict[str, JsonValue]:
    """Give the typed answers of a posted form."""
    return coerce_html(form, posted.values, language=language)


def document_url(key: str) -> str:
    """Give the address of a stored file."""
    return f"{UPLOAD_URL}/{key}"
