"""Theo dõi tiến độ shows the starts that keep failing, to those who may run them again."""

from engine.model.records import FailedStart
from engine.operations import Engine, deliver_events
from tests.integration.api.conftest import Served
from tests.integration.operations.test_failing_starts import failed, mend, started
from tests.integration.pages.desk import desk

CHIEF, CLERK = "bui.xuan.tuong", "le.kim.oanh"
__all__ = ["failed"]


def test_a_failing_start_is_run_again_from_the_page(engine: Engine, served: Served, failed: FailedStart) -> None:
    with desk(served, CHIEF) as chief, desk(served, CLERK) as clerk:
        assert "Không tự lập được hồ sơ “Theo tín hiệu” khi có tín hiệu “ky_hop”" in chief.get("/theo-doi").text
        assert "ky_hop" not in clerk.get("/theo-doi").text
        mend(engine)
        done = chief.post(f"/theo-doi/khoi-tao/{failed.key}/chay-lai")
        assert "Đã cho chạy lại." in chief.get(done.headers["location"]).text
        assert deliver_events(engine) == (1, ())
        assert started(engine) == 1
        assert "ky_hop" not in chief.get("/theo-doi").text
