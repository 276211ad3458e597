"""Tell what each file of a case is, from what made it and where it went; nothing of it is stored.

Drafts are what the fields hold that the process counts versions of. The rest was made by the steps that lay out, sign,
number and seal.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from engine.model.document_role import CaseFile, DocumentRole
from engine.model.records import DocumentRecord
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.document_makers import Maker, makers_of, named_by_cases, sent_among

VERSIONS: Final = "versions"  # a property of steps: the variable with the drafts
ISSUED, FILES = "ban_hanh", "tep"  # the variable of a case that tells what was issued, and its files in there
_BY_JOB: Final = {"dan-trang": DocumentRole.TO_SIGN, "soan-van-ban": DocumentRole.DRAFT}
_SIGNING: Final = "ky-so"
_BY_STEP: Final = {
    "nguoi_ky": DocumentRole.SIGNED,
    "cap_so": DocumentRole.NUMBERED,
    "co_quan": DocumentRole.SEALED,
    "phu_luc": DocumentRole.APPENDIX,
}


def case_files(uow: UnitOfWork, definition_key: int, documents: Iterable[DocumentRecord]) -> tuple[CaseFile, ...]:
    """Give files that the reader may know of with their roles: what was issued first, then as `documents` has them.

    `definition_key` is of the process of their case.
    """
    given = tuple(documents)
    keys = [one.key for one in given]
    makers = makers_of(uow.connection, keys)
    cases = {one.instance_key for one in given if one.instance_key is not None}
    issued = sent_among(uow.connection, keys) | named_by_cases(uow.connection, cases, ISSUED, FILES)
    drafts = _draft_fields(uow, definition_key)
    told: list[CaseFile] = []
    turns: Counter[tuple[DocumentRole | None, str]] = Counter()
    for one in given:
        role = DocumentRole.ISSUED if one.key in issued else _role(one, makers.get(one.key), drafts)
        # Papers that are drafted side by side are told apart by their names.
        line = one.file_name if role is DocumentRole.DRAFT and one.field not in drafts else ""
        turns[role, line] += 1
        told.append(CaseFile(document=one, role=role, turn=turns[role, line]))
    return tuple(sorted(told, key=lambda one: one.role is not DocumentRole.ISSUED))


def _role(document: DocumentRecord, maker: Maker | None, drafts: frozenset[str]) -> DocumentRole | None:
    if maker is not None and maker.job_type == _SIGNING:
        return DocumentRole.APPENDIX if maker.part else _BY_STEP.get(maker.headers.get("step", ""))
    if maker is not None and maker.job_type in _BY_JOB:
        return _BY_JOB[maker.job_type]
    return DocumentRole.DRAFT if document.field in drafts else None


def _draft_fields(uow: UnitOfWork, definition_key: int) -> frozenset[str]:
    elements = uow.definitions.model(uow.connection, definition_key).definition.elements.values()
    return frozenset(name for one in elements if (name := one.properties.get(VERSIONS)))
