"""Another program (Poppler's pdfsig) finds our signatures valid, and finds the same fault when there is one."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

from engine.signing import OrganisationRequest, sign_as_organisation, sign_as_person, stamp_number
from tests.signing import CHAIR, OFFICE, Bureau, draft, person_request, place, seal_picture


def pdfsig(content: bytes, folder: Path) -> str:
    program = shutil.which("pdfsig")
    assert program is not None, "pdfsig is not installed: run scripts/debian_tools.sh pdfsig=poppler-utils"
    path = folder / "signed.pdf"
    path.write_bytes(content)
    done = subprocess.run([program, "-nocert", path], capture_output=True, text=True, check=False)
    return done.stdout


def complete(bureau: Bureau) -> bytes:
    content = draft()
    conditions = replace(bureau.conditions, time_stamps=bureau.authority.time_stamps())
    signed = sign_as_person(content, person_request(content), bureau.chair, conditions).content
    numbered = stamp_number(signed, "05", date(2026, 11, 25), conditions).content
    request = OrganisationRequest(organisation=OFFICE, seal=seal_picture(), seal_mm=36, place_of_person=place(content))
    return sign_as_organisation(numbered, request, bureau.office, conditions).content


def test_pdfsig_finds_both_signatures_valid(bureau: Bureau, tmp_path: Path) -> None:
    found = pdfsig(complete(bureau), tmp_path)
    assert found.count("Signature is Valid.") == 2
    assert f"Signer Certificate Common Name: {CHAIR.name}" in found
    assert f"Signer Certificate Common Name: {OFFICE.name}" in found
    assert found.count("Signature Type: ETSI.CAdES.detached") == 2
    assert found.count("  - Total document signed") == 1


def test_pdfsig_finds_the_change(bureau: Bureau, tmp_path: Path) -> None:
    content = bytearray(complete(bureau))
    content[content.index(b"/MediaBox") + 12] ^= 1
    found = pdfsig(bytes(content), tmp_path)
    assert "Digest Mismatch" in found
    assert "Signature is Valid." not in found
