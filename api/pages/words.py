"""The words that pages put beside codes: people, groups, states, steps, and how a due date stands.

One object a request, over the transaction of that request. It reads and formats; it decides nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from api.pages.ahead import StepAhead, steps_ahead
from engine.calendar import LatenessState, lateness
from engine.errors import NotFound
from engine.model.actor import SYSTEM, Absence
from engine.model.definition import Definition, Element, Flow
from engine.model.records import InstanceRecord, TaskRecord
from engine.operations import UnitOfWork
from engine.operations.cases.roles_given import ROLES
from engine.operations.upkeep.seed import GROUPS, PROCESSES, STATES
from engine.store.queries.access import IN_CASE
from engine.store.queries.people import display_names

_TITLES = {"nam": "ông ", "nữ": "bà "}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueView:
    """A due date as it stands: `days` are working days left, or over when overdue.

    `minutes` are those left or over of a due moment that is counted in hours, when it lies in the day of asking; None
    for a whole day. `rule` names the rule that set the date, `basis` the law and article that it rests on (Vietnamese).
    """

    at: datetime
    state: LatenessState
    days: int
    minutes: int | None = None
    rule: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadView:
    """A step that a case may still reach, in words; `way` names the choice that leads to it, if one does."""

    name: str
    way: str
    sure: bool


class Words:
    """What codes mean in the reader's language."""

    def __init__(self, uow: UnitOfWork, language: str) -> None:
        self._uow = uow
        self.language = language
        self._law = uow.law.current(uow.transaction)

    def people(self, usernames: Iterable[str | None]) -> Mapping[str, str]:
        """Give the names of people by sign-in name."""
        wanted = {name for name in usernames if name is not None}
        names = display_names(self._uow.connection, wanted) if wanted else {}
        if self.language == "en" and SYSTEM.username in names:
            return {**names, SYSTEM.username: "The system"}
        return names

    def group(self, code: str) -> str:
        """Give the name of a candidate group or of a role of the case; an unknown code stays as it is."""
        if code.startswith(IN_CASE):
            return self.role(code.removeprefix(IN_CASE))
        return self._word(GROUPS, code)

    def every_group(self) -> list[tuple[str, str]]:
        """Give the code and name of every group of the code list, in its order."""
        return [(row.value, self.group(row.value)) for row in self._law.code_lists.get(GROUPS, ())]

    def role(self, code: str) -> str:
        """Give the name of a role in a case."""
        return self._word(ROLES, code)

    def groups(self, codes: Iterable[str]) -> str:
        """Give the names of groups in one line."""
        return ", ".join(self.group(code) for code in codes)

    def code(self, code_list: str, value: str) -> str:
        """Give the word of a code; an unknown one stays as it is."""
        return self._word(code_list, value)

    def codes(self, code_list: str) -> list[tuple[str, str]]:
        """Give the codes of a list with their words, in its order."""
        rows = self._law.code_lists.get(code_list, ())
        return [(row.value, row.en if self.language == "en" else row.vi) for row in rows]

    def case_state(self, process_id: str, code: str | None) -> str | None:
        """Give the word of a case's business state, None when it has none."""
        return None if code is None else self._word(f"{STATES}.{process_id}", code)

    def process_name(self, process_id: str) -> str:
        """Give the name of a process of the catalogue, deployed or not; an unknown id stays as it is."""
        return self._word(PROCESSES, process_id)

    def process(self, definition_key: int, name: str) -> str:
        """Give a process's name; English comes from its property `name-en` (models are written in Vietnamese)."""
        definition = self._definition(definition_key) if self.language == "en" else None
        return name if definition is None else definition.properties.get("name-en", name)

    def step(self, definition_key: int, element_id: str, name: str) -> str:
        """Give a step's name; English comes from its property `name-en`."""
        return self._property(definition_key, element_id, "name-en", name) if self.language == "en" else name

    def columns(self, definition_key: int) -> Mapping[str, str]:
        """Give the columns of a case's grid that its model names, by element id (property `column`, `column-en`)."""
        definition = self._definition(definition_key)
        named = [one for one in (definition.elements.values() if definition else ()) if "column" in one.properties]
        english = self.language == "en"
        return {
            one.id: one.properties.get("column-en", one.properties["column"]) if english else one.properties["column"]
            for one in named
        }

    def task(self, task: TaskRecord) -> str:
        """Give the name of a task: its step, and what it is about where that tells it from others."""
        step = self.step(task.definition_key, task.element_id, task.name)
        return f"{step} – {task.about}" if task.about else step

    def holder(self, task: TaskRecord, names: Mapping[str, str]) -> str:
        """Tell in one line who has or had a task, or who may take it; `names` are of its `holders`."""
        return ", ".join(names[name] for name in holders(task)) or self.groups(task.candidate_groups)

    def in_place_of(self, absence: Absence) -> str:
        """Tell in whose place somebody works: "thay ông Lưu Trọng Nghĩa, đi công tác 26–27/11"."""
        first, last, who = absence.first_day, absence.last_day, absence.person.display_name
        begins = f"{first:%d}" if (first.year, first.month) == (last.year, last.month) else f"{first:%d/%m}"
        days = f"{last:%d/%m}" if first == last else f"{begins}–{last:%d/%m}"
        if self.language == "en":
            return f"for {who}, {absence.reason} {days}"
        title = _TITLES.get(absence.gender or "", "")
        return f"thay {title}{who}, {absence.reason} {days}"

    def step_named(self, definition_key: int, name: str) -> str:
        """Give a step's name in the reader's language when only its Vietnamese name is known."""
        definition = self._definition(definition_key) if self.language == "en" else None
        elements = definition.elements.values() if definition is not None else ()
        return next((one.properties.get("name-en", name) for one in elements if one.name == name), name)

    def ahead(self, definition_key: int, active: Iterable[str], done: Collection[str] = ()) -> tuple["AheadView", ...]:
        """Name the steps, none of `done`, that a case standing at the elements `active` may still reach."""
        definition = self._definition(definition_key)
        found = steps_ahead(definition, active, done) if definition is not None else ()
        return tuple(AheadView(name=self._named(one.element), way=self._way(one), sure=one.sure) for one in found)

    def _way(self, step: StepAhead) -> str:
        """Give the answer that leads to a step after what is asked there: “Cần trả lời? Có”."""
        if step.way is None:
            return ""
        asked = self._named(step.choice) if step.choice is not None and step.choice.name else ""
        answer = self._named(step.way)
        return answer if asked.rstrip(" ?") == answer else f"{asked} {answer}".strip()

    def _named(self, thing: Element | Flow) -> str:
        name = thing.name or thing.id
        return thing.properties.get("name-en", name) if self.language == "en" else name

    def verb(self, definition_key: int, element_id: str) -> str:
        """Give what stands on the button that completes a step: words, FEEL over the form ("=…"), or nothing.

        From the properties `verb` and, in English, `verb-en` of the step.
        """
        words = self._property(definition_key, element_id, "verb", "")
        return self._property(definition_key, element_id, "verb-en", words) if self.language == "en" else words

    def task_property(self, definition_key: int, element_id: str, name: str) -> str:
        """Give a property of a step that pages follow, such as `shows` and `decides`; empty when it has none."""
        return self._property(definition_key, element_id, name, "")

    def start_verb(self, definition_key: int) -> str:
        """Give what stands on the button that starts a case, from its start event as `verb` does."""
        definition = self._definition(definition_key)
        starts = definition.elements.values() if definition is not None else ()
        first = next((one for one in starts if one.type == "startEvent" and one.parent_id is None), None)
        return self.verb(definition_key, first.id) if first is not None else ""

    def rule(self, rule_id: str) -> tuple[str, str]:
        """Give the title and the legal basis of a deadline rule; an unknown one has its id and no basis."""
        try:
            rule = self._law.rule_book.versions(rule_id)[-1]
        except NotFound:
            return rule_id, ""
        return (rule.title_en if self.language == "en" else rule.title_vi), rule.legal_basis

    def due(self, due_at: datetime | None, warn_at: datetime | None, at: datetime | None = None) -> DueView | None:
        """Tell how a due date stands now, or stood at the moment `at` for finished work."""
        if due_at is None:
            return None
        calendar, asked = self._law.rule_book.calendar, at or self._uow.now
        stands = lateness(due_at, warn_at or due_at, asked, calendar)
        day = calendar.local(due_at).date()
        in_hours = due_at != calendar.end_of_day(day) and day == calendar.local(asked).date()
        minutes = int(abs(due_at - asked).total_seconds()) // 60 if in_hours else None
        return DueView(at=due_at, state=stands.state, days=stands.working_days, minutes=minutes)

    def task_due(self, task: TaskRecord) -> DueView | None:
        """Tell how the due date of a task stands, and which rule set it."""
        due = self.due(task.due_at, task.warn_at, task.completed_at)
        try:
            set_by = self._law.rule_book.versions(task.due_rule)[-1] if task.due_rule else None
        except NotFound:  # withdrawn since
            return due
        if due is None or set_by is None:
            return due
        title = set_by.title_en if self.language == "en" else set_by.title_vi
        return replace(due, rule=title, basis=", ".join(filter(None, (set_by.legal_basis, set_by.article))))

    def case_due(self, case: InstanceRecord) -> DueView | None:
        """Tell how the earliest due date of a case's open tasks stands."""
        return self.due(case.due_at, case.warn_at)

    def _word(self, list_key: str, value: str) -> str:
        for row in self._law.code_lists.get(list_key, ()):
            if row.value == value:
                return row.en if self.language == "en" else row.vi
        return value

    def _property(self, definition_key: int, element_id: str, name: str, default: str) -> str:
        definition = self._definition(definition_key)
        element = definition.elements.get(element_id) if definition is not None else None
        return default if element is None else element.properties.get(name, default)

    def _definition(self, definition_key: int) -> Definition | None:
        try:
            definition: Definition = self._uow.definitions.model(self._uow.connection, definition_key).definition
        except NotFound:
            return None
        return definition


def holders(task: TaskRecord) -> tuple[str, ...]:
    """Give the sign-in names of those who have or had a task, or to whom it is offered by name."""
    who = task.completed_by or task.assignee
    return (who,) if who is not None else task.candidate_users
