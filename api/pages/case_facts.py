"""What a case is about: the answers that its process names, told on the case's page and beside every work on it.

The process property `facts` lists keys of form fields in the order in which they read; unanswered ones are left out.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from api.forms import FieldView, FormUrls, answer_views
from api.pages.filling import document_url, form_of
from engine.forms import Form, evaluate_form
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.records import DocumentRecord
from engine.operations import OfficeDirectory, UnitOfWork
from engine.operations.definitions.start_forms import shown_form_key

FACTS: Final = "facts"


def named_keys(uow: UnitOfWork, definition_key: int, name: str) -> tuple[str, ...]:
    """Give the field keys that a process property lists, none without it."""
    definition = uow.definitions.model(uow.connection, definition_key).definition
    return tuple(key.strip() for key in definition.properties.get(name, "").split(",") if key.strip())


def case_facts(
    uow: UnitOfWork,
    actor: Actor,
    language: str,
    *,
    definition_key: int,
    variables: Mapping[str, JsonValue],
    beside: Collection[str] = (),
) -> tuple[FieldView, ...]:
    """Give the facts of a case with these variables to read; `beside` are keys that the page shows anyway."""
    wanted = [key for key in named_keys(uow, definition_key, FACTS) if key not in beside]
    held = {key for key in wanted if variables.get(key) not in (None, "", [])}
    if not held:
        return ()
    views = given_answers(
        uow, actor, language, definition_key=definition_key, variables=variables, documents={}, wanted=held
    )
    return tuple(views[key] for key in wanted if key in held and key in views)


def given_answers(
    uow: UnitOfWork,
    actor: Actor,
    language: str,
    *,
    definition_key: int,
    variables: Mapping[str, JsonValue],
    documents: Mapping[str, DocumentRecord],
    wanted: Collection[str],
) -> dict[str, FieldView]:
    """Give what was answered in the forms of a process, by key; the first form that shows a field counts."""
    directory = OfficeDirectory(uow, actor)
    answers: dict[str, FieldView] = {}
    for form in _forms(uow, definition_key):
        given = {key: variables[key] for key in form.by_key() if key in variables}
        if not any(key in wanted and key not in answers for key in given):
            continue
        state = evaluate_form(form, given, host=uow.host, context=variables, directory=directory)
        views = answer_views(state, language=language, urls=FormUrls(document=document_url), documents=documents)
        answers = {**{key: view for key, view in views.items() if key in given}, **answers}
    return answers


def _forms(uow: UnitOfWork, definition_key: int) -> Iterator[Form]:
    """Give the start form and the forms of the steps, each once."""
    definition = uow.definitions.model(uow.connection, definition_key).definition
    forms = [definition.start_form, *(element.form for element in definition.elements.values())]
    keys = [shown_form_key(uow, definition_key, form) for form in forms if form is not None]
    return (form_of(uow, key) for key in dict.fromkeys(keys) if key is not None)
