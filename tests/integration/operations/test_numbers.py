"""Number series under a crowd: consecutive, none twice, none lost; a voided number stays with its reason."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from engine.errors import Conflict, InputRejected, NotFound, NotPermitted
from engine.model.actor import SYSTEM, Actor
from engine.operations import Engine
from engine.operations.registers.allocate_number import Allocation, allocate_number
from engine.operations.registers.void_number import void_number, voided_numbers

SERIES, YEAR = "HĐND:TB", "2026"


def take(engine: Engine, source: str, *, series: str = SERIES, period: str = YEAR) -> Allocation:
    with engine.unit_of_work() as uow:
        return allocate_number(uow, series=series, period=period, source_key=source)


def test_a_hundred_clerks_at_once_get_a_hundred_consecutive_numbers(engine: Engine) -> None:
    with ThreadPoolExecutor(max_workers=100) as clerks:
        given = list(clerks.map(lambda clerk: take(engine, f"job:{clerk}").number, range(100)))
    assert sorted(given) == list(range(1, 101))
    assert take(engine, "job:100").number == 101


def test_clerks_who_give_up_leave_no_gap(engine: Engine) -> None:
    def clerk(index: int) -> int | None:
        number = None
        with suppress(_GivesUp), engine.unit_of_work() as uow:
            number = allocate_number(uow, series=SERIES, period=YEAR, source_key=f"job:{index}").number
            if index % 3 == 0:
                number = None
                raise _GivesUp
        return number

    with ThreadPoolExecutor(max_workers=30) as clerks:
        given = [number for number in clerks.map(clerk, range(60)) if number is not None]
    assert sorted(given) == list(range(1, 41))


class _GivesUp(Exception):
    """The clerk closes the page."""


def test_two_clerks_numbering_the_same_document_give_it_one_number(engine: Engine) -> None:
    def clerk(_: int) -> int | None:
        try:
            return take(engine, "job:one").number
        except Conflict:
            return None

    with ThreadPoolExecutor(max_workers=20) as clerks:
        given = {number for number in clerks.map(clerk, range(20)) if number is not None}
    assert given == {1}
    assert take(engine, "job:two").number == 2


def test_series_and_periods_count_for_themselves(engine: Engine) -> None:
    assert [take(engine, f"a{n}").number for n in range(2)] == [1, 2]
    assert take(engine, "b", period="2027").number == 1
    assert take(engine, "c", series="HĐND:KH").number == 1
    assert take(engine, "d", series="VP:TB").number == 1
    assert take(engine, "e", series="HĐND:NQ", period="khoa-19").number == 1
    assert take(engine, "f", series="HĐND:NQ", period="").number == 1


def test_a_voided_number_keeps_its_reason_and_is_never_given_again(engine: Engine) -> None:
    take(engine, "job:1")
    take(engine, "job:2")
    with engine.unit_of_work() as uow:
        void_number(uow, SYSTEM, series=SERIES, period=YEAR, number=2, reason="  Ký nhầm\nngười  ")
    assert take(engine, "job:3").number == 3
    assert take(engine, "job:2").number == 2  # who asks again learns the same number, not another one
    with engine.unit_of_work() as uow:
        [voided] = voided_numbers(uow, series=SERIES, period=YEAR)
        assert (voided.number, voided.void_reason, voided.voided_by) == (2, "Ký nhầm người", SYSTEM.username)
        assert voided.voided_at == uow.now


@pytest.mark.parametrize(
    ("number", "reason", "error"),
    [(1, " ", InputRejected), (1, "x" * 1001, InputRejected), (9, "Nhầm", NotFound)],
)
def test_a_number_is_voided_with_a_reason_and_only_when_it_exists(
    engine: Engine, number: int, reason: str, error: type[Exception]
) -> None:
    take(engine, "job:1")
    with pytest.raises(error), engine.unit_of_work() as uow:
        void_number(uow, SYSTEM, series=SERIES, period=YEAR, number=number, reason=reason)
    with engine.unit_of_work() as uow:
        assert voided_numbers(uow, series=SERIES, period=YEAR) == ()


def test_a_number_is_voided_once_and_by_whom_it_is_allowed(engine: Engine, actor: Callable[[str], Actor]) -> None:
    take(engine, "job:1")
    with pytest.raises(NotPermitted), engine.unit_of_work() as uow:
        void_number(uow, actor("le.kim.oanh"), series=SERIES, period=YEAR, number=1, reason="Nhầm")
    with engine.unit_of_work() as uow:
        void_number(uow, SYSTEM, series=SERIES, period=YEAR, number=1, reason="Nhầm")
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        void_number(uow, SYSTEM, series=SERIES, period=YEAR, number=1, reason="Nhầm lần nữa")
