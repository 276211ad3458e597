"""Which processes people are offered to begin a case of."""

from collections.abc import Callable

from engine.model.actor import Actor
from engine.operations import Engine, startable_definitions
from tests.office import deploy, shipped


def test_a_process_that_others_only_call_is_not_offered(engine: Engine, actor: Callable[[str], Actor]) -> None:
    deploy(engine, *shipped("sao_y_so_hoa"), *shipped("ghi_nhan_ket_qua"))
    with engine.unit_of_work() as uow:
        offered = startable_definitions(uow, actor("vu.bich.lien"))
    assert [each.process_id for each in offered] == ["sao_y_so_hoa"]
