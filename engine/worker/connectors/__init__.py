"""Our own workers for job types, one file each; outside workers do the rest over the API."""

from engine.worker.connectors import (
    cap_so,
    dan_trang,
    dong_bia,
    gui_noi_nhan,
    kiem_tra_the_thuc,
    ky_so,
    nguoi_trong_nhom,
    thong_bao,
    vao_so,
)
from engine.worker.connectors.registry import Connector, Connectors

CONNECTORS = Connectors(
    one.CONNECTOR
    for one in (
        cap_so,
        dan_trang,
        dong_bia,
        gui_noi_nhan,
        kiem_tra_the_thuc,
        ky_so,
        nguoi_trong_nhom,
        thong_bao,
        vao_so,
    )
)

__all__ = ["CONNECTORS", "Connector", "Connectors"]
