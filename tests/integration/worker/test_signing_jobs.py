"""Signing as jobs of a case: person, number, organisation; done twice it is one document, and nothing is half done."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine import faults
from engine.model.actor import SYSTEM, Actor
from engine.model.json_value import JsonValue
from engine.model.records import InstanceRecord, Resource
from engine.operations import (
    Engine,
    attach_documents,
    create_instance,
    get_case,
    set_variables,
    upload_document,
)
from engine.operations.documents.key_folder import KeyFolder
from engine.signing import Signatory, validate
from engine.worker.connectors import CONNECTORS
from engine.worker.connectors.office import read_office
from engine.worker.run_job import run_job
from tests.models import bpmn, end, flow, service_task, start
from tests.office import MORNING, MovingClock, deploy
from tests.signing import KEY_PASSWORD, NOW, Authority, draft, fill_key_folder, keep_trust, secret
from tests.signing_case import DRAFT, SIGNER, claim, headers, look, signed, stored
from tests.signing_services import SigningService, serving


@pytest.fixture
def distant(desk: Path, authority: Authority, actor: Callable[[str], Actor]) -> Iterator[SigningService]:
    """Keep the signer's key at a remote signing service, and none on the server."""
    (desk / f"{SIGNER}.p12").unlink()
    key = secret("rsa")
    certificate = authority.certify(Signatory(name=actor(SIGNER).display_name), key)
    with serving(SigningService(key, [certificate, authority.chain])) as service:
        (desk / f"{SIGNER}.remote.json").write_bytes(service.access())
        yield service


def codes(engine: Engine, case: InstanceRecord) -> str:
    return " ".join(incident.message.en for incident in look(engine, case).incidents)


def test_a_case_gets_its_document_signed_numbered_and_sealed(
    engine: Engine, desk: Path, authority: Authority, case: InstanceRecord
) -> None:
    for _ in range(3):
        run_job(engine, CONNECTORS["ky-so"], claim(engine))
    seen = look(engine, case)
    assert seen.incidents == ()
    report = seen.variables["ket_qua_chu_ky"]
    assert isinstance(report, dict)
    signatures = report["chu_ky"]
    assert isinstance(signatures, list)
    told = [(one["hop_le"], one["vai_tro"]) for one in signatures if isinstance(one, dict)]
    assert told == [(True, "person"), (True, "organisation")]
    found = validate(signed(engine, case), authority.trust(), NOW)
    assert found.valid
    assert found.sha256 == report["sha256"]
    assert [engine.objects.is_held(f"document/{key}") for key in stored(engine)] == [False, True, True, True]
    assert len(stored(engine)) == 4  # each step made a new document, none was overwritten


