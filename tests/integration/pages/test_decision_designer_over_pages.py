"""The decision editor's server side: checks, versions, and no version overwritten unseen."""

import httpx
import pytest

from api.pages.decisions import NEW_DECISION
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk, desk

DESIGNER, CLERK = "luong.the.khai", "le.kim.oanh"
PATH = "/thiet-ke/bang-quy-tac"
NEW = NEW_DECISION.read_bytes()
CHANGED = NEW.replace(b'"xem_xet"', b'"chuyen"')


def send(person: Desk, where: str, drawing: bytes, *, name: str = "thu.dmn", base: str = "") -> httpx.Response:
    """Send a file as the editor does."""
    return person.client.post(
        f"{PATH}/{where}",
        files={"file": ("drawing", drawing, "application/xml")},
        data={"resource_name": name, "base_key": base},
        headers={"HX-Request": "true"},
    )


def key_of(answer: httpx.Response) -> str:
    """Give the key of the decision that a deployment led to."""
    assert answer.status_code == 204, answer.text
    return answer.headers["HX-Redirect"].removeprefix(f"{PATH}/").partition("/")[0]


def test_the_file_that_a_new_one_starts_from_has_nothing_to_mend(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        assert designer.get(f"{PATH}/moi.dmn").content == NEW
        checked = send(designer, "kiem-tra", NEW)
        assert "Không tìm thấy lỗi" in checked.text
        assert "nên xem lại" not in checked.text
        assert "Chưa có bảng quy tắc nào" in designer.get(PATH).text


def test_a_new_version_follows_the_one_that_was_open(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        first = key_of(send(designer, "ap-dung", NEW))
        second = send(designer, "ap-dung", CHANGED, base=first)
        page = designer.get(second.headers["HX-Redirect"]).text
        assert "Đã áp dụng phiên bản 2." in page
        assert 'data-resource-name="thu.dmn"' in page
        assert designer.get(f"{PATH}/{key_of(second)}.dmn").content == CHANGED
        older = designer.get(f"{PATH}/{first}/sua").text
        assert "Đây là phiên bản cũ" in older
        assert 'data-designer="deploy"' not in older


def test_an_unchanged_file_makes_no_version(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        base = key_of(send(designer, "ap-dung", NEW))
        again = send(designer, "ap-dung", NEW, base=base)
        assert again.headers["HX-Redirect"] == f"{PATH}/{base}/sua?bao=khong-doi"


@pytest.mark.parametrize("based", [True, False])
def test_a_version_deployed_meanwhile_is_not_overwritten(served: Served, *, based: bool) -> None:
    with desk(served, DESIGNER) as designer:
        first = key_of(send(designer, "ap-dung", NEW))
        latest = key_of(send(designer, "ap-dung", CHANGED, base=first))
        refused = send(designer, "ap-dung", NEW.replace(b'"xem_xet"', b'"tra_lai"'), base=first if based else "")
        assert refused.status_code == 409
        assert "Lương Thế Khải đã áp dụng phiên bản 2" in refused.text
        assert designer.get(f"{PATH}/{latest}.dmn").content == CHANGED
        assert "Phiên bản 3" not in designer.get(PATH).text


@pytest.mark.parametrize(
    "drawing",
    [
        b"",
        b"<x",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        NEW.replace(b"<text>loai</text>", b"<text>loai +</text>"),
    ],
)
def test_a_broken_or_hostile_file_names_what_to_mend(served: Served, drawing: bytes) -> None:
    with desk(served, DESIGNER) as designer:
        checked, deployed = send(designer, "kiem-tra", drawing), send(designer, "ap-dung", drawing)
        assert (checked.status_code, deployed.status_code) == (200, 400)
        assert "chỗ cần sửa trước khi áp dụng" in checked.text
        assert "root:" not in checked.text
        assert "Chưa có bảng quy tắc nào" in designer.get(PATH).text


def test_whoever_may_not_design_gets_no_editor(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        base = key_of(send(designer, "ap-dung", NEW))
    with desk(served, CLERK) as clerk:
        assert clerk.get(f"{PATH}/moi").status_code == 403
        assert clerk.get(f"{PATH}/{base}/sua").status_code == 403
        assert send(clerk, "kiem-tra", NEW).status_code == 403
        assert send(clerk, "ap-dung", NEW).status_code == 403
