"""Forms as HTML: accessible names and errors, what a change swaps, nothing that is not ours runs."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import html

from api import templating
from api.forms import FormUrls, render_changes, render_form, render_markdown, render_submission
from engine.errors import Finding, InputRejected
from engine.forms import Form, FormState, coerce_html, evaluate_form
from engine.model.json_value import JsonValue
from engine.model.records import DocumentRecord
from engine.model.signature_check import SignatureCheck
from tests.unit.forms.building import HOST, field, form, submit

URLS = FormUrls(change="/doi", upload=lambda key: f"/tai-len?o={key}", document=lambda key: f"/tep/{key}")
REQUIRED: dict[str, JsonValue] = {"validate": {"required": True}}
SCAN = DocumentRecord(
    key=11,
    instance_key=None,
    field="tep",
    file_name="Quyết định <1>.pdf",
    content_type="application/pdf",
    size_bytes=31_400_000,
    sha256="",
    version=1,
    uploaded_at=datetime(2026, 11, 25, tzinfo=UTC),
    uploaded_by="a",
)
FORM = form(
    field("radio", "mat", valuesExpression='=code list("loai_sao")', **REQUIRED),
    {
        "id": "g",
        "type": "group",
        "label": "Nội dung",
        "conditional": {"hide": '=not(mat = "sao_y")'},
        "components": [
            field("textarea", "van_ban", description="Ghi rõ.", **REQUIRED),
            field("filepicker", "tep", multiple=True, accept=".pdf,.docx"),
            field("number", "so_ban", decimalDigits=0),
            field("expression", "gap_doi", expression="=so_ban * 2"),
        ],
    },
    field("datetime", "ngay", subtype="date"),
    field("checkbox", "dung", **REQUIRED),
)


@pytest.fixture(autouse=True)
def bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the list of built files, so that this layer needs no web build."""
    monkeypatch.setattr(templating, "manifest", lambda: {"icons.svg": "icons.svg"})


def state(form_: Form, data: dict[str, JsonValue], context: dict[str, JsonValue] | None = None) -> FormState:
    return evaluate_form(form_, data, host=HOST, context=context or {})


def page(form_: Form, data: dict[str, JsonValue], *, check: bool = False) -> html.FormElement:
    errors: tuple[Finding, ...] = ()
    if check:
        with pytest.raises(InputRejected) as caught:
            submit(form_, data)
        errors = caught.value.findings
    evaluated = evaluate_form(form_, data, host=HOST, context={}, errors=errors)
    markup = render_form(evaluated, language="vi", urls=URLS, errors=errors, documents={"11": SCAN})
    tree = html.fragment_fromstring(markup, create_parent="form")
    assert isinstance(tree, html.FormElement)
    return tree


def one(tree: html.HtmlElement, path: str) -> html.HtmlElement:
    [found] = tree.xpath(path)
    assert isinstance(found, html.HtmlElement)
    return found


def test_every_control_has_a_label_or_a_legend() -> None:
    tree = page(FORM, {"mat": "sao_y"})
    for control in tree.xpath("//input[@type!='hidden']|//textarea|//select"):
        labels = tree.xpath(f"//label[@for='{control.get('id')}']")
        assert any(label.text_content().strip() for label in labels), control.get("id")


def test_errors_are_tied_to_their_controls_and_linked_from_the_summary() -> None:
    tree = page(FORM, {"mat": "sao_y", "so_ban": "x"}, check=True)
    summary = one(tree, "//*[@role='alert']")
    targets = [link.get("href")[1:] for link in summary.xpath(".//a")]
    assert targets == ["f-van_ban", "f-so_ban", "f-dung"]
    for target in targets:
        control = one(tree, f"//*[@id='{target}']")
        assert control.get("aria-invalid") == "true"
        described = (control.get("aria-describedby") or "").split()
        assert one(tree, f"//*[@id='{described[0]}']").text_content().strip()
    assert one(tree, "//*[@id='f-so_ban']").get("value") == "x"


def test_a_missing_choice_leads_to_its_first_option() -> None:
    tree = page(FORM, {}, check=True)
    assert tree.xpath("//*[@role='alert']//a/@href")[0] == "#f-mat-0"
    assert one(tree, "//*[@role='radiogroup']").get("aria-invalid") == "true"


def test_hidden_parts_leave_an_empty_place_to_come_back_to() -> None:
    tree = page(FORM, {"mat": "trich_sao"})
    place = one(tree, "//*[@id='field-g']")
    assert place.get("hidden") is not None
    assert not place.xpath(".//*[@name and not(starts-with(@name, 's.'))]")


def test_only_influential_fields_ask_the_server_and_the_newest_request_wins() -> None:
    tree = page(FORM, {"mat": "sao_y"})
    asking = {wrapper.get("id"): wrapper for wrapper in tree.xpath("//*[@hx-post]")}
    assert set(asking) == {"field-c_mat", "field-c_so_ban"}
    assert asking["field-c_mat"].get("hx-sync") == "closest form:replace"
    assert asking["field-c_mat"].get("hx-post") == "/doi"


def shown_prints(tree: html.HtmlElement) -> dict[str, str]:
    return {control.get("name"): control.get("value") for control in tree.xpath("//input[starts-with(@name, 's.')]")}


def test_a_change_swaps_only_what_looks_different() -> None:
    prints = shown_prints(page(FORM, {"mat": "sao_y", "so_ban": 1}))
    same = render_changes(state(FORM, {"mat": "sao_y", "so_ban": 1, "van_ban": "x"}), prints, language="vi", urls=URLS)
    assert not same.strip()
    doubled = render_changes(state(FORM, {"mat": "sao_y", "so_ban": 4}), prints, language="vi", urls=URLS)
    swapped = html.fragment_fromstring(doubled, create_parent="div")
    assert [each.get("id") for each in swapped] == ["field-c_gap_doi"]
    assert swapped[0].get("hx-swap-oob") == "true"
    assert "8" in swapped[0].text_content()


