"""A signature that is made on the signer's own machine: awaited, taken once, bound to document, person and key."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import faults
from engine.clock import Clock
from engine.errors import EngineError
from engine.keys import pairing_proof
from engine.model.actor import SYSTEM, Actor
from engine.model.records import InstanceRecord
from engine.operations import (
    Engine,
    TaskFilter,
    activate_jobs,
    search_tasks,
    set_variables,
    task_outcome,
    upload_document,
)
from engine.operations.agents.authenticate_agent import PairedMachine, authenticate_agent
from engine.operations.agents.awaited_signature import awaited_signatures, press_again
from engine.operations.agents.pair_agent import begin_pairing, own_agents, pair_agent, unpair_agent
from engine.operations.agents.take_signature import note_told, take_signature
from engine.operations.agents.waiting_documents import WaitingDocument, prepared_document, waiting_documents
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.collect_orphans import collect_orphans
from engine.operations.documents.derive_document import read_case_document
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.signing import Signatory, SoftwareKey, validate
from engine.worker.connectors import CONNECTORS
from engine.worker.run_job import run_job
from tests.office import MovingClock
from tests.signing import Authority, draft, keep_trust
from tests.signing_case import DRAFT, SIGNER, claim, look, signed, stored

OTHER = "mai.thanh.hao"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMachine:
    """Somebody's machine as the server knows it, and the key in it."""

    engine: Engine
    token: str
    key: SoftwareKey

    def show(self) -> PairedMachine:
        with self.engine.unit_of_work() as uow:
            return authenticate_agent(uow, token=self.token)

    def waiting(self) -> tuple[WaitingDocument, ...]:
        with self.engine.unit_of_work() as uow:
            return waiting_documents(uow, authenticate_agent(uow, token=self.token))

    def answer(self, waiting: WaitingDocument, signature: bytes | None = None) -> bytes:
        made = self.key.sign(waiting.signed_attributes) if signature is None else signature
        with self.engine.unit_of_work() as uow:
            machine = authenticate_agent(uow, token=self.token)
            take_signature(uow, machine, request_key=waiting.key, mark=waiting.mark, signature=made)
        return made

    def tell(self, waiting: WaitingDocument, code: str) -> None:
        with self.engine.unit_of_work() as uow:
            machine = authenticate_agent(uow, token=self.token)
            note_told(uow, machine, request_key=waiting.key, mark=waiting.mark, code=code)


Pair = Callable[[str, SoftwareKey], OwnMachine]


@pytest.fixture
def pair(engine: Engine, actor: Callable[[str], Actor], clock: MovingClock) -> Pair:
    """Give a function that pairs a machine with a person."""
    rules = SignInRules(clock=Clock(read=clock))

    def paired(username: str, key: SoftwareKey) -> OwnMachine:
        with engine.unit_of_work() as uow:
            code = begin_pairing(uow, rules, actor(username))
        done = pair_agent(
            engine,
            rules,
            code=code,
            certificates=(key.certificate, *key.chain),
            machine="PC-01",
            proof=key.sign(pairing_proof(code)),
            address="192.0.2.7",
        )
        return OwnMachine(engine=engine, token=done.token, key=key)

    return paired


@pytest.fixture(params=["ec", "rsa"])
def machine(
    request: pytest.FixtureRequest, desk: Path, authority: Authority, actor: Callable[[str], Actor], pair: Pair
) -> OwnMachine:
    """Take the signer's key from the server and pair a machine that has it."""
    (desk / f"{SIGNER}.p12").unlink()
    return pair(SIGNER, authority.issue(Signatory(name=actor(SIGNER).display_name), kind=request.param))


@pytest.fixture
def ec_machine(desk: Path, authority: Authority, actor: Callable[[str], Actor], pair: Pair) -> OwnMachine:
    (desk / f"{SIGNER}.p12").unlink()
    return pair(SIGNER, authority.issue(Signatory(name=actor(SIGNER).display_name)))


def work(engine: Engine) -> None:
    run_job(engine, CONNECTORS["ky-so"], claim(engine))


def refused(code: str) -> AbstractContextManager[pytest.ExceptionInfo[EngineError]]:
    return pytest.raises(EngineError, check=lambda error: error.stable_code == code)


def wait(engine: Engine, machine: OwnMachine) -> WaitingDocument:
    work(engine)
    [waiting] = machine.waiting()
    return waiting


