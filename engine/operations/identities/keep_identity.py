"""Put the sealed answers of a form into the identity store: encrypted, apart from the case's data."""

from collections.abc import Sequence

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.operations.identities.identity_safe import IdentitySafe
from engine.operations.identities.sealed_answers import SealedAnswer
from engine.operations.unit_of_work import UnitOfWork
from engine.store import json_codec
from engine.store.identities import SealedIdentity, write_identity


def keep_identity(uow: UnitOfWork, actor: Actor, *, instance_key: int, answers: Sequence[SealedAnswer]) -> None:
    """Seal the answers for the case, in the place of earlier ones; nothing answered changes nothing.

    Raises Conflict when the installation has no key for identities: they then stay on paper.
    """
    if not answers:
        return
    safe = require_safe(uow)
    written = [{"key": each.key, "vi": each.label.vi, "en": each.label.en, "value": each.value} for each in answers]
    sealed = safe.seal(instance_key, json_codec.dumps(written).encode())
    row = SealedIdentity(instance_key=instance_key, key_mark=safe.mark, sealed=sealed)
    write_identity(uow.transaction, row, kept_by=actor.username)


def require_safe(uow: UnitOfWork) -> IdentitySafe:
    """Give the safe; raises Conflict where none is set up."""
    if uow.identities is None:
        raise Conflict(
            Text(
                vi="Hệ thống chưa có khóa giữ danh tính người gửi: giữ họ tên, địa chỉ trên giấy, không nhập vào đây.",
                en="This installation has no key for senders' identities: keep name and address on paper.",
            ),
            code="identity_store_missing",
        )
    return uow.identities
