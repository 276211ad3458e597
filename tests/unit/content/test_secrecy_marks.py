"""The mark of secrecy on a page: found where it stands as a mark, not in words about secrecy."""

import unicodedata

import pytest

from engine.content import bears_mark, is_stamped

HEAD = "HỘI ĐỒNG NHÂN DÂN\nTỈNH THANH HÓA\nSố: 12/BC-HĐND\nV/v báo cáo tiến độ\n"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nThanh Hóa, ngày 12 tháng 11 năm 2026\n"
BODY = "BÁO CÁO\nTình hình thực hiện công tác bảo vệ bí mật nhà nước\n"


@pytest.mark.parametrize(
    "mark",
    [
        "MẬT",
        "TỐI MẬT",
        "TUYỆT MẬT",
        "( MẬT )",
        "[TỐI  MẬT]",
        "M Ậ T",
        "* TUYỆT MẬT *",
        "MẬT Thanh Hóa, ngày 12 tháng 11 năm 2026",
        "Độ mật: Tối mật",
        "DẤU ĐỘ MẬT : MẬT.",
    ],
)
def test_a_mark_near_the_top_is_found(mark: str) -> None:
    assert bears_mark(f"{mark}\n{HEAD}{STATE}{BODY}")
    assert bears_mark(f"{HEAD}\n{mark}\n\n{STATE}{BODY}")
    assert bears_mark(unicodedata.normalize("NFD", f"{HEAD}{STATE}{mark}\n{BODY}"))
    assert bears_mark(f"{HEAD}{mark}\nTHƯ MỜI\n")


@pytest.mark.parametrize(
    "line",
    [
        "Mật",
        "mật",
        "Kế hoạch bảo mật thông tin",
        "ĐỔI MẬT KHẨU",
        "BẢO MẬT",
        "BẢO\nMẬT",
        "MẬT\nKHẨU",
        "BẢO VỆ BÍ\nMẬT\nNHÀ NƯỚC",
        "BÍ MẬT NHÀ NƯỚC",
        "KHÔNG MẬT",
        "KHÔNG\nMẬT",
        "Độ mật: Không mật",
        "Độ mật: Mật, Tối mật hay Tuyệt mật",
        "ĐỘ\nMẬT",
        "ĐÃ GIẢI MẬT",
        "ĐÃ GIẢI\nMẬT",
        "MẬT ONG",
        "Tài liệu MẬT không gửi qua mạng, ngày nào cũng vậy",
        "SỔ ĐĂNG KÝ VĂN BẢN MẬT",
        "MẬT ĐỘ DÂN SỐ",
        "MẬT THƯ",
        "MAT",
    ],
)
def test_words_about_secrecy_are_none(line: str) -> None:
    assert not bears_mark(f"{HEAD}{line}\n{STATE}{BODY}")


def test_a_mark_that_was_lifted_is_none_and_one_on_a_later_page_is_not_at_the_top() -> None:
    assert not bears_mark(f"{HEAD}MẬT\nĐÃ GIẢI MẬT ngày 01/02/2026\n{STATE}{BODY}")
    assert bears_mark(f"{HEAD}MẬT\nV/v giải mật tài liệu\n{STATE}{BODY}")
    assert not bears_mark(HEAD + STATE + BODY * 10 + "MẬT\n")
    assert not bears_mark("")


@pytest.mark.parametrize("words", ["MẬT", "MÂT.", "“MẬT”", "Tối mật", "TUYỆT MẠT", "CÔNG VĂN ĐẾN\nMẬT\nHỎA TỐC"])
def test_a_stamp_with_the_mark_is_known_by_letters_that_were_recognised(words: str) -> None:
    assert is_stamped(words)


@pytest.mark.parametrize(
    "words", ["", "HỎA TỐC", "ĐẾN Số: 12", "BÍ MẬT KINH DOANH", "GIẢI MẬT", "MẬT\nĐÃ GIẢI MẬT", "MẶT TRẬN"]
)
def test_another_stamp_is_no_mark(words: str) -> None:
    assert not is_stamped(words)