def test_a_signature_comes_from_the_signers_machine(
    engine: Engine, machine: OwnMachine, authority: Authority, case: InstanceRecord, clock: MovingClock
) -> None:
    waiting = wait(engine, machine)
    assert len(stored(engine)) == 1  # nothing is signed, and nothing half signed is stored
    source = draft(DRAFT.replace("NAME", machine.show().actor.display_name))
    content = prepared_document(engine, machine.show(), request_key=waiting.key)
    assert content.startswith(source)
    assert waiting.document_sha256 == hashlib.sha256(source).hexdigest()
    assert (waiting.file_name, waiting.document_size) == ("Thông báo.pdf", len(source))
    machine.answer(waiting)
    assert machine.waiting() == ()
    work(engine)
    [record] = validate(signed(engine, case), authority.trust(), clock.moment).signatures
    assert (record.valid, record.signer) == (True, "Bùi Xuân Tường")
    assert signed(engine, case).startswith(source)
    assert look(engine, case).incidents == ()
    for _ in range(2):
        work(engine)  # number and seal, as with every other kind of key
    found = validate(signed(engine, case), authority.trust(), clock.moment)
    assert (found.valid, len(found.signatures)) == (True, 2)


def test_the_same_answer_twice_is_one_signature_and_another_one_is_refused(
    engine: Engine, ec_machine: OwnMachine, case: InstanceRecord
) -> None:
    waiting = wait(engine, ec_machine)
    made = ec_machine.answer(waiting)
    ec_machine.answer(waiting, made)
    with refused("signing_request_spent"):
        ec_machine.answer(waiting)  # ECDSA gives another one each time
    work(engine)
    ec_machine.answer(waiting, made)
    with refused("signing_request_spent"):
        ec_machine.answer(waiting)
    assert len(stored(engine)) == 2


