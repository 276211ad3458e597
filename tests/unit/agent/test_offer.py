"""The program signs only a document that it has found to be what it is said to be."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from asn1crypto import cms

from engine.agent.offer import checked
from engine.errors import InputRejected
from engine.signing import PreparedSignature
from tests.offers import offered, prepared
from tests.signing import Bureau, open_bureau


@pytest.fixture(scope="module")
def bureau() -> Bureau:
    return open_bureau()


@pytest.fixture(scope="module")
def ready(bureau: Bureau) -> PreparedSignature:
    return prepared(bureau)


def test_an_honest_offer_is_taken(bureau: Bureau, ready: PreparedSignature) -> None:
    told = offered(bureau, ready)
    assert checked(told, ready.content).told == told


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda content: content.replace(b"%PDF-1", b"%PDF-2", 1), id="the document's first bytes"),
        pytest.param(lambda content: content + b"%", id="something after its end"),
        pytest.param(lambda content: content.replace(b"/MediaBox", b"/MediaBoy"), id="something inside"),
    ],
)
def test_bytes_that_are_not_those_that_were_told_are_refused(
    bureau: Bureau, ready: PreparedSignature, changed: Callable[[bytes], bytes]
) -> None:
    content = changed(ready.content)
    assert content != ready.content
    with pytest.raises(InputRejected, match="not the document to be signed"):
        checked(offered(bureau, ready), content)
    # Not even when the server tells the changed bytes' hash: the signed attributes name another digest.
    told = offered(bureau, ready, prepared_sha256=hashlib.sha256(content).hexdigest())
    with pytest.raises(InputRejected):
        checked(told, content)


def test_something_hidden_in_the_hole_is_refused(bureau: Bureau, ready: PreparedSignature) -> None:
    first, behind = ready.hole
    content = ready.content[: first + 1] + b"DEADBEEF" + ready.content[first + 9 :]
    assert len(content) == len(ready.content)
    told = offered(bureau, ready, prepared_sha256=hashlib.sha256(content).hexdigest())
    with pytest.raises(InputRejected):
        checked(told, content)
    for hole in ((0, behind), (first, len(content) + 1), (behind, first), (first - 10, behind)):
        with pytest.raises(InputRejected):
            checked(offered(bureau, ready, hole=hole), ready.content)


def test_a_hash_without_its_document_is_refused(bureau: Bureau, ready: PreparedSignature) -> None:
    for size in (0, 10, len(ready.content)):
        with pytest.raises(InputRejected):
            checked(offered(bureau, ready, document_size=size), ready.content)
    with pytest.raises(InputRejected):
        checked(offered(bureau, ready, certificate_sha256="00" * 32), ready.content)


def with_attribute(attributes: bytes, kind: str, value: object) -> bytes:
    listed = list(cms.CMSAttributes.load(attributes))
    return bytes(cms.CMSAttributes([*listed, cms.CMSAttribute({"type": kind, "values": [value]})]).dump())


@pytest.mark.parametrize("what", ["nonsense", "empty", "one more", "twice", "a digest of something else"])
def test_attributes_that_say_anything_else_are_refused(bureau: Bureau, ready: PreparedSignature, what: str) -> None:
    other = replace(ready, content=ready.content)
    attributes = {
        "nonsense": b"\x00\x01nonsense",
        "empty": b"",
        "one more": with_attribute(
            other.signed_attributes, "signing_time", cms.Time({"utc_time": bureau.conditions.at})
        ),
        "twice": with_attribute(other.signed_attributes, "message_digest", b"\x00" * 32),
        "a digest of something else": prepared(bureau).signed_attributes,  # another /ID, another digest
    }[what]
    with pytest.raises(InputRejected):
        checked(offered(bureau, ready, signed_attributes=attributes), ready.content)
