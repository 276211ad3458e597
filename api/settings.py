"""Every setting of the product, read once from the environment; docs/howto/operator.md tells each one.

The only module that reads configuration from the environment. Secrets have no default. It imports no database or
object library before they are asked for: commands that need neither start quickly.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

if TYPE_CHECKING:
    from engine.mail import SmtpSettings
    from engine.store.database import DatabaseSettings
    from engine.store.objects import ObjectStoreSettings

MIB = 1024 * 1024
_SHORTEST_KEY = 32  # characters
DEFAULT_TYPES = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "text/plain",
)


class SettingMissing(RuntimeError):
    """A setting without a default was not given."""


class Settings(BaseSettings):
    """The settings; each is the environment variable HOIDONG_ and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="HOIDONG_", frozen=True, populate_by_name=True)

    data: Path = Field(default=Path(".data"), description="Data folder of `hoidong dev`.")
    host: str = Field(default="127.0.0.1", description="Address that the web process listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port that the web process listens on.")
    web_workers: int = Field(default=2, ge=1, le=64, description="Web processes on this machine.")
    worker_heartbeat: Path | None = Field(default=None, description="File that a worker touches while it goes round.")
    public_url: str | None = Field(default=None, description="Address that people type; https makes cookies secure.")
    trusted_proxies: str = Field(default="127.0.0.1", description="Addresses whose X-Forwarded-* headers count.")

    database_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("HOIDONG_DATABASE_URL", "DATABASE_URL", "database_url"),
        description="PostgreSQL 16 or newer: postgresql://user:password@host:5432/name.",
    )
    database_pool_size: int = Field(default=8, ge=1, le=256, description="Connections that one process may hold.")

    s3_endpoint: str | None = Field(default=None, description="host:port of the S3 server.")
    s3_access_key: str | None = Field(default=None, description="Access key of the S3 server.")
    s3_secret_key: SecretStr | None = Field(default=None, description="Secret key of the S3 server.")
    s3_bucket: str = Field(default="hoidong", description="Bucket of the documents; made when it is missing.")
    s3_secure: bool = Field(default=True, description="Speak TLS to the S3 server.")
    s3_region: str | None = Field(default=None, description="Region, for servers that want one.")

    secret_key: SecretStr | None = Field(
        default=None, min_length=_SHORTEST_KEY, description="Seals the audit chains; 32 characters or more."
    )
    former_secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(), description="Earlier secret keys, with spaces between: they still prove what they sealed."
    )
    identity_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="Keys that seal the identities of senders, with spaces between, 32 characters or more each: the "
        "first seals, the others still open. Without any, identities stay on paper.",
    )
    signing_folder: Path | None = Field(
        default=None, description="Folder with keys, pictures and trusted certificates; nothing is signed without it."
    )
    signing_password: SecretStr | None = Field(default=None, description="Password of the key files in that folder.")
    time_stamp_url: str | None = Field(default=None, description="Address of a time stamp authority (RFC 3161).")
    smtp_host: str | None = Field(default=None, description="Mail server; without it no e-mail is sent.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="How the mail server is spoken to: TLS begun in the conversation, at once, never.",
    )
    smtp_user: str | None = Field(default=None, description="Account at the mail server, if it wants one.")
    smtp_password: SecretStr | None = Field(default=None, description="Password of that account.")
    smtp_sender: str | None = Field(default=None, description="Address that e-mails come from.")
    smtp_sender_name: str = Field(default="", description="Name shown beside that address.")
    axis_url: str | None = Field(default=None, description="Address of the national document axis; none: not used.")
    axis_organisation: str | None = Field(default=None, description="Who we are on the axis (OrganId, as H56.01).")
    axis_token: SecretStr | None = Field(default=None, description="Token that the axis knows us by.")
    axis_authorities: Path | None = Field(
        default=None, description="PEM file of who signs the axis's messages; without it signatures are not looked at."
    )
    exchange_folder: Path | None = Field(
        default=None, description="Folder where documents are left for others, one subfolder a recipient."
    )
    scanner_folder: Path | None = Field(
        default=None,
        description="Folder where scanners leave files, a subfolder for each person (sign-in name) or group (code).",
    )
    clamd_host: str | None = Field(default=None, description="Where clamd listens; none: no virus scan of uploads.")
    clamd_port: int = Field(default=3310, ge=1, le=65535, description="Port of clamd.")
    demo: bool = Field(default=False, description="Demonstration: fictional people, quick sign-in, movable clock.")

    demo_cases: bool = Field(
        default=False,
        description="Demonstration: fill an empty database with the fictional Office's cases and its day.",
    )

    session_idle_s: int = Field(default=8 * 3600, ge=60, description="A session ends after so many idle seconds.")
    session_absolute_s: int = Field(default=16 * 3600, ge=60, description="A session ends after so many seconds.")
    token_ttl_s: int = Field(default=3600, ge=60, description="Life of a machine's access token in seconds.")
    sign_in_failures: int = Field(
        default=5, ge=1, description="Failed sign-ins of one name from one address before it must wait."
    )
    sign_in_window_s: int = Field(default=900, ge=1, description="Time over which failed sign-ins count, in seconds.")

    body_max_bytes: int = Field(default=16 * MIB, ge=1024, description="Largest request other than a file upload.")
    upload_max_bytes: int = Field(default=300 * MIB, ge=1, description="Largest file that may be uploaded.")
    upload_allowed_types: Annotated[tuple[str, ...], NoDecode] = Field(
        default=DEFAULT_TYPES, description="Content types that may be uploaded, with commas between."
    )

    log_format: Literal["json", "console"] = Field(default="json", description="JSON lines, or lines for reading.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="Least level logged.")

    @field_validator("upload_allowed_types", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @field_validator("former_secret_keys", "identity_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("identity_keys")
    @classmethod
    def _long_enough(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if any(len(key.get_secret_value()) < _SHORTEST_KEY for key in value):
            raise ValueError(f"every key needs {_SHORTEST_KEY} characters or more")
        return value

    @property
    def secure_cookies(self) -> bool:
        """Tell whether people reach us over TLS, so that cookies may be marked secure."""
        return self.public_url is not None and self.public_url.startswith("https://")

    def database(self) -> "DatabaseSettings":
        """Give what the store needs to reach PostgreSQL; raises SettingMissing."""
        from engine.store.database import DatabaseSettings  # noqa: PLC0415  see above

        if self.database_url is None:
            raise _missing("HOIDONG_DATABASE_URL")
        return DatabaseSettings(
            url=self.database_url.get_secret_value(), pool_size=self.database_pool_size, movable_clock=self.demo
        )

    def objects(self) -> "ObjectStoreSettings":
        """Give what the store needs to reach the S3 server; raises SettingMissing."""
        from engine.store.objects import ObjectStoreSettings  # noqa: PLC0415  see above

        if self.s3_endpoint is None:
            raise _missing("HOIDONG_S3_ENDPOINT")
        if self.s3_access_key is None or self.s3_secret_key is None:
            raise _missing("HOIDONG_S3_ACCESS_KEY and HOIDONG_S3_SECRET_KEY")
        return ObjectStoreSettings(
            endpoint=self.s3_endpoint,
            access_key=self.s3_access_key,
            secret_key=self.s3_secret_key.get_secret_value(),
            bucket=self.s3_bucket,
            secure=self.s3_secure,
            region=self.s3_region,
        )

    def mail(self) -> "SmtpSettings | None":
        """Give where e-mails go, None where none are sent; raises SettingMissing."""
        from engine.mail import SmtpSettings, is_address  # noqa: PLC0415  see above

        if self.smtp_host is None:
            return None
        if self.smtp_sender is None or not is_address(self.smtp_sender):
            raise _missing("HOIDONG_SMTP_SENDER (an e-mail address)")
        return SmtpSettings(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            user=self.smtp_user,
            password=self.smtp_password.get_secret_value() if self.smtp_password else "",
            sender=self.smtp_sender,
            sender_name=self.smtp_sender_name,
        )

    def signing_key(self) -> str:
        """Give the key that seals the audit chains; raises SettingMissing."""
        if self.secret_key is None:
            raise _missing("HOIDONG_SECRET_KEY")
        return self.secret_key.get_secret_value()


def _missing(name: str) -> SettingMissing:
    return SettingMissing(f"{name} is not set; docs/howto/operator.md tells every setting")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Read the settings once for this process."""
    return Settings()
