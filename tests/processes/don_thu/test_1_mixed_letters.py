"""P25, petitions of several contents: one letter split off that proves a denunciation hides the whole letter."""

from engine.model.actor import SYSTEM
from engine.operations.cases.set_variables import set_variables
from tests.processes.driving import OK, Driver
from tests.processes.outgoing import NOT_FOUND
from tests.processes.petitions import (
    AN,
    LIEN,
    OTHERS,
    REGISTERED,
    SENDER,
    TUONG,
    classified,
    complaint,
    is_absent,
    register,
    suggestion,
)

DENOUNCING = {"bao_hanh_vi_vi_pham": True, "co_bang_chung_cu_the": True}
VOIDED = "Số đã hủy: Vào sổ lại"


def mixed(office: Driver, *contents: str) -> tuple[str, str, list[str]]:
    """Register a letter of several contents, readable as letters are, and split it; give it, its scan, the children."""
    case = classified(office, nhieu_noi_dung_tach_duoc=True)
    scan = office.upload(AN, "ban-quet.pdf")
    register(office, case, loai_don="nhieu_noi_dung", **REGISTERED, **SENDER, tep=[scan])
    rows = [{"noi_dung_tach": one, "giay_to": [scan]} for one in contents or ("Thoát nước", "Cán bộ nhận tiền")]
    office.complete(AN, case, "tach", don_con=rows)
    return case, scan, office.called(AN, case)


def denounce(office: Driver, child: str) -> None:
    office.complete(AN, child, "phan_loai", **DENOUNCING)
    register(office, child, loai_don="to_cao", **REGISTERED)


def book(office: Driver, who: str) -> str:
    return office.person(who).get("/van-ban?so=so_don").text


def number(office: Driver, case: str) -> str:
    return str(office.case(AN, case)["businessId"])


def test_a_child_that_proves_a_denunciation_hides_the_letter_and_its_scan(office: Driver) -> None:
    case, scan, (_, child) = mixed(office)
    held = number(office, case)
    assert office.case(TUONG, case)["title"] == "Thu hồi đất"
    assert office.person(TUONG).get(f"/v2/documents/{scan}").status_code == OK
    denounce(office, child)
    assert all(is_absent(office, who, case) for who in OTHERS)
    assert office.person(TUONG).get(f"/v2/documents/{scan}").status_code == NOT_FOUND
    assert office.person(TUONG).get(f"/ho-so/{case}?muc=dien-bien").status_code == NOT_FOUND
    for words in (held, "Thu hồi đất", "Nguyễn Văn An"):
        assert f"/ho-so/{case}" not in office.person(TUONG).get("/ho-so", params={"q": words}).text
    assert office.case(LIEN, case)["title"] == "Đơn hạn chế xem"  # who received it is named
    assert number(office, case) == "BM-2026-0001"
    assert (
        "Từ đây chỉ những người được nêu tên trong hồ sơ xem được."
        in office.person(AN).get(f"/ho-so/{case}?muc=dien-bien").text
    )


def test_the_number_of_a_letter_that_is_hidden_later_stays_in_the_register_voided(office: Driver) -> None:
    first = complaint(office)
    case, _, (_, child) = mixed(office)
    held = number(office, case)
    last = complaint(office)
    denounce(office, child)
    for who in (TUONG, LIEN):
        page = book(office, who)
        assert all(f'id="dong-{line}"' in page for line in (1, 2, 3))
        row = page.partition('id="dong-2"')[2].partition("</tr>")[0]
        assert held in row
        assert VOIDED in row
        assert "Nguyễn Văn An" not in row
        assert "Thu hồi đất" not in row
    new = complaint(office)  # whose number was never anybody else's
    assert [number(office, one) for one in (first, last, new)] == ["ĐT-2026-0001", "ĐT-2026-0003", "ĐT-2026-0004"]
    own = office.person(LIEN).get("/van-ban?so=so_don:han_che&nam=2026").text
    assert "BM-2026-0001" in own
    assert "BM-2026-0001" not in office.person(TUONG).get("/van-ban?so=so_don:han_che&nam=2026").text


def test_the_other_letters_split_off_are_hidden_with_it_ended_ones_too(office: Driver) -> None:
    case, scan, (ended, running, unread, child) = mixed(office, "Một", "Hai", "Ba", "Bốn")
    suggestion(office, ended)
    office.complete(AN, running, "phan_loai", neu_y_kien_de_nghi=True)
    who = {name: SENDER[name] for name in ("nguoi_viet", "dia_chi", "tom_tat")}
    register(office, running, loai_don="kien_nghi_phan_anh", **REGISTERED, **who, tieu_de="Hai")
    assert office.case(TUONG, running)["title"] == "Hai"
    assert office.case(TUONG, ended)["state"] == "COMPLETED"
    denounce(office, child)
    for one in (case, ended, running, unread, child):
        assert is_absent(office, TUONG, one)
    assert office.person(TUONG).get(f"/v2/documents/{scan}").status_code == NOT_FOUND
    assert book(office, TUONG).count(VOIDED) == 3  # the letter's, and those of the two that were open
    suggestion_of_hidden(office, unread)
    assert is_absent(office, TUONG, unread)
    assert office.variables(AN, unread)["giu_bi_mat"] is True


def suggestion_of_hidden(office: Driver, child: str) -> None:
    """Register a letter split off from a hidden one: its sender's identity is kept apart."""
    office.complete(AN, child, "phan_loai", neu_y_kien_de_nghi=True)
    register(office, child, loai_don="kien_nghi_phan_anh", **REGISTERED, tieu_de="Ba", tom_tat="Ba")


def test_a_grandchild_hides_the_whole_family(office: Driver) -> None:
    case, _, (first, second) = mixed(office)
    office.complete(AN, second, "phan_loai", nhieu_noi_dung_tach_duoc=True)
    who = {name: SENDER[name] for name in ("nguoi_viet", "dia_chi", "tom_tat")}
    register(office, second, loai_don="nhieu_noi_dung", **REGISTERED, **who, tieu_de="Hai")
    office.complete(AN, second, "tach", don_con=[{"noi_dung_tach": "Ba"}, {"noi_dung_tach": "Bốn"}])
    assert not is_absent(office, TUONG, second)
    denounce(office, office.called(AN, second)[0])
    assert all(is_absent(office, TUONG, one) for one in (case, first, second, *office.called(AN, second)))


def test_a_letter_classified_anew_later_hides_the_whole_family(office: Driver) -> None:
    case, scan, (child, _) = mixed(office)
    office.complete(AN, child, "phan_loai", neu_y_kien_de_nghi=True)
    who = {name: SENDER[name] for name in ("nguoi_viet", "dia_chi", "tom_tat")}
    register(office, child, loai_don="kien_nghi_phan_anh", **REGISTERED, **who, tieu_de="Thoát nước")
    assert not is_absent(office, TUONG, case)
    with office.engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=int(child), variables={"loai_don": "to_cao", "giu_bi_mat": True})
    assert all(is_absent(office, who, one) for who in OTHERS for one in (case, child))
    assert office.person(TUONG).get(f"/v2/documents/{scan}").status_code == NOT_FOUND


def test_a_letter_hidden_later_is_pointed_out_to_nobody_any_more(office: Driver) -> None:
    case, _, (_, child) = mixed(office)
    alike = complaint(office)
    task = office.task(AN, alike, "de_xuat")["userTaskKey"]
    assert number(office, case) in office.person(AN).get(f"/viec/{task}").text
    denounce(office, child)
    beside = office.person(AN).get(f"/viec/{task}").text
    assert "Nghi trùng" not in beside
    assert number(office, case) not in beside
