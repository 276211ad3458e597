"""Forms being filled in on pages: from what was posted to answers, and from answers to what the page shows.

Shared by tasks and by new cases. What a form means is `engine.forms`' business, how it looks `api.forms`'.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup

from api.forms import FormUrls, render_changes, render_fields, render_form
from api.pages.picked import read_picks
from api.pages.posted import Posted
from api.templating import render_text
from engine.errors import Finding
from engine.forms import ChangedRows, Form, FormState, Source, as_posted, coerce_html, evaluate_form, keep_files
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.records import DocumentRecord
from engine.operations import OfficeDirectory, UnitOfWork
from engine.operations.cases.process_property import evaluate_property

UPLOAD_URL = "/v2/documents"
PICK_PATH = "/chon"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceButton:
    """One answer of the choice that a page offers as its buttons, in the word that completes the form with it."""

    value: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A form as one page shows it: evaluated inside the transaction, rendered after it."""

    state: FormState
    documents: Mapping[str, DocumentRecord]
    change_url: str
    rows_url: str
    templates_url: str | None
    rows_changed: ChangedRows
    word_url: str | None = None
    saved: Mapping[str, datetime] = field(default_factory=dict)
    errors: tuple[Finding, ...] = field(default=())
    verb: str = ""  # what completes the form, as the model has it; FEEL when it depends on the answers
    verb_now: str | None = None  # in words, for these answers
    decides: str = ""  # the key of the choice whose answers are the page's buttons
    buttons: tuple[ChoiceButton, ...] = ()

    @property
    def urls(self) -> FormUrls:
        """Give the addresses that the form's controls talk to."""
        return FormUrls(
            change=self.change_url,
            rows=self.rows_url,
            upload=lambda _key: UPLOAD_URL,
            document=document_url,
            pick=pick_url,
            templates=self.templates_url,
            word=self._word_address if self.word_url is not None else None,
            saved=self.saved,
        )

    def _word_address(self, path: str, key: str) -> str:
        return f"{self.word_url}?{urlencode({'o': path, 'tep': key})}"

    def to_fill(self, language: str) -> Markup:
        """Give the fields to type into."""
        return render_form(
            self.state,
            language=language,
            urls=self.urls,
            errors=self.errors,
            documents=self.documents,
            watched=self.verb,
            changed=self.rows_changed,
            as_buttons=self.decides,
        )

    def fields(self, keys: Collection[str], language: str) -> Markup:
        """Give these fields anew, each swapped in by its id."""
        return render_fields(self.state, keys, language=language, urls=self.urls, documents=self.documents)

    def changes(self, posted: Posted, language: str) -> Markup:
        """Give only what looks different from what the page shows: fields, and the word on the button."""
        shown = {name: values[-1] for name, values in posted.values.items() if values}
        fields = render_changes(
            self.state,
            shown,
            language=language,
            urls=self.urls,
            documents=self.documents,
            watched=self.verb,
            changed=self.rows_changed,
            as_buttons=self.decides,
        )
        if not self.verb.startswith("=") or self.verb_now is None:
            return fields
        return fields + render_text("fragments/verb.html", language=language, verb=self.verb_now, swap=True)


def fill(  # noqa: PLR0913  each is one thing that the page of a form has
    uow: UnitOfWork,
    actor: Actor,
    form: Form,
    answered: ChangedRows,
    *,
    context: Mapping[str, JsonValue],
    documents: Iterable[DocumentRecord],
    page: str,
    errors: tuple[Finding, ...] = (),
    verb: str = "",
    decides: str = "",
    language: str = "vi",
    templates_url: str | None = None,
    word_url: str | None = None,
    saved: Mapping[str, datetime] | None = None,
) -> Filling:
    """Evaluate `form` for what is `answered` over the case's variables; `verb` stands on its button.

    `page` is the address of the form's page, below which its functions stand; `templates_url` leads to the templates
    that a draft may begin with, `word_url` to opening a file in an office program, which `saved` some of them when it
    says. `decides` is the key of a choice (of fixed or listed options) that becomes the page's
    buttons, in words of `language` where the verb says none.
    """
    state = evaluate_form(
        form, answered.data, host=uow.host, context=context, errors=errors, directory=OfficeDirectory(uow, actor)
    )
    by_key = {str(document.key): document for document in documents}
    given = {one.component.key: one.value for one in state.walk() if one.component.key is not None}
    words = evaluate_property(verb, given, uow.host)
    buttons = _buttons(uow, state, given, verb, decides, language)
    return Filling(
        state=state,
        documents=by_key,
        change_url=f"{page}/tinh-lai",
        rows_url=f"{page}/dong",
        templates_url=templates_url,
        word_url=word_url,
        saved=saved or {},
        rows_changed=answered,
        errors=errors,
        verb=verb,
        verb_now=words if isinstance(words, str) and words else None,
        decides=decides if buttons else "",
        buttons=buttons,
    )


def _buttons(
    uow: UnitOfWork, state: FormState, given: Mapping[str, JsonValue], verb: str, decides: str, language: str
) -> tuple[ChoiceButton, ...]:
    choice = next((one for one in state.walk() if decides and one.component.key == decides), None)
    if choice is None or not choice.visible or not choice.answerable:
        return ()
    made: list[ChoiceButton] = []
    for option in choice.options:
        word = evaluate_property(verb, {**given, decides: option.value}, uow.host) if verb.startswith("=") else None
        label = option.label.in_language(language)
        made.append(
            ChoiceButton(
                value=as_posted(option.value),
                word=word if isinstance(word, str) and word else label,
                chosen=option.value == choice.value,
            )
        )
    return tuple(made)


def without_lost_files(
    form: Form, draft: Mapping[str, JsonValue], documents: Iterable[DocumentRecord]
) -> dict[str, JsonValue]:
    """Give a draft without the files that are no longer there for it (sent with another case, or collected)."""
    return keep_files(form, draft, {str(document.key) for document in documents})


def form_of(uow: UnitOfWork, form_key: int) -> Form:
    """Give a parsed form; raise NotFound for an unknown key."""
    form: Form = uow.definitions.form(uow.connection, form_key)
    return form


def answers(uow: UnitOfWork, actor: Actor, form: Form, posted: Posted, language: str) -> dict[str, JsonValue]:
    """Give the typed answers of a posted form; words in the box of a picker become the entry that they mean."""
    return read_picks(OfficeDirectory(uow, actor), form, coerce_html(form, posted.values, language=language), posted)


def document_url(key: str) -> str:
    """Give the address of a stored file."""
    return f"{UPLOAD_URL}/{key}"


def pick_url(source: Source, among: tuple[str, ...], first: tuple[str, ...] = ()) -> str:
    """Give the address that searches what a picker offers."""
    query = urlencode([*(("among", name) for name in among), *(("first", name) for name in first)])
    return f"{PICK_PATH}/{source.value}" + (f"?{query}" if query else "")
