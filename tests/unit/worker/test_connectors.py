"""The connectors' own decisions: numbers, periods, recipients, columns, the cover sheet's words, registration."""

from datetime import UTC, date, datetime

import pytest

from engine.errors import InputRejected
from engine.model.json_value import JsonValue
from engine.model.lifecycle import JobState
from engine.model.records import JobRecord
from engine.store.queries.people import PersonRecord
from engine.worker.connectors import CONNECTORS, Connector, Connectors
from engine.worker.connectors.cap_so import period_of, written_number
from engine.worker.connectors.cover_sheet import authority_of, written_date
from engine.worker.connectors.dong_bia import compose
from engine.worker.connectors.inputs import header, required_text, text, texts
from engine.worker.connectors.office import Office
from engine.worker.connectors.thong_bao import split_principals
from engine.worker.connectors.vao_so import cells_of
from engine.worker.run_job import LONGEST_BACK_OFF_S, back_off_s, waiting_s

OFFICE = Office(name="Văn phòng", parent="Đoàn ĐBQH và HĐND tỉnh Hải Sơn", symbol="VP", place="Hải Sơn")


def job(headers: dict[str, str] | None = None, /, **variables: JsonValue) -> JobRecord:
    return JobRecord(
        key=7,
        job_type="x",
        instance_key=1,
        root_key=1,
        business_id="SY-2026-0001",
        process_id="sao_y_so_hoa",
        process_version=1,
        definition_key=2,
        element_id="dong_bia",
        element_instance_key=3,
        headers=headers or {},
        worker="w",
        retries=3,
        created_at=datetime(2026, 11, 25, tzinfo=UTC),
        deadline=datetime(2026, 11, 25, tzinfo=UTC),
        variables=variables,
        state=JobState.CREATED,
    )


def person(title: str | None) -> PersonRecord:
    return PersonRecord(
        username="mai.thanh.hao",
        display_name="Mai Thanh Hảo",
        kind="person",
        title=title,
        unit_code=None,
        unit_name=None,
        email=None,
        language="vi",
        groups=frozenset(),
        outside=False,
        active=True,
        password_hash=None,
    )


@pytest.mark.parametrize(
    ("number", "written"), [(1, "01/SY-VP"), (9, "09/SY-VP"), (10, "10/SY-VP"), (389, "389/SY-VP")]
)
def test_numbers_below_ten_have_a_leading_zero(number: int, written: str) -> None:
    assert written_number(number, "SY", "VP") == written


def test_a_series_begins_anew_by_year_by_named_period_or_never() -> None:
    assert [period_of(rule, 2026) for rule in ("year", "never", "khoa-18")] == ["2026", "", "khoa-18"]


def test_recipients_are_people_and_groups() -> None:
    users, groups = split_principals(("group:van_thu", "user:an", "binh"))
    assert (sorted(users), sorted(groups)) == (["an", "binh"], ["van_thu"])


def test_register_columns_are_those_named_or_every_plain_variable() -> None:
    given = job({"columns": "so_ky_hieu, van_ban,khong_co"}, so_ky_hieu="01/SY-VP", van_ban="NQ", so_ban=3)
    assert cells_of(given) == {"so_ky_hieu": "01/SY-VP", "van_ban": "NQ", "khong_co": None}
    assert cells_of(job(so_ban=3, tep=["1"], x={})) == {"so_ban": 3}


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 25), "ngày 25 tháng 11 năm 2026"),
    ],
)
def test_dates_as_documents_write_them(day: date, written: str) -> None:
    assert written_date(day) == written


def test_a_deputy_signs_for_the_head() -> None:
    assert authority_of("Phó Chánh Văn phòng") == "KT. Chánh Văn phòng"
    assert authority_of("Phó chủ tịch") == "KT. Chủ tịch"
    assert authority_of("Chánh Văn phòng") == ""


