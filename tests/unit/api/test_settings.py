"""Settings: what the environment says, what is missing, what never shows."""

import pytest
from pydantic import ValidationError

from api.settings import SettingMissing, Settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HOIDONG_{name.upper()}", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.mark.parametrize("variable", ["HOIDONG_DATABASE_URL", "DATABASE_URL"])
def test_the_database_has_two_names(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "postgresql://u:p@h/d")
    assert Settings().database().url == "postgresql://u:p@h/d"


def test_our_own_name_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://theirs")
    monkeypatch.setenv("HOIDONG_DATABASE_URL", "postgresql://ours")
    assert Settings().database().url == "postgresql://ours"


def test_a_missing_secret_is_named() -> None:
    settings = Settings()
    with pytest.raises(SettingMissing, match="HOIDONG_DATABASE_URL"):
        settings.database()
    with pytest.raises(SettingMissing, match="HOIDONG_S3_ENDPOINT"):
        settings.objects()
    with pytest.raises(SettingMissing, match="HOIDONG_SECRET_KEY"):
        settings.signing_key()


def test_a_short_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDONG_SECRET_KEY", "short")
    with pytest.raises(ValidationError):
        Settings()


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDONG_DATABASE_URL", "postgresql://u:hush-1@h/d")
    monkeypatch.setenv("HOIDONG_S3_SECRET_KEY", "hush-2")
    monkeypatch.setenv("HOIDONG_SECRET_KEY", "hush-3" * 8)
    assert "hush" not in repr(Settings())


def test_types_come_as_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDONG_UPLOAD_ALLOWED_TYPES", "application/pdf, IMAGE/png,")
    assert Settings().upload_allowed_types == ("application/pdf", "image/png")


@pytest.mark.parametrize(
    ("url", "secure"), [(None, False), ("http://127.0.0.1:8000", False), ("https://hoidong.example", True)]
)
def test_cookies_are_secure_behind_tls(url: str | None, secure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if url is not None:
        monkeypatch.setenv("HOIDONG_PUBLIC_URL", url)
    assert Settings().secure_cookies is secure
