"""Ranges and names in answers that carry files."""

import pytest

from api.file_answer import ByteRange, RangeUnsatisfiable, disposition, file_headers, wanted_range


@pytest.mark.parametrize(
    ("header", "offset", "length"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=90-", 90, 10),
        ("bytes=-5", 95, 5),
        ("bytes=-500", 0, 100),
        ("bytes=50-500", 50, 50),
    ],
)
def test_one_range(header: str, offset: int, length: int) -> None:
    assert wanted_range(header, 100) == ByteRange(offset=offset, length=length)


@pytest.mark.parametrize("header", [None, "", "bytes=-", "bytes=9-3", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b"])
def test_anything_else_is_the_whole_file(header: str | None) -> None:
    assert wanted_range(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_behind_the_end(header: str) -> None:
    with pytest.raises(RangeUnsatisfiable):
        wanted_range(header, 100)


def test_vietnamese_names_travel_whole_and_plainly() -> None:
    value = disposition('Tờ trình "số 1".pdf')
    assert value.startswith('attachment; filename="T_ tr_nh _s_ 1_.pdf"; ')
    assert value.endswith("filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh%20%22s%E1%BB%91%201%22.pdf")
    assert value.isascii()


def test_a_file_is_never_rendered_in_our_origin() -> None:
    headers = file_headers("a.pdf", "ab")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Content-Disposition"].startswith("attachment")
