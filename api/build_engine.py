"""Puts the engine of this process together from the settings; web and worker use the same."""

from dataclasses import replace

from cryptography import x509

from api.settings import Settings
from engine.clock import Clock
from engine.content import DocumentPolicy
from engine.mail import MailServer
from engine.operations.dispatch.axis_channel import AxisChannel
from engine.operations.dispatch.channels import Channel
from engine.operations.dispatch.folder_channel import FolderChannel
from engine.operations.dispatch.mail_channel import MailChannel
from engine.operations.documents.key_folder import KeyFolder
from engine.operations.documents.signing_desk import SigningDesk
from engine.operations.engine import Engine, EngineSettings
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.scanning import VirusScanner
from engine.store import Database
from engine.store.objects import ObjectStore


def build_engine(settings: Settings, *, clock: Clock | None = None) -> Engine:
    """Build the engine; nothing is connected before it is needed. Raises SettingMissing.

    It reads `clock` whatever the database's own clock says; without one, the machine's or, in a demonstration, the
    database's.
    """
    database = settings.database()
    mail = _mail_server(settings)
    return Engine(
        Database(database) if clock is None else Database(replace(database, movable_clock=False), clock),
        ObjectStore(settings.objects()),
        EngineSettings(
            secret=settings.signing_key().encode("utf-8"),
            former_secrets=tuple(key.get_secret_value().encode("utf-8") for key in settings.former_secret_keys),
            identity_keys=tuple(key.get_secret_value().encode("utf-8") for key in settings.identity_keys),
            signing=_signing_desk(settings),
            public_url=settings.public_url,
            mail=mail,
            scanner=_scanner(settings),
            scanner_folder=settings.scanner_folder,
            channels=_channels(settings, mail),
            axis_organisation=settings.axis_organisation or "",
            documents=DocumentPolicy.accepting(settings.upload_allowed_types, max_size_bytes=settings.upload_max_bytes),
        ),
    )


def _signing_desk(settings: Settings) -> SigningDesk | None:
    if settings.signing_folder is None:
        return None
    password = settings.signing_password.get_secret_value() if settings.signing_password else ""
    return KeyFolder(settings.signing_folder, password=password, time_stamp_url=settings.time_stamp_url)


def _mail_server(settings: Settings) -> MailServer | None:
    found = settings.mail()
    return MailServer(found) if found is not None else None


def _scanner(settings: Settings) -> VirusScanner | None:
    return VirusScanner(host=settings.clamd_host, port=settings.clamd_port) if settings.clamd_host else None


def _channels(settings: Settings, mail: MailServer | None) -> tuple[Channel, ...]:
    """Give the channels that this installation has, the surest first."""
    made: list[Channel] = []
    if settings.axis_url is not None and settings.axis_organisation is not None:
        token = settings.axis_token.get_secret_value() if settings.axis_token else ""
        trusted = _authorities(settings)
        made.append(
            AxisChannel(settings.axis_url, organisation=settings.axis_organisation, token=token, trusted=trusted)
        )
    if mail is not None:
        made.append(MailChannel(mail))
    if settings.exchange_folder is not None:
        made.append(FolderChannel(settings.exchange_folder))
    return tuple(made)


def _authorities(settings: Settings) -> list[x509.Certificate]:
    """Read whose signature the axis's messages carry; a file that holds none stops the start, and says so."""
    if settings.axis_authorities is None:
        return []
    return x509.load_pem_x509_certificates(settings.axis_authorities.read_bytes())


def sign_in_rules(settings: Settings) -> SignInRules:
    """Give the lifetimes and bounds of signing in."""
    return SignInRules(
        session_idle_s=settings.session_idle_s,
        session_absolute_s=settings.session_absolute_s,
        token_ttl_s=settings.token_ttl_s,
        failures=settings.sign_in_failures,
        window_s=settings.sign_in_window_s,
    )
