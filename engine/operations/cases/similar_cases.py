"""Earlier letters that may be the same matter (nghi trùng), and what an officer concludes from comparing them.

Only open letters are compared, and only those that the reader may see: a hidden one is neither found nor counted. The
system finds and shows; it files nothing by itself.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.records import InstanceRecord
from engine.operations.access import grants, require_holder
from engine.operations.cases.around_given import LIKENESS
from engine.operations.cases.case import lock_case
from engine.operations.cases.likeness import Same, compare, searched
from engine.operations.cases.search_instances import InstanceFilter, get_instance, search_instances
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import visible_cases
from engine.store.queries.around import restricted_among, sharing_terms, terms_of

MOST_SHOWN, _MOST_READ = 10, 200
DUPLICATES, NEW_FACTS, TIMES = "don_trung_voi", "tinh_tiet_moi", "so_lan"  # variables that a conclusion sets


class Conclusion(StrEnum):
    """What an officer concludes: the same again, or the same sender with new facts."""

    DUPLICATE = "trung"
    NEW_FACTS = "tinh-tiet-moi"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarCase:
    """An earlier case and in what it agrees with the one in hand."""

    case: InstanceRecord
    same: Same


_NOTHING: Final[tuple[SimilarCase, ...]] = ()


def is_compared(uow: UnitOfWork, case: InstanceRecord) -> bool:
    """Tell whether cases of this process are compared with earlier ones."""
    return LIKENESS in uow.definitions.model(uow.connection, case.definition_key).definition.properties


def similar_cases(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> tuple[SimilarCase, ...]:
    """Give the earlier cases worth comparing that the actor may see, the likeliest first; raises NotFound."""
    case = get_instance(uow, actor, instance_key=instance_key)
    if not is_compared(uow, case):
        return _NOTHING
    terms = terms_of(uow.connection, instance_key)
    wanted = searched(terms)
    if not wanted:
        return _NOTHING
    rows = sharing_terms(
        uow.connection,
        wanted,
        process_id=case.process_id,
        before=(case.started_at, case.key),
        readable=visible_cases(actor, grants(uow, actor)),
        limit=_MOST_READ,
    )
    found = {key: compare(terms, theirs) for key, theirs in rows}
    keys = [key for key, same in found.items() if same.worth_comparing]
    keys = sorted(keys, key=lambda key: -found[key].weight)[:MOST_SHOWN]
    if not keys:
        return _NOTHING
    records = {one.key: one for one in search_instances(uow, actor, filter=InstanceFilter(keys=tuple(keys))).items}
    return tuple(SimilarCase(case=records[key], same=found[key]) for key in keys if key in records)


def conclude(uow: UnitOfWork, actor: Actor, *, instance_key: int, other_key: int, conclusion: Conclusion) -> None:
    """Keep what the holder of a task of the case concludes about an earlier case; the task stays open and decides.

    Sets the variables `don_trung_voi` (keys of the earlier letters), `tinh_tiet_moi` and `so_lan`. Raises NotFound,
    NotPermitted, Conflict (ended, not compared, the same case).
    """
    require_holder(uow, actor, instance_key)
    other = comparable(uow, actor, instance_key=instance_key, other_key=other_key)
    case = lock_case(uow, actor, instance_key)
    held = case.root.get(DUPLICATES)
    named = [one for one in held if isinstance(one, str)] if isinstance(held, list) else []
    keys = list(dict.fromkeys([*named, str(other_key)]))
    values: dict[str, JsonValue] = {
        DUPLICATES: [*keys],
        NEW_FACTS: conclusion is Conclusion.NEW_FACTS,
        TIMES: len(keys) + 1,
    }
    action = "DuplicateFound" if conclusion is Conclusion.DUPLICATE else "NewFactsFound"
    case.record(action, number=other.business_id, other=other.key)
    case.execution.set_variables(case.key, values)
    case.save()


def comparable(uow: UnitOfWork, actor: Actor, *, instance_key: int, other_key: int) -> InstanceRecord:
    """Give the other case if the two may be compared; raises NotFound and Conflict."""
    case = get_instance(uow, actor, instance_key=instance_key)
    other = get_instance(uow, actor, instance_key=other_key)
    if case.key == other.key or case.process_id != other.process_id or not is_compared(uow, case):
        raise Conflict(
            Text(
                vi="Chỉ so được với một hồ sơ khác cùng quy trình. Không có gì thay đổi.",
                en="A case is compared with another one of its process only. Nothing has changed.",
            ),
            code="cases_not_comparable",
        )
    if len(restricted_among(uow.connection, (case.key, other.key))) == 1:
        raise Conflict(
            Text(
                vi="Đơn hạn chế xem không so chung với đơn thường: số của đơn này không được hiện ở đơn kia.",
                en="A restricted letter is not compared with an open one: neither may show the other's number.",
            ),
            code="secrecy_differs",
        )
    return other
