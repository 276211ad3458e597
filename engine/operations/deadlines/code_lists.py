"""Code lists (danh mục) for administrators: other words for a value, a value more, a value that is offered no more.

Values are never removed and never renamed: cases hold them. A list whose key has a point belongs to one form of a
process, whose model asks for just these values; its words change, its values do not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from engine.errors import Finding, InputRejected, NotFound, Text
from engine.model.actor import Actor
from engine.operations.deadlines.change_rule import overtaken
from engine.operations.people.administration import mark_of, record, require_administrator
from engine.operations.unit_of_work import UnitOfWork
from engine.store import law_changes
from engine.store.queries.law import CodeRow, read_code_lists

LONGEST_WORDS: Final = 300
_FIXED: Final = frozenset({"processes", "thong_tin_co_quan", "danh_muc"})  # the product asks for just these values
_VALUE: Final = re.compile(r"[A-ZĐa-z0-9_-]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A list with its values in their order."""

    key: str
    values: tuple[CodeRow, ...]

    @property
    def grows(self) -> bool:
        """Tell whether values may be added and withdrawn."""
        return "." not in self.key and self.key not in _FIXED

    @property
    def seen(self) -> str:
        """Give a mark that tells whether somebody changed the list since."""
        return mark_of([[row.value, row.vi, row.en, row.offered] for row in self.values])


def list_code_lists(uow: UnitOfWork, actor: Actor) -> tuple[CodeList, ...]:
    """Give every list by its key."""
    require_administrator(uow, actor)
    found: dict[str, list[CodeRow]] = {}
    for row in read_code_lists(uow.connection):
        found.setdefault(row.list_key, []).append(row)
    return tuple(CodeList(key=key, values=tuple(rows)) for key, rows in found.items())


def get_code_list(uow: UnitOfWork, actor: Actor, key: str) -> CodeList:
    """Give one list; raise NotFound."""
    found = next((one for one in list_code_lists(uow, actor) if one.key == key), None)
    if found is None:
        raise _unknown(key)
    return found


def change_code_list(uow: UnitOfWork, actor: Actor, *, values: Sequence[CodeRow], key: str, seen: str) -> None:
    """Give the values of a list their words, and add those that it does not have yet.

    Raises NotFound, InputRejected, and Conflict when somebody changed the list since it was `seen`. Findings name
    `vi-VALUE`, `en-VALUE`, `withdrawn-VALUE` or `value` (of one that is new).
    """
    require_administrator(uow, actor)
    kept = CodeList(key=key, values=law_changes.lock_codes(uow.transaction, key))
    if not kept.values:
        raise _unknown(key)
    if kept.seen != seen:
        raise overtaken()
    known = {row.value: row for row in kept.values}
    tidy = [replace(row, list_key=key, vi=row.vi.strip(), en=row.en.strip()) for row in values]
    _refuse_unfit(kept, known, tidy)
    changed = [row for row in tidy if known.get(row.value) != row]
    if not changed:
        return
    uow.transaction.change_law()
    for row in changed:
        write = law_changes.change_code if row.value in known else law_changes.append_code
        write(uow.transaction, row)
    old = [_told(known[row.value]) for row in changed if row.value in known]
    record(uow, actor, "CodeListChanged", key, old=old, new=[_told(row) for row in changed])


def _refuse_unfit(kept: CodeList, known: dict[str, CodeRow], values: Sequence[CodeRow]) -> None:
    findings = [finding for row in values for finding in _unfit_words(row)]
    for row in values:
        if row.value not in known and not kept.grows:
            findings.append(
                _finding("value", "Danh mục này gắn với biểu mẫu: chỉ sửa chữ.", "This list belongs to a form.")
            )
        elif row.value not in known and not _VALUE.fullmatch(row.value):
            findings.append(
                _finding(
                    "value",
                    "Mã chỉ gồm chữ không dấu, số, gạch nối và gạch dưới, dài 1–60 ký tự.",
                    "A code has plain letters, digits, hyphens and underscores only, 1 to 60 of them.",
                )
            )
        elif not row.offered and not kept.grows:
            findings.append(
                _finding(
                    f"withdrawn-{row.value}",
                    "Quy trình cần giá trị này, không ngừng dùng được.",
                    "The process needs it.",
                )
            )
    if findings:
        raise InputRejected(
            Text(vi="Danh mục chưa lưu: có chỗ cần sửa.", en="The list is not saved: something needs mending."),
            code="code_list_invalid",
            findings=tuple(findings),
        )


def _unfit_words(row: CodeRow) -> list[Finding]:
    return [
        _finding(
            f"{language}-{row.value}", f"Cần 1–{LONGEST_WORDS} ký tự.", f"It needs 1 to {LONGEST_WORDS} characters."
        )
        for language, words in (("vi", row.vi), ("en", row.en))
        if not 0 < len(words) <= LONGEST_WORDS
    ]


def _finding(field: str, vi: str, en: str) -> Finding:
    return Finding(code="code_list_invalid", field=field, text=Text(vi=vi, en=en))


def _told(row: CodeRow) -> dict[str, object]:
    return {"value": row.value, "vi": row.vi, "en": row.en, "offered": row.offered}


def _unknown(key: str) -> NotFound:
    return NotFound(Text(vi=f"Không có danh mục “{key}”.", en=f"There is no code list “{key}”."), code="list_unknown")