@pytest.mark.parametrize("fault", ["after_object_stored", "before_job_completed"])
def test_a_worker_that_dies_puts_one_document_together(
    engine: Engine,
    ec_machine: OwnMachine,
    case: InstanceRecord,
    clock: MovingClock,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ec_machine.answer(wait(engine, ec_machine))
    reach = faults.reach

    def die(name: str) -> None:
        if name == fault:
            raise KeyboardInterrupt
        reach(name)

    with monkeypatch.context() as patched:
        patched.setattr(faults, "reach", die)
        with pytest.raises(KeyboardInterrupt):
            work(engine)
    clock.forward(minutes=5)
    work(engine)
    assert look(engine, case).incidents == ()
    assert ec_machine.waiting() == ()
    assert len([one for one in look(engine, case).documents if one.field == "van_ban_ky"]) == 1


def test_a_press_while_the_worker_holds_the_job_is_not_lost(
    engine: Engine, ec_machine: OwnMachine, case: InstanceRecord, actor: Callable[[str], Actor]
) -> None:
    """The pause that a worker sets when it gives the job back comes before the press, or not at all."""
    waiting = wait(engine, ec_machine)
    with engine.unit_of_work() as uow:
        press_again(uow, actor(SIGNER), request_key=waiting.key)
        [held] = activate_jobs(uow, SYSTEM, job_type="ky-so", worker="w", max_jobs=1, timeout_s=60, leased=True)
    with engine.unit_of_work() as uow:
        press_again(uow, actor(SIGNER), request_key=waiting.key)
    run_job(engine, CONNECTORS["ky-so"], held)  # has lost its lease
    work(engine)
    [again] = ec_machine.waiting()
    assert again.mark != waiting.mark


def test_a_signature_by_another_key_is_refused(
    engine: Engine, ec_machine: OwnMachine, authority: Authority, case: InstanceRecord
) -> None:
    waiting = wait(engine, ec_machine)
    foreign = authority.issue(Signatory(name="Bùi Xuân Tường")).sign(waiting.signed_attributes)
    for signature in (foreign, ec_machine.key.sign(b"something else"), b"nonsense"):
        with refused("signature_of_another_key"):
            ec_machine.answer(waiting, signature)
    assert ec_machine.waiting() == (waiting,)
    assert len(stored(engine)) == 1


def test_nobody_else_sees_or_answers_what_waits(
    engine: Engine,
    ec_machine: OwnMachine,
    authority: Authority,
    case: InstanceRecord,
    pair: Pair,
    actor: Callable[[str], Actor],
) -> None:
    waiting = wait(engine, ec_machine)
    other = pair(OTHER, authority.issue(Signatory(name=actor(OTHER).display_name)))
    assert other.waiting() == ()
    with refused("signing_request_not_found"):
        prepared_document(engine, other.show(), request_key=waiting.key)
    with refused("signing_request_not_found"):
        other.answer(waiting, ec_machine.key.sign(waiting.signed_attributes))
    with refused("signing_request_not_found"):
        other.tell(waiting, "declined")
    with refused("signing_request_not_found"), engine.unit_of_work() as uow:
        press_again(uow, actor(OTHER), request_key=waiting.key)
    with engine.unit_of_work() as uow:
        assert awaited_signatures(uow, actor(OTHER)) == ()


def test_a_case_that_is_hidden_from_the_signer_meanwhile_is_not_shown(
    engine: Engine, ec_machine: OwnMachine, case: InstanceRecord
) -> None:
    waiting = wait(engine, ec_machine)
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE process_instance SET restricted = true WHERE key = :k"), {"k": case.key})
        uow.connection.execute(text("DELETE FROM case_member WHERE instance_key = :k"), {"k": case.key})
    assert ec_machine.waiting() == ()
    with refused("signing_request_not_found"):
        ec_machine.answer(waiting)


def test_a_document_that_was_changed_is_not_signed_with_the_signature_for_another(
    engine: Engine, ec_machine: OwnMachine, authority: Authority, case: InstanceRecord, actor: Callable[[str], Actor]
) -> None:
    first = wait(engine, ec_machine)
    ec_machine.answer(first)
    content = draft(DRAFT.replace("NAME", actor(SIGNER).display_name).replace("Nội dung", "Nội dung khác của"))
    file = upload_document(engine, actor(SIGNER), file_name="Khác.pdf", chunks=[content])
    with engine.unit_of_work() as uow:
        attach_documents(uow, actor(SIGNER), keys=[file.key], instance_key=case.key)
        set_variables(uow, SYSTEM, scope_key=case.key, variables={"van_ban": [str(file.key)]})
    second = wait(engine, ec_machine)
    assert second.key == first.key
    assert (second.mark, second.file_name) != (first.mark, first.file_name)
    assert len(stored(engine)) == 2  # the two drafts
    with refused("signature_of_another_key"):
        ec_machine.answer(second, ec_machine.key.sign(first.signed_attributes))
    ec_machine.answer(second)
    work(engine)
    assert signed(engine, case).startswith(content)


def test_prepared_bytes_that_are_not_those_that_were_kept_are_never_signed(
    engine: Engine, ec_machine: OwnMachine, case: InstanceRecord
) -> None:
    waiting = wait(engine, ec_machine)
    name = f"signing/{waiting.key}/1"
    engine.objects.put(name, b"%PDF-1.7 something else", content_type="application/pdf")
    with refused("signing_request_not_found"):
        prepared_document(engine, ec_machine.show(), request_key=waiting.key)
    work(engine)  # prepared anew at once
    [again] = ec_machine.waiting()
    ec_machine.answer(again)
    engine.objects.put(f"signing/{waiting.key}/2", b"%PDF-1.7 something else", content_type="application/pdf")
    work(engine)
    assert len(stored(engine)) == 1
    [third] = ec_machine.waiting()
    assert third.mark == f"{waiting.key}.3"


def test_what_lay_ready_too_long_is_prepared_anew_when_the_machine_asks(
    engine: Engine, ec_machine: OwnMachine, case: InstanceRecord, clock: MovingClock
) -> None:
    old = wait(engine, ec_machine)
    clock.forward(minutes=16)
    with refused("signing_request_not_found"):
        ec_machine.answer(old)
    work(engine)  # nobody has asked: nothing is prepared
    assert ec_machine.waiting() == ()
    [new] = [wait(engine, ec_machine)]
    assert new.mark != old.mark
    ec_machine.answer(new)
    work(engine)
    assert len(stored(engine)) == 2


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("token_pin_wrong", "Mã PIN vừa nhập không đúng"),
        ("token_unavailable", "Hãy cắm thiết bị"),
        ("declined", "Anh/chị đã chọn Không ký"),
    ],
)
def test_the_signer_reads_what_holds_it_up_and_presses_again(
    engine: Engine,
    ec_machine: OwnMachine,
    case: InstanceRecord,
    actor: Callable[[str], Actor],
    code: str,
    words: str,
) -> None:
    signer = actor(SIGNER)
    ec_machine.tell(wait(engine, ec_machine), code)
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, SYSTEM, filter=TaskFilter(instance_key=case.key)).items
        outcome = task_outcome(uow, signer, task)
    assert outcome is not None
    assert outcome.signature is not None
    assert outcome.held is not None
    assert outcome.held.vi.startswith("Chưa ký, đã giữ lại. ")
    assert words in outcome.held.vi
    assert (ec_machine.waiting() == ()) is (code == "declined")
    presses = []
    for _ in range(2):
        with engine.unit_of_work() as uow:
            press_again(uow, signer, request_key=outcome.signature.key)
        presses.append(wait(engine, ec_machine))
    assert presses[0].asked_at < presses[1].asked_at
    ec_machine.answer(presses[1])
    work(engine)
    with engine.unit_of_work() as uow:
        assert awaited_signatures(uow, signer) == ()
    assert len(stored(engine)) == 2