def test_hiding_swaps_the_group_as_a_whole_and_showing_brings_its_fields() -> None:
    prints = shown_prints(page(FORM, {"mat": "sao_y"}))
    gone = html.fragment_fromstring(
        render_changes(state(FORM, {"mat": "trich_sao"}), prints, language="vi", urls=URLS), create_parent="div"
    )
    assert [each.get("id") for each in gone] == ["field-g"]
    assert gone[0].get("hidden") is not None
    prints = shown_prints(page(FORM, {"mat": "trich_sao"}))
    back = html.fragment_fromstring(
        render_changes(state(FORM, {"mat": "sao_y"}), prints, language="vi", urls=URLS), create_parent="div"
    )
    assert [each.get("id") for each in back] == ["field-g"]
    assert back.xpath("//textarea[@name='f.van_ban']")


def test_a_page_posts_back_what_it_shows() -> None:
    answers: dict[str, JsonValue] = {
        "mat": "sao_y",
        "van_ban": "\nDòng đầu trống & <thẻ>",
        "tep": ["11"],
        "so_ban": 3,
        "ngay": "2026-11-25",
        "dung": True,
    }
    tree = page(FORM, answers)
    posted: dict[str, list[str]] = {}
    for name, value in tree.form_values():
        # A browser drops a line break right after <textarea>.
        posted.setdefault(name, []).append(value.removeprefix("\n"))
    assert coerce_html(FORM, posted) == answers


def test_stored_files_are_named_linked_and_escaped() -> None:
    tree = page(FORM, {"mat": "sao_y", "tep": ["11"]})
    upload = one(tree, "//*[@data-upload]")
    assert (upload.get("data-upload-url"), upload.get("data-upload-name")) == ("/tai-len?o=tep", "f.tep")
    assert upload.get("data-upload-multiple") is not None
    link = one(upload, ".//a")
    assert (link.get("href"), link.text_content()) == ("/tep/11", "Quyết định <1>.pdf")
    assert "31 MB" in upload.text_content()
    assert one(upload, ".//input[@type='file']").get("accept") == ".pdf,.docx"


def test_what_people_typed_never_becomes_markup() -> None:
    hostile = "</textarea><script>alert(1)</script>"
    tree = page(FORM, {"mat": "sao_y", "van_ban": hostile, "ngay": '"><script>'})
    assert not tree.xpath("//script")
    assert one(tree, "//textarea").text_content().strip() == hostile


def test_a_submission_reads_without_controls() -> None:
    evaluated = state(FORM, {"mat": "sao_y", "van_ban": "a\nb", "tep": ["11"], "so_ban": 2, "dung": True})
    markup = render_submission(evaluated, language="vi", urls=URLS, documents={"11": SCAN})
    tree = html.fragment_fromstring(markup, create_parent="div")
    assert not tree.xpath("//input|//textarea|//select")
    lines = {
        line.xpath("dt")[0].text_content(): line.xpath("dd")[0].text_content().split() for line in tree.xpath("//dl")
    }
    assert lines["Ô mat"] == ["Sao", "y"]
    assert lines["Ô van_ban"] == ["ab"]
    assert lines["Ô dung"] == ["Có"]
    assert lines["Ô gap_doi"] == ["4"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,a)",
        "![x](http://theo-doi.example/a.png)",
        '<http://a.example/"onclick=alert(1)>',
    ],
)
def test_markdown_of_a_form_is_harmless(hostile: str) -> None:
    tree = html.fragment_fromstring(render_markdown(hostile), create_parent="div")
    assert not tree.xpath("//script|//img|//*[@onclick]|//*[@onerror]")
    for address in tree.xpath("//a/@href"):
        assert address.lower().startswith(("http://", "https://"))


def test_markdown_headings_stand_below_the_page_title() -> None:
    tree = html.fragment_fromstring(render_markdown("# Một\n\n**đậm**\n\n1. a\n2. b"), create_parent="div")
    assert one(tree, "//h2").text_content() == "Một"
    assert tree.xpath("//strong")
    assert len(tree.xpath("//ol/li")) == 2


def test_words_in_both_languages_are_shown_in_the_readers() -> None:
    words = '{vi: "Nguyên vẹn", en: "Intact"}'
    rows = f"=[{{ket_qua: {words}}}]"
    columns: JsonValue = [{"key": "ket_qua", "label": "Kết quả"}]
    both = form(
        field("expression", "mot", expression=f"={words}"),
        field("expression", "nhieu", expression=f"=[{words}, {words}]"),
        {"id": "b", "type": "table", "label": "Bảng", "dataSource": rows, "columns": columns},
    )
    for language, shown, hidden in (("vi", "Nguyên vẹn", "Intact"), ("en", "Intact", "Nguyên vẹn")):
        written = str(render_form(state(both, {}), language=language, urls=URLS, documents={}, errors=()))
        assert written.count(shown) >= 4, language
        assert hidden not in written


def test_a_signed_file_asks_for_the_check_of_its_signatures_and_no_other_does() -> None:
    for file, asked in ((SCAN, False), (replace(SCAN, signature_check=SignatureCheck.WAITING), True)):
        evaluated = state(FORM, {"mat": "sao_y", "tep": ["11"]})
        text = render_form(evaluated, language="vi", urls=URLS, documents={"11": file})
        assert ('hx-get="/tep/11/chu-ky"' in text) is asked
