"""Every page, in both languages, on a desk's screen and on a telephone: axe silent, nothing too wide, one language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import pytest
from playwright.sync_api import Locator, expect

from engine.seed import read
from tests.e2e.accessibility import accessibility_findings, vietnamese_left, width_findings
from tests.e2e.conftest import NARROW, WIDE, Enter
from tests.e2e.copying import HAO, KHAI, LIEN, OANH, TUONG, new_document
from tests.e2e.given import GivenCase, request_sent
from tests.e2e.product import ROOT, Product
from tests.e2e.visitor import Visitor
from tests.papers import scanned

ADMIN = "quantri"
DRAWN_WITHIN_MS = 60_000  # pages of files, by a process of their own on a busy machine
# The two languages differ in their words, which are the harder to fit the smaller the window.
SIZES: Mapping[str, tuple[tuple[int, int], ...]] = {"vi": (WIDE, NARROW), "en": (NARROW,)}
Role = Literal["radio", "heading", "group"]
# What stays Vietnamese in English: titles of cases, and what files are called.
TITLE = r"(Sao y: )?(Nghị quyết|Công văn|Báo cáo) số \d+.*"
FILE_NAME = r"(Bản quét|Bìa sao y|Tờ trình|Nghị quyết)[^/]*\.(pdf|docx)"
BRAND = "Hội đồng"
NEW_DECISION_NAME, NEW_FORM_LABEL = "Bảng quy tắc mới", "Nội dung"  # in files that new ones start from
PURPOSE = "Gửi cơ quan thẩm tra"


def _stay(_visitor: Visitor) -> None:
    """Look at the page as it comes."""


def _drawn(visitor: Visitor) -> None:
    expect(visitor.page.locator("[data-diagram-ready=true], #designer[data-ready=true]")).to_be_visible()


def _secret(visitor: Visitor) -> None:
    either(visitor, "radio", "Mật", "Secret").check()
    expect(either(visitor, "heading", "Xử lý ngoài hệ thống", "Handled outside the system")).to_be_visible()


def _open(visitor: Visitor) -> None:
    either(visitor, "radio", "Không mật", "Not classified").check()
    expect(either(visitor, "group", "Bản sao", "Copy")).to_be_visible()


def _send_empty(visitor: Visitor) -> None:
    visitor.main.locator("#work-form button[type=submit]").last.click()
    expect(visitor.main.locator(".error-summary")).to_be_focused()


def _send_empty_password(visitor: Visitor) -> None:
    visitor.main.locator("form.work-form button[type=submit]").click()
    expect(visitor.main.locator("#current")).to_be_focused()


def _preview(visitor: Visitor) -> None:
    visitor.main.locator("#amount").fill("4")
    visitor.main.locator("button[value=xem-truoc]").click()
    expect(visitor.main.locator("#effect-title")).to_be_visible()


def _look(visitor: Visitor) -> None:
    visitor.main.locator(".file-look").first.click()
    expect(visitor.main.locator(".doc-view h2")).to_be_focused(timeout=DRAWN_WITHIN_MS)


def _drawn_page(visitor: Visitor) -> None:
    expect(visitor.main.locator(".doc-view img").first).to_have_js_property(
        "naturalWidth", 1240, timeout=DRAWN_WITHIN_MS
    )


def _shortcuts(visitor: Visitor) -> None:
    visitor.page.keyboard.press("?")
    expect(visitor.page.locator("#shortcuts")).to_be_visible()


def _menu(visitor: Visitor) -> None:
    visitor.page.locator("details.who summary").click()


def _dialog(name: str) -> Callable[[Visitor], None]:
    def act(visitor: Visitor) -> None:
        visitor.main.locator(f'[data-dialog-open^="{name}"]').click()
        expect(visitor.page.locator(f'dialog[id^="{name}"]')).to_be_visible()

    return act


def either(visitor: Visitor, role: Role, vietnamese: str, english: str) -> Locator:
    """Find something by its name in whichever language the page is."""
    found = visitor.main.get_by_role(role, name=vietnamese, exact=True)
    return found.or_(visitor.main.get_by_role(role, name=english, exact=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A page to look at: who goes where and does what there."""

    who: str | None
    path: str
    act: Callable[[Visitor], None] = field(default=_stay)
    refused: int | None = None  # the status that the page shall have
    drawing: str | None = None  # other people's widget, which axe leaves out

    def __str__(self) -> str:
        return f"{self.who or 'nobody'} {self.path}"


