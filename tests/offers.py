"""A document as a server offers it to a machine, made of a real preparation; parts of it can be changed."""

import hashlib
from dataclasses import replace
from typing import Any

from engine.agent.server import Told
from engine.signing import PreparedSignature, prepare_as_person
from tests.signing import CHAIR, Bureau, draft, person_request


def prepared(bureau: Bureau) -> PreparedSignature:
    """Prepare the chair's signature."""
    content = draft()
    return prepare_as_person(content, person_request(content), bureau.chair, bureau.conditions)


def offered(bureau: Bureau, ready: PreparedSignature, **changes: Any) -> Told:
    """Give what an honest server tells of it, but for `changes`."""
    source = draft()
    told = Told(
        key="7",
        mark="7.1",
        file_name="Thông báo <số 5>.pdf",
        business_id="VBĐ-2026-0001",
        case_title="Thông báo",
        signer=CHAIR.name,
        document_sha256=hashlib.sha256(source).hexdigest(),
        document_size=len(source),
        prepared_sha256=hashlib.sha256(ready.content).hexdigest(),
        hole=ready.hole,
        certificate_sha256=hashlib.sha256(bureau.chair.certificate).hexdigest(),
        signed_attributes=ready.signed_attributes,
        asked_at="2026-11-25T08:30:00.000Z",
    )
    return replace(told, **changes)
