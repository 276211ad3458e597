"""The designer at work: draw, check, deploy a new version; what was refused is told by element and reason."""

import re
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import WIDE, Enter
from tests.e2e.copying import KHAI, OANH, PROCESS, new_document
from tests.e2e.given import request_sent
from tests.e2e.product import ROOT, Product
from tests.e2e.visitor import Visitor

MODEL = ROOT / "bpmn" / "van_ban" / "sao_y_so_hoa.bpmn"
STEP = "in_ban_giay"


def test_a_new_version_is_deployed_and_running_cases_keep_theirs(enter: Enter, product: Product) -> None:
    before = request_sent(product, new_document())
    designer = enter(KHAI)
    open_model(designer)
    old = version_of(designer)
    new_name = f"In bản giấy và đóng dấu {secrets.token_hex(3)}"
    rename(designer, STEP, new_name)
    designer.button("Kiểm tra").click()
    designer.says("Không tìm thấy lỗi. Có thể áp dụng.")
    designer.button("Áp dụng từ bây giờ").click()
    expect(designer.flash).to_contain_text(f"Đã áp dụng phiên bản {old + 1}")
    expect(shape(designer, STEP)).to_contain_text(new_name.rsplit(maxsplit=1)[-1])

    after = request_sent(product, new_document())
    clerk = enter(OANH)
    for case, version in ((before, old), (after, old + 1)):
        clerk.open(case.path)
        clerk.says(f"{PROCESS}, phiên bản {version}")
    designer.open("/thiet-ke")
    row = designer.main.get_by_role("row").filter(has_text="sao_y_so_hoa")
    expect(row).to_contain_text(f"Phiên bản {old + 1}")
    row.locator("summary").click()
    row.get_by_role("link", name=f"Phiên bản {old}", exact=True).click()
    designer.says("Đây là phiên bản cũ, chỉ để xem")
    expect(designer.button("Áp dụng từ bây giờ")).to_have_count(0)


def test_a_refused_element_is_shown_with_its_reason_and_nothing_is_deployed(enter: Enter, tmp_path: Path) -> None:
    drawing = tmp_path / "sao_y_so_hoa.bpmn"
    gateway = re.compile(r'<bpmn:exclusiveGateway id="sao_xong">(.*?)</bpmn:exclusiveGateway>', re.DOTALL)
    complex_one = r'<bpmn:complexGateway id="sao_xong">\1</bpmn:complexGateway>'
    drawing.write_text(gateway.sub(complex_one, MODEL.read_text(encoding="utf-8")), encoding="utf-8")
    designer = enter(KHAI)
    designer.expected_refusals.add(400)
    open_model(designer)
    version = version_of(designer)
    designer.page.locator("#open-file").set_input_files(drawing)
    expect(shape(designer, "sao_xong")).to_be_visible()
    told = designer.page.get_by_role("region", name="Kết quả kiểm tra")
    for press in ("Kiểm tra", "Áp dụng từ bây giờ"):
        designer.button(press).click()
        expect(told).to_contain_text("Còn 1 chỗ cần sửa trước khi áp dụng.")
        expect(told.get_by_role("listitem")).to_contain_text("complexGateway")
    told.get_by_role("button", name="sao_xong").click()
    expect(shape(designer, "sao_xong")).to_have_class(re.compile("selected"))
    designer.page.once("dialog", lambda dialog: dialog.accept())  # the browser asks before a drawing is left
    open_model(designer)
    assert version_of(designer) == version


def test_a_broken_expression_is_told_beside_the_canvas_with_its_line_and_column(enter: Enter, tmp_path: Path) -> None:
    drawing = tmp_path / "sao_y_so_hoa.bpmn"
    model, flow, condition = MODEL.read_text(encoding="utf-8"), "f_khong_mat", '=do_mat = "thuong"'
    assert model.count(condition) == 1
    drawing.write_text(model.replace(condition, "=so_ban &gt;\n  and khan"), encoding="utf-8")
    designer = enter(KHAI)
    open_model(designer)
    designer.page.locator("#open-file").set_input_files(drawing)
    arrow = designer.page.locator(f'.designer-canvas g.djs-connection[data-element-id="{flow}"]')
    expect(arrow).to_be_attached()  # a straight line has no height that could be seen
    told = designer.page.get_by_role("region", name="Kết quả kiểm tra")
    designer.button("Kiểm tra").click()
    expect(told).to_contain_text("Còn 1 chỗ cần sửa trước khi áp dụng.")
    expect(told.get_by_role("listitem")).to_contain_text("Dòng 2, cột 3")
    told.get_by_role("button", name=flow).click()
    expect(arrow).to_have_class(re.compile("selected"))


