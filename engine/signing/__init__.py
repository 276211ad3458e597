"""Digital signatures on PDFs: a person's, then the organisation's, and the report of a check (PAdES, ETSI EN 319 142).

Pure but for the ports that are handed in: keys (file, token, remote service) and time stamp authorities. It stores
nothing, and it must never run inside a case's transaction.
"""

from engine.keys import TokenAccess, TokenKey
from engine.signing.anchors import above_name
from engine.signing.keys import Certified, SigningKey
from engine.signing.received import check_received
from engine.signing.records import (
    Box,
    CertificateRecord,
    Changes,
    Role,
    Signatory,
    SignatureRecord,
    SignedDocument,
    Standing,
    ValidationReport,
)
from engine.signing.remote_key import RemoteAccess, RemoteKey
from engine.signing.sign import (
    AppendixRequest,
    OrganisationRequest,
    PersonRequest,
    prepare_as_person,
    require_valid,
    seal_box,
    sign_appendix,
    sign_as_organisation,
    sign_as_person,
    stamp_number,
)
from engine.signing.software_key import SoftwareKey
from engine.signing.time_stamps import HttpTimeStamps, TimeStampAuthority
from engine.signing.trust import Trust
from engine.signing.validate import validate
from engine.signing.write_signature import Conditions, PreparedSignature, finish_signature

__all__ = [
    "AppendixRequest",
    "Box",
    "CertificateRecord",
    "Certified",
    "Changes",
    "Conditions",
    "HttpTimeStamps",
    "OrganisationRequest",
    "PersonRequest",
    "PreparedSignature",
    "RemoteAccess",
    "RemoteKey",
    "Role",
    "Signatory",
    "SignatureRecord",
    "SignedDocument",
    "SigningKey",
    "SoftwareKey",
    "Standing",
    "TimeStampAuthority",
    "TokenAccess",
    "TokenKey",
    "Trust",
    "ValidationReport",
    "above_name",
    "check_received",
    "finish_signature",
    "prepare_as_person",
    "require_valid",
    "seal_box",
    "sign_appendix",
    "sign_as_organisation",
    "sign_as_person",
    "stamp_number",
    "validate",
]
