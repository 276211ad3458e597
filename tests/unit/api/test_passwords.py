import pytest

from engine.operations.signing_in.passwords import LONGEST, hash_password, verify_password


def test_a_password_fits_its_own_hash_only() -> None:
    stored = hash_password("mật khẩu")
    assert verify_password("mật khẩu", stored)
    assert not verify_password("mật khẩu ", stored)
    assert "mật khẩu" not in stored
    assert hash_password("mật khẩu") != stored


@pytest.mark.parametrize(
    ("password", "stored"),
    [("x", None), ("nobody signs in with this", None), ("x", "no hash at all"), ("\ud800", None), ("a" * 2000, None)],
)
def test_nothing_fits_nobody(password: str, stored: str | None) -> None:
    assert not verify_password(password, stored)


def test_an_endless_password_costs_no_hashing() -> None:
    endless = "x" * (LONGEST + 1)
    assert not verify_password(endless, hash_password("x"))