def test_a_version_waits_for_its_day_and_can_be_taken_back(enter: Enter) -> None:
    designer = enter(KHAI)
    open_model(designer)
    version = version_of(designer)
    rename(designer, STEP, f"In bản giấy {secrets.token_hex(3)}")
    designer.main.get_by_label("Ghi chú: đổi gì, vì sao").fill("Bước in đổi tên theo quy chế mới")
    designer.main.get_by_label("Áp dụng từ ngày").fill("01/01/2999")
    designer.button("Áp dụng từ ngày 01/01/2999").click()
    expect(designer.flash).to_contain_text("Đã hẹn.")
    waiting = designer.main.get_by_role("listitem").filter(has_text="01/01/2999")
    expect(waiting).to_contain_text("Bước in đổi tên theo quy chế mới")
    waiting.get_by_role("button", name="Rút lại").click()
    expect(designer.flash).to_contain_text("Đã rút lại")
    open_model(designer)
    assert version_of(designer) == version


def test_a_version_that_somebody_else_deployed_meanwhile_is_not_overwritten(enter: Enter) -> None:
    first, second = enter(KHAI), enter(KHAI)
    for designer in (first, second):
        open_model(designer)
        rename(designer, STEP, f"In bản giấy {secrets.token_hex(3)}")
    mine = step_name(second).input_value()
    version = version_of(first)
    first.button("Áp dụng từ bây giờ").click()
    expect(first.flash).to_contain_text(f"Đã áp dụng phiên bản {version + 1}")
    second.expected_refusals.add(409)
    second.button("Áp dụng từ bây giờ").click()
    second.says(f"Lương Thế Khải đã áp dụng phiên bản {version + 1}", "còn nguyên, chưa áp dụng")
    expect(step_name(second)).to_have_value(mine)
    with second.page.expect_download() as started:
        second.button("Tải về").click()
    assert mine in started.value.path().read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [WIDE, (1600, 1000)])
def test_the_whole_drawing_lies_beside_the_palette(size: tuple[int, int], enter: Enter) -> None:
    designer = enter(KHAI, size=size)
    open_model(designer)
    canvas, palette = (designer.page.locator(one).bounding_box() for one in (".designer-canvas", ".djs-palette"))
    drawing = shape(designer, "ben_sao_y_so_hoa").locator(".djs-visual > rect").first.bounding_box()
    assert canvas is not None
    assert palette is not None
    assert drawing is not None
    assert drawing["x"] >= palette["x"] + palette["width"]
    assert drawing["x"] + drawing["width"] <= canvas["x"] + canvas["width"]
    assert drawing["y"] >= canvas["y"]
    assert drawing["y"] + drawing["height"] <= canvas["y"] + canvas["height"]


@pytest.mark.parametrize("path", ["/thiet-ke", "/thiet-ke/moi"])
def test_who_may_not_design_is_told_so(path: str, enter: Enter) -> None:
    clerk = enter(OANH)
    expect(clerk.page.get_by_role("link", name="Thiết kế")).to_have_count(0)
    clerk.expected_refusals.add(403)
    clerk.open(path)
    expect(clerk.main.get_by_role("heading", level=1)).to_have_text("Không có quyền")


def open_model(designer: Visitor) -> None:
    """Open the latest version of the copying process and wait for the drawing; see it as a whole."""
    designer.open("/thiet-ke")
    designer.main.get_by_role("row").filter(has_text="sao_y_so_hoa").get_by_role("link").first.click()
    expect(designer.page.locator("#designer[data-ready=true]")).to_be_visible()
    designer.button("Xem toàn bộ").click()


def version_of(designer: Visitor) -> int:
    """Read which version is open."""
    found = re.search(r"Phiên bản (\d+)", designer.main.locator(".lead-in").inner_text())
    assert found is not None
    return int(found.group(1))


def shape(designer: Visitor, element: str) -> Locator:
    """Find an element on the drawing."""
    return designer.page.locator(f'.designer-canvas g.djs-shape[data-element-id="{element}"]')


def step_name(designer: Visitor) -> Locator:
    """Find the name in the properties of the selected element."""
    return designer.page.locator(".designer-properties [name=name]")


def rename(designer: Visitor, element: str, name: str) -> None:
    """Select an element on the drawing and change its name in the properties panel."""
    shape(designer, element).click()
    expect(shape(designer, element)).to_have_class(re.compile("selected"))
    expect(designer.page.locator(".designer-properties [name=id]")).to_have_value(element)
    designer.page.locator(".bio-properties-panel-group-header").filter(has_text=re.compile("^Chung$")).click()
    step_name(designer).fill(name)
    expect(shape(designer, element)).to_contain_text(name.rsplit(maxsplit=1)[-1])
