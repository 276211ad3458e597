"""What office programs demand and ask, read from headers and XML."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from api.webdav.bodies import Asked, read_propfind, read_proppatch, require_write_lock
from api.webdav.conditions import lock_token, read_condition, wanted_timeout
from engine.errors import InputRejected

LOCK, OTHER = "opaquelocktoken:a", "opaquelocktoken:b"
HERE, BEFORE = "1" * 64, "2" * 64  # of the bytes; tags are shorter
TAG, OLD_TAG = HERE[:32], BEFORE[:32]


@pytest.mark.parametrize(
    ("header", "met"),
    [
        (f"(<{LOCK}>)", True),
        (f"(<{OTHER}>)", False),
        (f"(<{OTHER}>) (<{LOCK}>)", True),
        (f"<http://x/word/t/a.docx> (<{LOCK}>)", True),
        (f'(<{LOCK}> ["{TAG}"])', True),
        (f'(<{LOCK}> ["{OLD_TAG}"])', False),
        (f'(<{LOCK}> [W/"{TAG}"])', True),
        (f"(Not <{OTHER}>)", True),
        ("(Not <DAV:no-lock>)", True),
        ("(<DAV:no-lock>)", False),
        (f'(Not ["{OLD_TAG}"])', True),
        (f"  ( <{LOCK}> )  ", True),
    ],
)
def test_a_condition_is_met_by_one_whole_list(header: str, met: bool) -> None:
    assert read_condition(Headers({"If": header})).met(LOCK, HERE) is met


def test_only_what_is_not_denied_is_said_to_be_held() -> None:
    condition = read_condition(Headers({"If": f'(<{LOCK}> Not <{OTHER}> ["{TAG}"])'}))
    assert condition.tokens == {LOCK}
    assert read_condition(Headers()).met(None, HERE)
    assert read_condition(Headers({"If-Match": f'"{OLD_TAG}", "{TAG}"'})).met(None, HERE)
    assert not read_condition(Headers({"If-Match": f'"{OLD_TAG}"'})).met(None, HERE)
    assert read_condition(Headers({"If-Match": "*"})).met(None, HERE)


@given(st.text(alphabet=st.sampled_from('()<>[]"Not abW/:'), max_size=40))
def test_any_condition_is_read_or_refused(header: str) -> None:
    with suppress(InputRejected):
        assert read_condition(Headers({"If": header})).met(LOCK, HERE) in {True, False}


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("Second-180", 180),
        ("Infinite, Second-4100000000", 86400),
        ("Infinite", 86400),
        ("Second-x", 86400),
        ("", 86400),
    ],
)
def test_how_long_a_lock_is_wanted(header: str, wanted: int) -> None:
    assert wanted_timeout(Headers({"Timeout": header})) == timedelta(seconds=wanted)


@pytest.mark.parametrize("given_token", ["", "a", "<a", "<" + "a" * 5000 + ">"])
def test_a_lock_token_stands_in_brackets(given_token: str) -> None:
    with pytest.raises(InputRejected):
        lock_token(Headers({"Lock-Token": given_token}))
    assert lock_token(Headers({"Lock-Token": f"<{LOCK}>"})) == LOCK


def test_what_a_propfind_asks_for() -> None:
    assert read_propfind(b"") == Asked()
    assert read_propfind(b'<propfind xmlns="DAV:"><allprop/></propfind>') == Asked()
    assert read_propfind(b'<propfind xmlns="DAV:"><propname/></propfind>') == Asked(names_only=True)
    asked = read_propfind(b'<propfind xmlns="DAV:"><prop><getetag/><x xmlns="urn:y"/></prop></propfind>')
    assert asked == Asked(names=("{DAV:}getetag", "{urn:y}x"))
    patched = (
        b'<propertyupdate xmlns="DAV:"><set><prop><a/></prop></set><remove><prop><b/></prop></remove></propertyupdate>'
    )
    assert read_proppatch(patched) == ("{DAV:}a", "{DAV:}b")


@pytest.mark.parametrize(
    "body",
    [
        b"<lockinfo/>",
        b'<lockinfo xmlns="DAV:"/>',
        b'<lockinfo xmlns="DAV:"><lockscope><shared/></lockscope></lockinfo>',
    ],
)
def test_a_lock_is_exclusive_and_for_writing(body: bytes) -> None:
    with pytest.raises(InputRejected):
        require_write_lock(body)
