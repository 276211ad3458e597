"""The demonstration's keys sign, its pictures pass our own check, and a second preparation keeps them."""

from pathlib import Path

from api.embedded.demo_keys import make_demo_keys
from engine.operations.documents.key_folder import KeyFolder
from engine.operations.documents.signing_desk import ORGANISATION
from engine.signing import (
    Conditions,
    OrganisationRequest,
    PersonRequest,
    Signatory,
    sign_as_organisation,
    sign_as_person,
)
from tests.signing import CHAIR, NOW, draft, place

PASSWORD, OFFICE, HOLDER = "a password of the tests", "Văn phòng", "le.tien.lam"


def test_they_sign_and_seal_a_document_and_are_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "signing"
    make_demo_keys(folder, {HOLDER: CHAIR.name}, organisation=OFFICE, password=PASSWORD)
    before = {path.name: path.read_bytes() for path in folder.glob("*.*")}
    make_demo_keys(folder, {HOLDER: CHAIR.name}, organisation=OFFICE, password=PASSWORD)
    assert {path.name: path.read_bytes() for path in folder.glob("*.*")} == before
    assert set(before) == {f"{HOLDER}.p12", f"{HOLDER}.png", f"{ORGANISATION}.p12", f"{ORGANISATION}.png"}
    assert folder.stat().st_mode & 0o077 == 0
    desk, content = KeyFolder(folder, password=PASSWORD), draft()
    conditions = Conditions(at=NOW, trust=desk.trust())
    person = PersonRequest(
        signatory=Signatory(name=CHAIR.name),
        competent=frozenset({CHAIR.name}),
        picture=desk.picture(HOLDER),
        place=place(content),
        number_follows=False,
    )
    signed = sign_as_person(content, person, desk.key(HOLDER), conditions)
    seal = OrganisationRequest(
        organisation=Signatory(name=OFFICE),
        seal=desk.picture(ORGANISATION),
        seal_mm=desk.seal_mm,
        place_of_person=place(content),
    )
    assert sign_as_organisation(signed.content, seal, desk.key(ORGANISATION), conditions).report.valid
