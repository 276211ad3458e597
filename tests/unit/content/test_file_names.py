"""File names: Vietnamese stays, everything that could deceive or escape goes."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.content import clean_file_name
from engine.content.file_names import carries_stamp, extension_of
from engine.errors import InputRejected

STAMPS = ("Tuyệt mật", "Tối mật", "Mật")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Tờ trình về dự toán ngân sách 2026.docx", "Tờ trình về dự toán ngân sách 2026.docx"),
        (unicodedata.normalize("NFD", "Nghị quyết số 01.pdf"), "Nghị quyết số 01.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\An\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("a\x00b\x1b.pdf", "ab.pdf"),
        ("hoa\u202efdp.exe", "hoafdp.exe"),
        ("a\u200b\ufeffb.pdf", "ab.pdf"),
        ("  dòng\r\nmới \t.pdf ", "dòng mới .pdf"),
        ('a<b>"c"|d?*.pdf', "a_b__c__d__.pdf"),
        ("...pdf", "pdf"),
        ("389/KH-HĐND.pdf", "KH-HĐND.pdf"),
    ],
)
def test_cleaned(raw: str, clean: str) -> None:
    assert clean_file_name(raw, max_length=100) == clean


@pytest.mark.parametrize("raw", ["", "   ", "///", "..", "\u202e\u200b", "-_-", "\x00"])
def test_nothing_left(raw: str) -> None:
    with pytest.raises(InputRejected) as caught:
        clean_file_name(raw, max_length=100)
    assert caught.value.stable_code == "document_name_invalid"


def test_the_extension_survives_the_cut() -> None:
    name = clean_file_name("Báo cáo thẩm tra " * 30 + ".docx", max_length=60)
    assert len(name) <= 60
    assert name.endswith(".docx")
    assert extension_of(name) == "docx"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_name_becomes_safe_or_is_refused(raw: str) -> None:
    try:
        name = clean_file_name(raw, max_length=80)
    except InputRejected:
        return
    assert 0 < len(name) <= 80
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
    assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in name)
    assert clean_file_name(name, max_length=80) == name


@pytest.mark.parametrize(
    "name",
    [
        "MẬT_báo cáo.pdf",
        "báo cáo (Tối mật).pdf",
        "Tuyệt mật - kế hoạch.docx",
        "MẬT báo cáo.pdf",
        "Kế hoạch MẬT.pdf",
        "kế hoạch.mật.pdf",
        unicodedata.normalize("NFD", "Mật.pdf"),
    ],
)
def test_a_mark_of_secrecy_is_seen(name: str) -> None:
    assert carries_stamp(name, STAMPS)


@pytest.mark.parametrize(
    "name", ["Quy chế bảo mật.pdf", "Đổi mật khẩu.docx", "AN TOÀN BẢO MẬT.pdf", "mat.pdf", "Bảo vệ bí mật nhà nước.pdf"]
)
def test_words_that_contain_it_are_no_mark(name: str) -> None:
    assert not carries_stamp(name, STAMPS)
