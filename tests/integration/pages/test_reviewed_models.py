"""Bảng bước and So sánh over the real server."""

import re

import pytest

from api.pages.designer import NEW_MODEL
from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import desk
from tests.integration.pages.test_designer_over_pages import CLERK, DESIGNER, key_of, send
from tests.office import deploy, shipped

NEW = NEW_MODEL.read_bytes()


def test_what_changed_between_two_versions_is_shown_in_words(served: Served) -> None:
    with desk(served, DESIGNER) as designer:
        base = key_of(send(designer, "ap-dung", NEW))
        changed = NEW.replace("Bước đầu tiên".encode(), "Bước <b>mới</b>".replace("<", "&lt;").encode())
        key = key_of(send(designer, "ap-dung", changed, base=base, note="Đổi tên bước"))
        page = designer.get(f"/thiet-ke/{key}/so-sanh").text
        same = designer.get(f"/thiet-ke/{key}/so-sanh?voi={key}").text
        first = designer.client.get(f"/thiet-ke/{base}/so-sanh")

    assert "1 phần thay đổi." in page
    assert "<del>Bước đầu tiên</del>" in page
    assert "<ins>Bước &lt;b&gt;mới&lt;/b&gt;</ins>" in page
    assert "Đổi tên bước" in page
    assert "Hai phiên bản nói cùng một điều" in same
    assert first.status_code == 404
    assert "phiên bản đầu tiên" in first.text


@pytest.mark.parametrize("process", ["sao_y_so_hoa", "don_thu"])
def test_the_steps_of_a_shipped_process_are_listed_with_their_rules(
    process: str, engine: Engine, served: Served
) -> None:
    deploy(engine, *shipped(process))
    with desk(served, DESIGNER) as designer, desk(served, CLERK) as clerk:
        [key] = re.findall(r'href="/thiet-ke/(\d+)"', designer.get("/thiet-ke").text)
        page = designer.get(f"/thiet-ke/{key}/buoc").text
        refused = clerk.client.get(f"/thiet-ke/{key}/buoc")

    steps = {"sao_y_so_hoa": "Duyệt yêu cầu sao", "don_thu": "Phân loại đơn"}
    assert steps[process] in page
    assert "Xem công thức" in page
    assert "gop_viec" not in re.sub(r'(?:id|href)="[^"]*"', "", page), "who reviews reads words"
    assert refused.status_code == 403
