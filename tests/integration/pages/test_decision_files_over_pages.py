"""Decision files in Thiết kế: checked, deployed, shown with what the check says; for designers only."""

import re

import httpx
import pytest

from api.accounts.csrf import SESSION_COOKIE, csrf_token
from tests.decisions import MUC, by_copies, dmn
from tests.integration.api.conftest import Served

DESIGNER, CLERK = "luong.the.khai", "le.kim.oanh"
PATH = "/thiet-ke/bang-quy-tac"
GAPPED = dmn(by_copies()).replace(b"&gt; 10", b"&gt; 12")


def send(client: httpx.Client, content: bytes, asked: str, name: str = "muc.dmn") -> httpx.Response:
    fields = {"csrf_token": csrf_token(client.cookies[SESSION_COOKIE]), "viec": asked}
    return client.post(PATH, data=fields, files={"tep": (name, content, "application/xml")})


def test_a_gap_is_told_before_deploying_and_nothing_is_stored(served: Served) -> None:
    with served.person(DESIGNER) as client:
        checked = send(client, GAPPED, "kiem-tra")
        assert checked.status_code == 200
        assert "không dòng nào áp dụng khi Cột 1: ]10..12]" in checked.text
        assert "vẫn áp dụng được" in checked.text
        assert "Chưa có bảng quy tắc nào" in client.get(PATH).text


def test_a_deployed_file_is_listed_with_versions_and_shown_as_a_table(served: Served) -> None:
    with served.person(DESIGNER) as client:
        for content in (MUC, GAPPED):
            deployed = send(client, content, "ap-dung")
            assert deployed.status_code == 303
            assert "Đã áp dụng" in client.get(deployed.headers["location"]).text
        page = client.get(PATH).text
        assert "Phiên bản 2" in page
        latest, first = re.findall(rf'href="({PATH}/\d+)"', page)
        shown = client.get(latest).text
        assert "<code>&lt;= 10</code>" in shown
        assert "không dòng nào áp dụng" in shown
        assert "không dòng nào áp dụng" not in client.get(first).text
        assert client.get(f"{first}.dmn").content == MUC


@pytest.mark.parametrize(("asked", "status"), [("kiem-tra", 200), ("ap-dung", 400)])
def test_a_broken_file_is_refused_with_what_to_mend(served: Served, asked: str, status: int) -> None:
    with served.person(DESIGNER) as client:
        refused = send(client, b"<definitions", asked, name="../../la.dmn")
        assert refused.status_code == status
        assert "chỗ cần sửa trước khi áp dụng" in refused.text
        assert "Chưa có bảng quy tắc nào" in client.get(PATH).text


def test_whoever_designs_nothing_gets_neither_page_nor_deployment(served: Served) -> None:
    with served.person(CLERK) as client:
        assert client.get(PATH).status_code == 403
        assert send(client, MUC, "ap-dung").status_code == 403