def test_the_sheet_says_what_the_case_says() -> None:
    given = job(
        van_ban="Nghị quyết số 18/2025/NQ-HĐND",
        so_ky_hieu="05/SY-VP",
        ngay="2026-02-05",
        so_ban=3,
        ma_ho_so="SY-2026-0001",
    )
    sheet = compose(
        given,
        office=OFFICE,
        signer=person("Phó Chánh Văn phòng"),
        requester="Nguyễn Hoài An",
        kind="Sao y",
        change_of_form="Từ bản giấy sang bản điện tử",
    )
    assert (sheet.kind, sheet.number, sheet.title) == ("Sao y", "05/SY-VP", "Bìa bản sao y")
    assert (sheet.place, sheet.date) == ("Hải Sơn", "ngày 05 tháng 02 năm 2026")
    assert (sheet.authority, sheet.signer_position) == ("KT. Chánh Văn phòng", "Phó Chánh Văn phòng")
    assert [(row.label, row.value) for row in sheet.rows] == [
        ("Văn bản được sao", "Nghị quyết số 18/2025/NQ-HĐND"),
        ("Chuyển đổi hình thức", "Từ bản giấy sang bản điện tử"),
        ("Số bản sao", "03"),
        ("Mã hồ sơ", "SY-2026-0001"),
    ]
    assert sheet.recipients == ("- Nguyễn Hoài An;", "- Lưu: VT.")


@pytest.mark.parametrize("missing", ["van_ban", "so_ky_hieu", "ngay"])
def test_what_the_sheet_lacks_is_named(missing: str) -> None:
    variables: dict[str, JsonValue] = {"van_ban": "NQ", "so_ky_hieu": "05/SY-VP", "ngay": "2026-02-05"}
    del variables[missing]
    with pytest.raises(InputRejected) as caught:
        compose(job(**variables), office=OFFICE, signer=person("X"), requester="", kind="Sao y", change_of_form="giấy")
    assert missing in caught.value.text.vi


@pytest.mark.parametrize("value", [True, [], {}])
def test_a_text_must_be_a_text(value: JsonValue) -> None:
    with pytest.raises(InputRejected):
        text(job(x=value), "x")


def test_inputs_are_read_strictly() -> None:
    assert text(job(), "x") == ""
    assert text(job(x=3), "x") == "3"
    assert texts(job(x="a"), "x") == ("a",)
    assert header(job({"series": "SY"}), "series") == "SY"
    assert header(job(), "period", "year") == "year"
    for wrong in (lambda: header(job(), "series"), lambda: required_text(job(x=" "), "x"), lambda: texts(job(), "x")):
        with pytest.raises(InputRejected) as caught:
            wrong()
        assert caught.value.stable_code == "job_input_invalid"


def test_two_connectors_for_one_job_type_are_refused() -> None:
    one = Connector(job_type="cap-so", run=lambda _engine, _job: None)
    with pytest.raises(ValueError, match="cap-so"):
        Connectors([one, one])


def test_ours_are_registered() -> None:
    documents = {"dan-trang", "dong-bia", "kiem-tra-the-thuc", "ky-so", "soan-van-ban"}
    sending = {"ghi-don-doc", "ghi-thay-doi", "ghi-tinh-trang-gui", "gui-noi-nhan", "gui-thay-doi", "tim-van-ban-di"}
    registry = {"bao-truc", "bo-noi-dung", "cap-so", "lay-van-ban-den", "tim-van-ban-trung", "vao-so"}
    petitions = {"bao-diem-nong", "dem-don-lap", "xoa-noi-dung"}
    archive = {"dong-goi-luu", "ghi-luu-tru", "in-giay-to-luu", "kiem-goi-luu", "tim-ho-so"}
    assert set(CONNECTORS) == documents | registry | sending | petitions | archive | {
        "bao-ho-so",
        "gui-thong-diep",
        "lap-ho-so-lien-quan",
        "nguoi-trong-nhom",
        "thong-bao",
    }


def test_the_pause_grows_and_ends() -> None:
    pauses = [back_off_s(retries) for retries in (3, 2, 1, 0, -20)]
    assert pauses == [2.0, 4.0, 8.0, 16.0, LONGEST_BACK_OFF_S]
    assert [waiting_s(age) for age in (0.0, 1.5, 30.0, 4000.0)] == [2.0, 2.0, 30.0, LONGEST_BACK_OFF_S]