# Proper names that an English page keeps.
NAMES = (r"Máy tích hợp \(trình diễn\)", "Hùng Kings")
STOPS: Mapping[str, Stop] = {
    "sign-in": Stop(who=None, path="/dang-nhap?next=/ho-so"),
    "desk": Stop(who=LIEN, path="/viec"),
    "desk, waiting": Stop(who=OANH, path="/viec?tab=waiting"),
    "desk, done": Stop(who=TUONG, path="/viec?tab=done"),
    "desk, a leader's card": Stop(who=TUONG, path="/viec?cho=approval"),
    "desk, nothing": Stop(who=OANH, path="/viec?tab=cooperate&q=khong_co"),
    "task of a group": Stop(who=LIEN, path="/viec/{queued}"),
    "task": Stop(who=LIEN, path="/viec/{taken}"),
    "task, refused": Stop(who=LIEN, path="/viec/{taken}", act=_send_empty, refused=400),
    "task, file": Stop(who=LIEN, path="/viec/{taken}", act=_look),
    "task, hand over": Stop(who=LIEN, path="/viec/{taken}/chuyen"),
    "task, urge": Stop(who=OANH, path="/viec/{taken}/don-doc?ve=/viec%3Ftab%3Dwaiting"),
    "task, done": Stop(who=TUONG, path="/viec/{done}"),
    "processes": Stop(who=OANH, path="/lap-ho-so"),
    "request, secrecy": Stop(who=OANH, path="/lap-ho-so/sao_y_so_hoa"),
    "request, secret": Stop(who=OANH, path="/lap-ho-so/sao_y_so_hoa", act=_secret),
    "request": Stop(who=OANH, path="/lap-ho-so/sao_y_so_hoa", act=_open),
    "letters, one after another": Stop(who=LIEN, path="/lap-ho-so/don_thu"),
    "petition reports": Stop(who="nguyen.hoai.an", path="/bao-cao-don"),
    "cases": Stop(who=OANH, path="/ho-so?trang-thai=active"),
    "cases, none": Stop(who=OANH, path="/ho-so?q=khong_co"),
    "case": Stop(who=TUONG, path="/ho-so/{case}"),
    "case, notes": Stop(who=TUONG, path="/ho-so/{case}/ghi-chu"),
    "case, compared": Stop(who=TUONG, path="/ho-so/{case}/so-sanh"),
    "case, people": Stop(who=TUONG, path="/ho-so/{case}/nguoi"),
    "case, files": Stop(who=OANH, path="/ho-so/{case}?muc=tep"),
    "case, file": Stop(who=OANH, path="/ho-so/{asked}?muc=tep", act=_look),
    "file": Stop(who=OANH, path="/tep/{file}", act=_drawn_page),
    "file, nothing to compare": Stop(who=OANH, path="/tep/{file}/so-sanh"),
    "case, story": Stop(who=OANH, path="/ho-so/{case}?muc=dien-bien", act=_drawn, drawing=".djs-container"),
    "case, withdraw": Stop(who=OANH, path="/ho-so/{asked}", act=_dialog("confirm-")),
    "case, end early": Stop(who=TUONG, path="/ho-so/{case}", act=_dialog("end-early")),
    "registers": Stop(who=LIEN, path="/van-ban"),
    "registers, none": Stop(who=LIEN, path="/van-ban?q=khong_co"),
    "registers, sheet": Stop(who=LIEN, path="/van-ban/in"),
    "progress": Stop(who=HAO, path="/theo-doi"),
    "progress, overdue": Stop(who=HAO, path="/theo-doi?nhom=overdue"),
    "progress, briefing": Stop(who=HAO, path="/theo-doi/giao-ban"),
    "interventions": Stop(who=HAO, path="/theo-doi/can-thiep"),
    "case, suspend": Stop(who=TUONG, path="/ho-so/{case}/tam-dung"),
    "case, stop the clock": Stop(who=TUONG, path="/ho-so/{case}/tam-dung-han"),
    "task, extend": Stop(who=TUONG, path="/viec/{taken}/gia-han"),
    "absences": Stop(who=TUONG, path="/lam-thay"),
    "security": Stop(who=HAO, path="/bao-mat"),
    "security, password": Stop(who=HAO, path="/bao-mat/mat-khau", act=_send_empty_password, refused=400),
    "security, second factor": Stop(who=HAO, path="/bao-mat/hai-buoc"),
    "security, signing machine": Stop(who=HAO, path="/bao-mat/may-ky"),
    "notices": Stop(who=TUONG, path="/thong-bao"),
    "notices, read": Stop(who=OANH, path="/thong-bao"),
    "models": Stop(who=KHAI, path="/thiet-ke"),
    "model, steps": Stop(who=KHAI, path="/thiet-ke/{model}/buoc"),
    "model, comparison": Stop(who=KHAI, path="/thiet-ke/{model}/so-sanh?voi={model}"),
    "decisions": Stop(who=KHAI, path="/thiet-ke/bang-quy-tac"),
    "designer": Stop(who=KHAI, path="/thiet-ke/moi", act=_drawn, drawing=".designer-canvas, .designer-properties"),
    "decision editor": Stop(who=KHAI, path="/thiet-ke/bang-quy-tac/moi", act=_drawn, drawing=".designer-canvas"),
    "forms": Stop(who=KHAI, path="/thiet-ke/bieu-mau"),
    "form editor": Stop(who=KHAI, path="/thiet-ke/bieu-mau/moi", act=_drawn, drawing=".designer-canvas"),
    "administration": Stop(who=ADMIN, path="/quan-tri"),
    "code lists": Stop(who=ADMIN, path="/quan-tri/danh-muc"),
    "code lists, searched": Stop(who=ADMIN, path="/quan-tri/danh-muc?q=linh+vuc"),
    "code list": Stop(who=ADMIN, path="/quan-tri/danh-muc/linh_vuc"),
    "groups": Stop(who=ADMIN, path="/quan-tri/nhom"),
    "group": Stop(who=ADMIN, path="/quan-tri/nhom/van_thu"),
    "number series": Stop(who=ADMIN, path="/quan-tri/day-so"),
    "rules": Stop(who=ADMIN, path="/quan-tri/quy-tac?q=N-SY"),
    "rule": Stop(who=ADMIN, path="/quan-tri/quy-tac/N-SY-01.a"),
    "rule, previewed": Stop(who=ADMIN, path="/quan-tri/quy-tac/N-SY-01.a", act=_preview),
    "calendar": Stop(who=ADMIN, path="/quan-tri/lich?nam=2026"),
    "day of the calendar": Stop(who=ADMIN, path="/quan-tri/lich/ngay?ngay=2026-11-24"),
    "units": Stop(who=ADMIN, path="/quan-tri/don-vi"),
    "unit": Stop(who=ADMIN, path="/quan-tri/don-vi/H-TL-CU"),
    "people": Stop(who=ADMIN, path="/quan-tri/nguoi"),
    "new person": Stop(who=ADMIN, path="/quan-tri/nguoi/moi"),
    "person": Stop(who=ADMIN, path=f"/quan-tri/nguoi/{LIEN}"),
    "imports": Stop(who=ADMIN, path="/quan-tri/nhap"),
    "mail": Stop(who=ADMIN, path="/quan-tri/thu"),
    "messages of the axis": Stop(who=ADMIN, path="/van-ban/truc"),
    "sessions": Stop(who=ADMIN, path="/quan-tri/phien"),
    "second factors": Stop(who=ADMIN, path="/quan-tri/hai-buoc"),
    "access explained": Stop(who=ADMIN, path=f"/quan-tri/vi-sao?nguoi={OANH}&ho-so={{case}}"),
    "log": Stop(who=ADMIN, path="/quan-tri/nhat-ky?kiem-tra=1"),
    "shortcuts": Stop(who=HAO, path="/viec", act=_shortcuts),
    "account": Stop(who=HAO, path="/viec", act=_menu),
    "no such page": Stop(who=OANH, path="/ho-so/999999999", refused=404),
}


