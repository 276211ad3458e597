"""The form editor's server side: checks, versions, and no version overwritten unseen."""

import re

import httpx
import pytest

from api.pages.designed_forms import NEW_FORM
from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk, desk
from tests.office import deploy, shipped

DESIGNER, CLERK = "luong.the.khai", "le.kim.oanh"
PATH = "/thiet-ke/bieu-mau"
NEW = NEW_FORM.read_bytes()
CHANGED = NEW.replace("Nội dung".encode(), "Nội dung đề nghị".encode())


def send(person: Desk, where: str, drawing: bytes, *, name: str = "thu.form", base: str = "") -> httpx.Response:
    """Send a form as the editor does."""
    return person.client.post(
        f"{PATH}/{where}",
        files={"file": ("drawing", drawing, "application/json")},
        data={"resource_name": name, "base_key": base},
        headers={"HX-Request": "true"},
    )


def key_of(answer: httpx.Response) -> str:
    """Give the key of the version that a deployment led to."""
    assert answer.status_code == 204, answer.text
    return answer.headers["HX-Redirect"].removeprefix(f"{PATH}/").partition("?")[0]


def test_the_form_that_a_new_one_starts_from_has_nothing_to_mend(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        assert designer.get(f"{PATH}/moi.form").content == NEW
        assert "Không tìm thấy lỗi" in send(designer, "kiem-tra", NEW).text
        assert "Chưa có biểu mẫu nào" in designer.get(PATH).text


def test_a_new_version_follows_the_one_that_was_open(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        first = key_of(send(designer, "ap-dung", NEW))
        second = send(designer, "ap-dung", CHANGED, base=first)
        page = designer.get(second.headers["HX-Redirect"]).text
        assert "Đã áp dụng phiên bản 2." in page
        assert 'data-resource-name="thu.form"' in page
        assert designer.get(f"{PATH}/{key_of(second)}.form").content == CHANGED
        older = designer.get(f"{PATH}/{first}").text
        assert "Đây là phiên bản cũ" in older
        assert 'data-designer="deploy"' not in older
        assert "Phiên bản 1" in designer.get(PATH).text


def test_forms_are_called_after_the_steps_that_they_are_for(served: Served, engine: Engine) -> None:
    deploy(engine, *shipped("don_thu"))
    with desk(served, DESIGNER) as designer:
        send(designer, "ap-dung", NEW)
        page = designer.get(PATH).text
    names = re.findall(r'<a class="row-title" href="[^"]*">([^<]*)</a>', page)
    assert {"Tiếp nhận đơn", "Vào kết quả giải quyết; Đánh giá kết quả giải quyết"} <= set(names)
    assert names.count("Biểu mẫu chưa dùng ở bước nào") == 1
    assert "Đơn khiếu nại, tố cáo, kiến nghị, phản ánh · <code>don_thu.tiep_nhan</code>" in " ".join(page.split())


def test_an_unchanged_form_makes_no_version(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        base = key_of(send(designer, "ap-dung", NEW))
        assert send(designer, "ap-dung", NEW, base=base).headers["HX-Redirect"] == f"{PATH}/{base}?bao=khong-doi"


@pytest.mark.parametrize("based", [True, False])
def test_a_version_deployed_meanwhile_is_not_overwritten(served: Served, *, based: bool) -> None:
    with desk(served, DESIGNER) as designer:
        first = key_of(send(designer, "ap-dung", NEW))
        latest = key_of(send(designer, "ap-dung", CHANGED, base=first))
        mine = NEW.replace("Nội dung".encode(), "Lý do".encode())
        refused = send(designer, "ap-dung", mine, base=first if based else "")
        assert refused.status_code == 409
        assert "Lương Thế Khải đã áp dụng phiên bản 2" in refused.text
        assert designer.get(f"{PATH}/{latest}.form").content == CHANGED
        assert "Phiên bản 3" not in designer.get(PATH).text


@pytest.mark.parametrize("drawing", [b"", b"{", b"[]", NEW.replace(b'"textfield"', b'"spell"'), b"[" * 100_000])
def test_a_broken_or_hostile_form_names_what_to_mend(served: Served, drawing: bytes) -> None:
    with desk(served, DESIGNER) as designer:
        checked, deployed = send(designer, "kiem-tra", drawing), send(designer, "ap-dung", drawing)
        assert (checked.status_code, deployed.status_code) == (200, 400)
        assert "chỗ cần sửa trước khi áp dụng" in checked.text
        assert "Chưa có biểu mẫu nào" in designer.get(PATH).text


def test_every_shipped_form_is_listed(engine: Engine, served: Served) -> None:
    resources = shipped("sao_y_so_hoa")
    deploy(engine, *resources)
    with desk(served, DESIGNER) as designer:
        page = designer.get(PATH).text
    forms = [one.name.removesuffix(".form") for one in resources if one.name.endswith(".form")]
    assert all(f"<code>sao_y_so_hoa.{name}</code>" in page for name in forms)


def test_whoever_may_not_design_gets_no_editor(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        base = key_of(send(designer, "ap-dung", NEW))
    with desk(served, CLERK) as clerk:
        for path in (PATH, f"{PATH}/moi", f"{PATH}/{base}"):
            assert clerk.get(path).status_code == 403
        assert send(clerk, "kiem-tra", NEW).status_code == 403
        assert send(clerk, "ap-dung", NEW).status_code == 403
