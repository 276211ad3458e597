"""Our own workers for job types, one file each; outside workers do the rest over the API."""

from engine.worker.connectors import (
    bao_ho_so,
    bao_truc,
    bo_noi_dung,
    cap_so,
    dan_trang,
    dong_bia,
    dong_goi_luu,
    ghi_don_doc,
    ghi_luu_tru,
    ghi_thay_doi,
    ghi_tinh_trang_gui,
    gui_noi_nhan,
    gui_thay_doi,
    gui_thong_diep,
    in_giay_to_luu,
    kiem_goi_luu,
    kiem_tra_the_thuc,
    ky_so,
    lap_ho_so_lien_quan,
    lay_van_ban_den,
    nguoi_trong_nhom,
    soan_van_ban,
    thong_bao,
    tim_ho_so,
    tim_van_ban_di,
    tim_van_ban_trung,
    vao_so,
)
from engine.worker.connectors.registry import Connector, Connectors

CONNECTORS = Connectors(
    one.CONNECTOR
    for one in (
        bao_ho_so,
        bao_truc,
        bo_noi_dung,
        cap_so,
        dan_trang,
        dong_bia,
        dong_goi_luu,
        ghi_don_doc,
        ghi_luu_tru,
        ghi_thay_doi,
        ghi_tinh_trang_gui,
        gui_noi_nhan,
        gui_thay_doi,
        gui_thong_diep,
        in_giay_to_luu,
        kiem_goi_luu,
        kiem_tra_the_thuc,
        ky_so,
        lap_ho_so_lien_quan,
        lay_van_ban_den,
        nguoi_trong_nhom,
        soan_van_ban,
        thong_bao,
        tim_ho_so,
        tim_van_ban_di,
        tim_van_ban_trung,
        vao_so,
    )
)

__all__ = ["CONNECTORS", "Connector", "Connectors"]