@pytest.mark.parametrize("fault", ["after_object_stored", "before_job_completed"])
def test_a_worker_that_dies_leaves_one_signature(
    engine: Engine, desk: Path, case: InstanceRecord, clock: MovingClock, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach = faults.reach

    def die(name: str) -> None:
        if name == fault:
            raise KeyboardInterrupt
        reach(name)

    with monkeypatch.context() as patched:
        patched.setattr(faults, "reach", die)
        with pytest.raises(KeyboardInterrupt):
            run_job(engine, CONNECTORS["ky-so"], claim(engine))
    clock.forward(minutes=5)
    run_job(engine, CONNECTORS["ky-so"], claim(engine))
    assert look(engine, case).incidents == ()
    assert len([one for one in look(engine, case).documents if one.field == "van_ban_ky"]) == 1


def test_a_revoked_certificate_becomes_an_incident_and_nothing_is_stored(
    engine: Engine, desk: Path, authority: Authority, case: InstanceRecord
) -> None:
    key = KeyFolder(desk, password=KEY_PASSWORD).key(SIGNER)
    keep_trust(desk, authority.trust(key.certificate, at=MORNING))
    run_job(engine, CONNECTORS["ky-so"], claim(engine))
    assert "has been revoked" in codes(engine, case)
    assert len(stored(engine)) == 1


def test_nobody_signs_with_the_key_of_somebody_who_has_not_pressed(
    engine: Engine, desk: Path, case: InstanceRecord, actor: Callable[[str], Actor]
) -> None:
    """Whoever may change a case's variables, or deploys its model, names a signer; that is no signature of theirs."""
    with engine.unit_of_work() as uow:
        office = read_office(uow).name
    other = "mai.thanh.hao"
    fill_key_folder(desk, Authority(), {other: actor(other).display_name}, office=office)
    with engine.unit_of_work() as uow:
        papers = get_case(uow, SYSTEM, instance_key=case.key).variables["van_ban"]
        assert isinstance(papers, list)
        named: dict[str, JsonValue] = {"nguoi_ky": other, "nguoi_co_tham_quyen": [other], "ky_nguoi": other}
        named["dong_y_ky"] = {"nguoi": other, "ban": papers[0]}
        set_variables(uow, SYSTEM, scope_key=case.key, variables=named)
    run_job(engine, CONNECTORS["ky-so"], claim(engine))
    assert "completed no signing step" in codes(engine, case)
    assert len(stored(engine)) == 1


@pytest.mark.parametrize("step", ["co_quan", "phu_luc"])
def test_the_seal_of_the_office_follows_somebody_s_signing_step(
    engine: Engine, desk: Path, actor: Callable[[str], Actor], step: str
) -> None:
    engine.objects.ensure_bucket()
    job = service_task("a", "ky-so").replace(
        "</bpmn:extensionElements>", f"{headers(step, 'van_ban')}</bpmn:extensionElements>"
    )
    body = start() + job + end() + flow("f1", "dau", "a") + flow("f2", "a", "cuoi")
    deploy(engine, Resource(name="thu.bpmn", content=bpmn(body)))
    clerk = actor("le.kim.oanh")
    file = upload_document(engine, clerk, file_name="Phụ lục.pdf", chunks=[draft(DRAFT)])
    given: dict[str, JsonValue] = {
        "van_ban": [str(file.key)],
        "nguoi_ky": SIGNER,
        "so_ky_hieu": "05/TB-VP",
        "chuc_vu_ky": "CHÁNH VĂN PHÒNG",
    }
    with engine.unit_of_work() as uow:
        made = create_instance(uow, clerk, process_id="thu", variables=given)
        attach_documents(uow, clerk, keys=[file.key], instance_key=made.key)
    run_job(engine, CONNECTORS["ky-so"], claim(engine))
    assert "completed no signing step" in codes(engine, made)
    assert len(stored(engine)) == 1


def test_a_server_without_keys_says_so(engine: Engine, case: InstanceRecord) -> None:
    run_job(engine, CONNECTORS["ky-so"], claim(engine))
    assert "not set up to sign" in codes(engine, case)


def test_a_signer_without_a_key_is_told(engine: Engine, desk: Path, case: InstanceRecord) -> None:
    (desk / f"{SIGNER}.p12").unlink()
    run_job(engine, CONNECTORS["ky-so"], claim(engine))
    assert "has no signing key" in codes(engine, case)
    assert len(stored(engine)) == 1


def test_a_service_that_goes_away_half_way_leaves_nothing_signed_and_the_job_waits_until_it_is_back(
    engine: Engine, distant: SigningService, authority: Authority, case: InstanceRecord, clock: MovingClock
) -> None:
    distant.mood = "half_way"
    for minutes in (0, 1, 5, 30, 120, 600):
        clock.forward(minutes=minutes)
        run_job(engine, CONNECTORS["ky-so"], claim(engine))
        assert look(engine, case).incidents == ()
    assert len(stored(engine)) == 1
    assert sum("hashes" in asked for asked in distant.received) == 6
    clock.forward(minutes=5)
    distant.mood = "ok"
    run_job(engine, CONNECTORS["ky-so"], claim(engine))
    [record] = validate(signed(engine, case), authority.trust(), clock.moment).signatures
    assert (record.valid, record.signer) == (True, "Bùi Xuân Tường")
    assert len(stored(engine)) == 2


def test_a_service_that_stays_away_for_a_day_becomes_an_incident(
    engine: Engine, distant: SigningService, case: InstanceRecord, clock: MovingClock
) -> None:
    distant.mood = "half_way"
    clock.forward(hours=25)
    for _ in range(3):
        assert look(engine, case).incidents == ()
        run_job(engine, CONNECTORS["ky-so"], claim(engine))
        clock.forward(minutes=1)
    assert "remote signing service does not answer" in codes(engine, case)
    assert len(stored(engine)) == 1


@pytest.mark.parametrize(
    "written", ["", "[]", "{}", '{"address": 1, "credential_id": "c", "token": "t"}', '{"pin": 1}']
)
def test_an_access_to_a_service_that_is_not_as_it_must_be_is_told(
    engine: Engine, desk: Path, case: InstanceRecord, written: str
) -> None:
    (desk / f"{SIGNER}.remote.json").write_text(written)
    run_job(engine, CONNECTORS["ky-so"], claim(engine))
    assert "access to the signing key (.remote.json)" in codes(engine, case)


@pytest.mark.parametrize("holder", ["../co_quan", "a/b", "", "Bùi", "x" * 200])
def test_a_holder_is_never_a_path(desk: Path, holder: str) -> None:
    with pytest.raises(Exception, match="signing key"):
        KeyFolder(desk, password=KEY_PASSWORD).picture(holder)