@pytest.fixture(scope="module")
def places(product: Product) -> dict[str, str]:
    """Give the keys that addresses name: a case to read, one just asked for, tasks in each state."""
    asked = request_sent(product, new_document(), scan=scanned(2))
    queued, taken = _approved(product), _approved(product)
    task = taken.taken_by(LIEN).rpartition("/")[2]
    with product.database() as connection:
        row = connection.execute(
            "SELECT key FROM user_task WHERE instance_key = %s AND completed_at IS NOT NULL", (int(taken.key),)
        ).fetchone()
        file = connection.execute("SELECT key FROM document WHERE instance_key = %s", (int(asked.key),)).fetchone()
        model = connection.execute(
            "SELECT key FROM process_definition WHERE process_id = 'sao_y_so_hoa' ORDER BY version LIMIT 1"
        ).fetchone()
    assert row is not None
    assert model is not None
    assert file is not None
    return {
        "file": str(file[0]),
        "model": str(model[0]),
        "asked": asked.key,
        "case": taken.key,
        "queued": queued.task(LIEN),
        "taken": task,
        "done": str(row[0]),
    }


def _approved(product: Product) -> GivenCase:
    case = request_sent(product, new_document())
    case.completed_by(TUONG, ket_luan="duyet")
    return case


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("who", [None, OANH, TUONG, LIEN, HAO, KHAI, ADMIN])
def test_pages_are_accessible_and_fit_their_window(
    who: str | None, language: str, enter: Enter, places: Mapping[str, str]
) -> None:
    visitor = enter(who, language=language)
    data = vietnamese_data()
    findings: dict[str, list[str]] = {}
    for name, stop in STOPS.items():
        if stop.who != who:
            continue
        sizes = SIZES[language]
        visitor.resize(sizes[0])
        visitor.expected_refusals = {stop.refused} if stop.refused else set()
        visitor.open(stop.path.format(**places))
        stop.act(visitor)
        for size in sizes:
            visitor.resize(size)
            found = accessibility_findings(visitor.page, left_out=stop.drawing) + width_findings(visitor.page)
            if language == "en":
                found += [f"Vietnamese: {words}" for words in vietnamese_left(visitor.page, data)]
            if found:
                findings[f"{name} at {size[0]}"] = found
    assert findings == {}, "\n".join(f"{where}: {what}" for where, found in findings.items() for what in found)


