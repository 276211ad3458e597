"""Parsed definitions and forms by key. Versions never change, so a copy is good for ever; the cache is bounded."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Generic, TypeVar

from sqlalchemy import Connection

from engine.dmn import DEFAULT_MODEL_LIMITS, DecisionModel
from engine.dmn import parse as parse_decisions
from engine.errors import NotFound, Text
from engine.forms import Form, parse_form
from engine.model.forms import FormReference, form_not_found
from engine.model.limits import RuntimeLimits
from engine.spiff import ProcessModel, parse
from engine.store import Transaction
from engine.store.queries.decisions import decision_source
from engine.store.queries.definitions import form_content, process_source
from engine.store.queries.forms import bound_forms, known_forms

_KEPT = 500
Parsed = TypeVar("Parsed")


class _Kept(Generic[Parsed]):
    """The most recently used things by key; safe for threads (two may parse the same thing once each)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._things: OrderedDict[Hashable, Parsed] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Parsed]) -> Parsed:
        """Give the thing of `key`, made when it is not kept."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            self._things[key] = made
            if len(self._things) > _KEPT:
                self._things.popitem(last=False)
        return made


class DefinitionCache:
    """Process models, forms and decisions, parsed once a process."""

    def __init__(self, limits: RuntimeLimits) -> None:
        self._limits = limits
        self._models: _Kept[ProcessModel] = _Kept()
        self._forms: _Kept[Form] = _Kept()
        self._decisions: _Kept[DecisionModel] = _Kept()
        self._bound_forms: _Kept[Mapping[str, int]] = _Kept()
        self._deployed_forms: _Kept[None] = _Kept()

    def model(self, connection: Connection, definition_key: int) -> ProcessModel:
        """Give the parsed process of a definition; raise NotFound for an unknown key."""
        return self._models.get(definition_key, lambda: self._parse_model(connection, definition_key))

    def form(self, connection: Connection, form_key: int) -> Form:
        """Give the parsed form; raise NotFound for an unknown key."""
        return self._forms.get(form_key, lambda: self._parse_form(connection, form_key))

    def bound_forms(self, transaction: Transaction, definition_key: int) -> Mapping[str, int]:
        """Give the keys of the forms, by id, that were deployed together with a definition which binds to them."""
        return self._bound_forms.get(definition_key, lambda: bound_forms(transaction.connection, definition_key))

    def require_form(self, transaction: Transaction, form: FormReference) -> None:
        """Raise NotFound unless a version of the form, or one that carries its tag, is deployed; none ever goes."""
        self._deployed_forms.get((form.form_id, form.version_tag), lambda: _look_for(transaction, form))

    def decisions(self, connection: Connection, requirements_key: int) -> DecisionModel:
        """Give a compiled DMN file with all that it imports; raise NotFound for an unknown key."""
        return self._decisions.get(requirements_key, lambda: self._parse_decisions(connection, requirements_key))

    def _parse_decisions(self, connection: Connection, requirements_key: int) -> DecisionModel:
        source = decision_source(connection, requirements_key)
        if source is None:
            raise NotFound(
                Text(vi="Không tìm thấy tệp bảng quy tắc.", en="Decision requirements not found."),
                code="decision_requirements_not_found",
            )
        imports = {namespace: self.decisions(connection, key) for namespace, key in source.imports.items()}
        return parse_decisions(
            source.xml,
            resource=source.resource_name,
            imports=imports,
            limits=replace(DEFAULT_MODEL_LIMITS, bytes=self._limits.model_bytes),
        )

    def _parse_model(self, connection: Connection, definition_key: int) -> ProcessModel:
        source = process_source(connection, definition_key)
        if source is None:
            raise NotFound(
                Text(vi="Không tìm thấy quy trình.", en="Process definition not found."),
                code="process_definition_not_found",
            )
        models = parse(source.xml, resource=source.resource_name, limits=self._limits)
        return next(model for model in models if model.definition.process_id == source.process_id)

    def _parse_form(self, connection: Connection, form_key: int) -> Form:
        content = form_content(connection, form_key)
        if content is None:
            raise NotFound(Text(vi="Không tìm thấy biểu mẫu.", en="Form not found."), code="form_not_found")
        return parse_form(content.content.encode(), resource=content.resource_name)


def _look_for(transaction: Transaction, form: FormReference) -> None:
    if (form.form_id, form.version_tag) not in known_forms(transaction.connection, [form.form_id]):
        raise form_not_found(form)
