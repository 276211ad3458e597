"""The pictures of docs/howto, of the Office with its cases; `scripts/pictures.sh` writes them into docs/pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.axis_simulator import Axis, serving
from tests.e2e.conftest import Enter
from tests.e2e.copying import HAO, KHAI, LIEN
from tests.e2e.journeys.acting import case_of, open_task
from tests.e2e.journeys.conftest import on_axis
from tests.e2e.pictures import require_picture
from tests.e2e.product import Product, running_product
from tests.e2e.visitor import Visitor


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Give an Office of its own: the journeys leave another one behind."""
    with (
        serving(Axis()) as axis,
        running_product(tmp_path_factory.mktemp("pictures"), cases=True, environment=on_axis(axis)) as running,
    ):
        yield running


AN, NGUYET, ADMIN = "nguyen.hoai.an", "hoang.minh.nguyet", "quantri"
LETTER, MISSION = "ĐT-2026-0317", "GSCĐ-2026-0004"
Go = Callable[[Visitor, Product], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture: who looks, how they get there, and the height of their window in pixels."""

    who: str
    go: Go
    height: int = 720


def at(path: str) -> Go:
    """Go to a page by its address."""
    return lambda visitor, _product: visitor.open(path)


def _letter(visitor: Visitor, product: Product) -> None:
    visitor.open(case_of(product, AN, LETTER))


def _mission(visitor: Visitor, product: Product) -> None:
    visitor.open(case_of(product, NGUYET, MISSION))


def _assessment(visitor: Visitor, _product: Product) -> None:
    open_task(visitor, "ĐT-2026-0451", "Xem xét điều kiện")


def _direction(visitor: Visitor, _product: Product) -> None:
    open_task(visitor, MISSION, "Cho ý kiến xử lý cơ quan không gửi báo cáo")


def _first_of(path: str, name: str) -> Go:
    def go(visitor: Visitor, _product: Product) -> None:
        visitor.open(path)
        visitor.main.get_by_role("link", name=name, exact=True).click()
        expect(visitor.main.get_by_role("heading", level=1)).to_contain_text(name)

    return go


def _drawn(visitor: Visitor, product: Product) -> None:
    _first_of("/thiet-ke", "Sao văn bản và số hóa")(visitor, product)
    expect(visitor.page.locator("#designer[data-ready=true]")).to_be_visible()


def _steps(visitor: Visitor, product: Product) -> None:
    _drawn(visitor, product)
    visitor.page.get_by_role("link", name="Bảng bước").click()
    expect(visitor.main.get_by_role("table").first).to_be_visible()


SHOTS = {
    "toi-dang-cho": Shot(who=AN, go=at("/viec?tab=waiting"), height=480),
    "ho-so-don": Shot(who=AN, go=_letter),
    "xem-xet-don": Shot(who=AN, go=_assessment),
    "ban-lanh-dao": Shot(who=NGUYET, go=at("/viec"), height=520),
    "cho-chi-dao": Shot(who=NGUYET, go=_direction),
    "ho-so-giam-sat": Shot(who=NGUYET, go=_mission),
    "theo-doi": Shot(who=HAO, go=at("/theo-doi")),
    "giao-ban": Shot(who=HAO, go=at("/theo-doi/giao-ban")),
    "bao-cao-don": Shot(who=HAO, go=at("/bao-cao-don")),
    "thiet-ke": Shot(who=KHAI, go=at("/thiet-ke")),
    "so-do": Shot(who=KHAI, go=_drawn),
    "bang-buoc": Shot(who=KHAI, go=_steps),
    "bang-quy-tac": Shot(who=KHAI, go=_first_of("/thiet-ke/bang-quy-tac", "Phân loại đơn")),
    "quan-tri": Shot(who=ADMIN, go=at("/quan-tri")),
    "cac-danh-muc": Shot(who=ADMIN, go=at("/quan-tri/danh-muc")),
    "viec-van-thu": Shot(who=LIEN, go=at("/viec"), height=480),
    "dang-ky-den": Shot(who=LIEN, go=at("/lap-ho-so/van_ban_den")),
    "so-van-ban-di": Shot(who=LIEN, go=at("/van-ban"), height=560),
}


@pytest.mark.parametrize("name", SHOTS)
def test_pictures_of_the_office(enter: Enter, product: Product, album: Path, name: str) -> None:
    shot = SHOTS[name]
    visitor = enter(shot.who, size=(1280, shot.height))
    shot.go(visitor, product)
    visitor.page.screenshot(path=album / f"{name}.png")
    require_picture(album / f"{name}.png")
