"""The designer's server side: checks, versions, and no version overwritten unseen."""

import re

import httpx
import pytest

from api.pages.designer import NEW_MODEL
from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk, desk
from tests.office import deploy, shipped

DESIGNER, CLERK = "luong.the.khai", "le.kim.oanh"
NEW = NEW_MODEL.read_bytes()


def send(
    person: Desk, where: str, drawing: bytes, *, name: str = "thu.bpmn", base: str = "", **terms: str
) -> httpx.Response:
    """Send a drawing as the designer page does."""
    return person.client.post(
        f"/thiet-ke/{where}",
        files={"file": ("model.bpmn", drawing, "application/xml")},
        data={"resource_name": name, "base_key": base, **terms},
        headers={"HX-Request": "true"},
    )


def key_of(answer: httpx.Response) -> str:
    """Give the key of the version that a deployment led to."""
    assert answer.status_code == 204, answer.text
    return answer.headers["HX-Redirect"].removeprefix("/thiet-ke/").partition("?")[0]


def test_a_new_process_is_checked_deployed_and_listed(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        checked = send(designer, "kiem-tra", NEW)
        deployed = send(designer, "ap-dung", NEW)
        page = designer.get(deployed.headers["HX-Redirect"]).text
        listed = designer.get("/thiet-ke").text

    assert "Không tìm thấy lỗi" in checked.text
    assert "Đã áp dụng phiên bản 1." in page
    assert "Quy trình mới" in listed
    assert "quy_trinh_moi" in listed


def test_running_cases_keep_their_version(engine: Engine, served: Served) -> None:
    deploy(engine, *shipped("sao_y_so_hoa"))
    with desk(served, DESIGNER) as designer, desk(served, CLERK) as clerk:
        before = clerk.start("Nghị quyết 12", command_id="0" * 32)
        found = re.search(r'href="/thiet-ke/(\d+)"', designer.get("/thiet-ke").text)
        assert found is not None
        base = found.group(1)
        drawing = designer.get(f"/thiet-ke/{base}.bpmn").content
        changed = drawing.replace("Duyệt yêu cầu sao".encode(), "Xét duyệt yêu cầu".encode())
        key_of(send(designer, "ap-dung", changed, base=base))
        after = clerk.start("Nghị quyết 13", command_id="1" * 32)

        assert "Duyệt yêu cầu sao" in clerk.get(before).text
        assert "Xét duyệt yêu cầu" in clerk.get(after).text


def test_of_two_designers_the_second_is_told_and_nothing_is_overwritten(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        base = key_of(send(designer, "ap-dung", NEW))
        send(designer, "ap-dung", NEW.replace("Bước đầu tiên".encode(), b"A"), base=base)
        late = send(designer, "ap-dung", NEW.replace("Bước đầu tiên".encode(), b"B"), base=base)
        listed = designer.get("/thiet-ke").text

    assert late.status_code == 409
    assert "Lương Thế Khải đã áp dụng phiên bản 2" in late.text
    assert "Phiên bản 3" not in listed


def test_what_has_changed_is_told_with_the_version(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        send(designer, "ap-dung", NEW, note="Bản đầu, theo Kế hoạch 12/KH-VP")
        assert "Bản đầu, theo Kế hoạch 12/KH-VP" in designer.get("/thiet-ke").text


def test_a_drawing_planned_for_a_day_is_listed_and_can_be_taken_back(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        planned = send(designer, "ap-dung", NEW, note="Từ năm sau", day="01/01/2999")
        listed = designer.get(planned.headers["HX-Redirect"]).text
        assert "01/01/2999" in listed
        assert "Từ năm sau" in listed
        assert "Phiên bản 1" not in listed
        found = re.search(r'action="(/thiet-ke/hen/\d+/rut)"', listed)
        assert found is not None
        after = designer.get(designer.post(found.group(1)).headers["Location"])

    assert "Đã rút lại lần hẹn áp dụng." in after.text
    assert "01/01/2999" not in after.text


@pytest.mark.parametrize("day", ["31/02/2999", "mai", "1/1/99"])
def test_a_day_that_cannot_be_read_deploys_nothing(day: str, served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        refused = send(designer, "ap-dung", NEW, day=day)
        listed = designer.get("/thiet-ke").text

    assert refused.status_code == 400
    assert "Ngày áp dụng phải viết như 31/12/2026" in refused.text
    assert "quy_trinh_moi" not in listed


def test_a_new_process_never_takes_the_id_of_another(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        send(designer, "ap-dung", NEW)
        second = send(designer, "ap-dung", NEW.replace("Bước đầu tiên".encode(), b"B"))

    assert second.status_code == 409


def test_an_unchanged_drawing_makes_no_version(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        base = key_of(send(designer, "ap-dung", NEW, name="quy_trinh_moi.bpmn"))
        again = send(designer, "ap-dung", NEW, base=base)

    assert again.headers["HX-Redirect"] == f"/thiet-ke/{base}?bao=khong-doi"


BROKEN = (
    b"",
    b"<x",
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    NEW.replace(b"bpmn:userTask", b"bpmn:adHocSubProcess"),
    NEW.replace(b' id="buoc_dau"', b""),
)


def test_a_broken_or_hostile_drawing_names_what_to_mend(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        for drawing in BROKEN:
            checked, deployed = send(designer, "kiem-tra", drawing), send(designer, "ap-dung", drawing)

            assert (checked.status_code, deployed.status_code) == (200, 400), drawing
            assert "chỗ cần sửa trước khi áp dụng" in checked.text
            assert "root:" not in checked.text
        assert "Chưa có quy trình nào" in designer.get("/thiet-ke").text


def test_a_file_name_from_the_browser_is_never_trusted(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        for number, name in enumerate(["../../etc/x.bpmn", "a\x00.bpmn", "x.form", "tên có dấu.bpmn"]):
            drawing = NEW.replace(b'"quy_trinh_moi"', f'"thu_{number}"'.encode())
            key = key_of(send(designer, "ap-dung", drawing, name=name))

            assert 'data-resource-name="quy_trinh_moi.bpmn"' in designer.get(f"/thiet-ke/{key}").text


def test_whoever_may_not_design_gets_no_designer(served: Served) -> None:
    with desk(served, CLERK) as clerk:
        assert clerk.get("/thiet-ke").status_code == 403
        assert clerk.get("/thiet-ke/moi").status_code == 403
        assert send(clerk, "kiem-tra", NEW).status_code == 403
        assert send(clerk, "ap-dung", NEW).status_code == 403