MODEL_OF_TESTS = ("Đoàn giám sát thử", "Việc ra_soat")  # another test's model, which has no English names


@cache
def vietnamese_data() -> re.Pattern[str]:
    """Give what stays Vietnamese on an English page, as one pattern: hundreds would be compiled again for each text."""
    fixed = (TITLE, FILE_NAME, PURPOSE, NEW_DECISION_NAME, NEW_FORM_LABEL, *MODEL_OF_TESTS)
    return re.compile("|".join((*fixed, *names_of_decisions(), *names_of_people(), *names_of_places(), *NAMES, BRAND)))


def names_of_decisions() -> list[str]:
    """Give patterns of what the shipped decision files and decisions are called: names are the model's own."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "bpmn").glob("*/*.dmn")]
    named = {name for text in texts for name in re.findall(r'<(?:definitions|decision)\b[^>]*?\sname="([^"]+)"', text)}
    return [re.escape(name) for name in sorted(named, key=len, reverse=True)]


def names_of_people() -> list[str]:
    """Give patterns of the people's names, of their titles and of their units, longest first."""
    people = [text for person in read("demo")["nguoi"] for text in (person["ho_ten"], person["chuc_vu"])]
    units = [unit["ten"] for kind in ("don_vi", "co_quan_ngoai") for unit in read("demo")[kind]]
    return [re.escape(text) for text in sorted({*people, *units}, key=len, reverse=True)]


def names_of_places() -> list[str]:
    """Give patterns of the English words for the Office and its communes, in which their names stand, longest first."""
    words = [each["en"] for kind in ("xa_phuong", "thong_tin_co_quan") for each in read("demo")[kind].values()]
    return [re.escape(text) for text in sorted(words, key=len, reverse=True) if not text.isascii()]