def test_a_machine_that_is_not_there_is_told_and_waited_for(
    engine: Engine, ec_machine: OwnMachine, case: InstanceRecord, clock: MovingClock, actor: Callable[[str], Actor]
) -> None:
    work(engine)
    clock.forward(minutes=5)
    with engine.unit_of_work() as uow:
        [awaited] = awaited_signatures(uow, actor(SIGNER))
    assert awaited.code == "away"
    assert "Máy ký chưa kết nối" in awaited.words.vi
    clock.forward(hours=25)
    for _ in range(3):
        assert look(engine, case).incidents == ()
        work(engine)
        clock.forward(minutes=10)
    [incident] = look(engine, case).incidents
    assert "Waiting for the signer to enter the PIN" in incident.message.en
    with engine.unit_of_work() as uow:
        [awaited] = awaited_signatures(uow, actor(SIGNER))
        press_again(uow, actor(SIGNER), request_key=awaited.key)
    assert awaited.code == "failed"
    ec_machine.answer(wait(engine, ec_machine))
    work(engine)
    assert len(stored(engine)) == 2


def test_a_key_that_is_kept_on_the_server_goes_first(
    engine: Engine,
    desk: Path,
    authority: Authority,
    case: InstanceRecord,
    pair: Pair,
    actor: Callable[[str], Actor],
) -> None:
    pair(SIGNER, authority.issue(Signatory(name=actor(SIGNER).display_name)))
    work(engine)
    assert len(stored(engine)) == 2


def test_a_revoked_certificate_is_found_before_anything_is_prepared(
    engine: Engine, desk: Path, ec_machine: OwnMachine, authority: Authority, case: InstanceRecord, clock: MovingClock
) -> None:
    keep_trust(desk, authority.trust(ec_machine.key.certificate, at=clock.moment))
    work(engine)
    [incident] = look(engine, case).incidents
    assert "has been revoked" in incident.message.en
    assert ec_machine.waiting() == ()


def test_a_renewed_certificate_takes_over_what_waits(
    engine: Engine,
    ec_machine: OwnMachine,
    authority: Authority,
    case: InstanceRecord,
    pair: Pair,
    actor: Callable[[str], Actor],
) -> None:
    wait(engine, ec_machine)
    renewed = pair(SIGNER, authority.issue(Signatory(name=actor(SIGNER).display_name)))
    with engine.unit_of_work() as uow:
        [old] = [one for one in own_agents(uow, actor(SIGNER)) if one.key == ec_machine.show().agent.key]
        unpair_agent(uow, actor(SIGNER), agent_key=old.key)
    with refused("signing_agent_unknown"):
        ec_machine.waiting()
    assert renewed.waiting() == ()
    renewed.answer(wait(engine, renewed))
    work(engine)
    assert len(stored(engine)) == 2


def test_prepared_bytes_go_when_nobody_waits_for_them(
    engine: Engine, ec_machine: OwnMachine, case: InstanceRecord
) -> None:
    waiting = wait(engine, ec_machine)
    collect_orphans(engine)
    assert prepared_document(engine, ec_machine.show(), request_key=waiting.key)
    ec_machine.answer(waiting)
    work(engine)
    collect_orphans(engine)
    assert list(engine.objects.names("signing/")) == []
    _, content = read_case_document(engine, document_key=stored(engine)[-1], instance_key=case.key)
    assert content.startswith(b"%PDF")
