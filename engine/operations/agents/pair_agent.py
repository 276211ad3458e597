"""Pair a person with the machine in which their token is: a code on their page, typed at the machine, once.

What the machine gets is a token for the few requests of signing (`authenticate_agent`), which opens nothing else. It
has to show a certificate in the person's name and to prove that it can sign with its key; whether an authority that is
trusted here vouches for the certificate is judged again at every signature, as for every other key.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from engine.errors import InputRejected, NotAuthenticated, NotPermitted, Text
from engine.model.actor import Actor
from engine.model.signing_request import SigningAgentRecord
from engine.operations.documents.signing_desk import SigningDesk
from engine.operations.engine import Engine
from engine.operations.people.administration import record
from engine.operations.signing_in.attempts import note_attempts
from engine.operations.signing_in.sign_in_name import require_person
from engine.operations.signing_in.sign_in_rules import SignInRules, new_token, subject_digest, token_digest
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts, signing_agents

_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is read for something else
_GROUPS, _IN_A_GROUP = 3, 4
_CODE_LIVES: Final = timedelta(minutes=15)
_MOST_CERTIFICATES, _LONGEST_CERTIFICATE, _LONGEST_NAME = 8, 16_384, 100
_MOST_MACHINES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedAgent:
    """A machine just paired; the token is told once and stored nowhere."""

    token: str = field(repr=False)
    username: str
    display_name: str


def begin_pairing(uow: UnitOfWork, rules: SignInRules, actor: Actor) -> str:
    """Give the code to type at the machine; it works once, for a quarter of an hour, and replaces an earlier one."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_IN_A_GROUP)) for _ in range(_GROUPS))
    code = "-".join(groups)
    signing_agents.keep_code(
        uow.transaction,
        username=actor.username,
        code_sha256=token_digest(code),
        expires_at=rules.now() + _CODE_LIVES,
    )
    return code


def pair_agent(
    engine: Engine,
    rules: SignInRules,
    *,
    code: str,
    certificates: tuple[bytes, ...],
    machine: str,
    proof: bytes,
    address: str,
) -> PairedAgent:
    """Pair the machine that knows the code and holds the key of a certificate in the person's name.

    Raises NotAuthenticated (`pairing_code_wrong`), LimitExceeded (`too_many_attempts`), InputRejected
    (`certificate_unreadable`, `proof_wrong`), NotPermitted (`certificate_of_somebody_else`) and what is said of a
    certificate that is not valid. A refusal leaves the code usable, but for a wrong one.
    """
    from engine.keys import certificate_facts, fits, pairing_proof  # noqa: PLC0415  loaded when the first machine is paired

    _require_bounds(certificates, machine)
    facts = certificate_facts(certificates[0])
    if not fits(certificates[0], pairing_proof(code), proof):
        raise InputRejected(
            Text(
                vi="Thiết bị ký không chứng minh được mình giữ khóa của chứng thư số này. Chưa ghép.",
                en="The token could not prove that it holds this certificate's key. Nothing was paired.",
            ),
            code="proof_wrong",
        )
    subject = subject_digest(engine.settings.secret, "pairing", address)
    with engine.unit_of_work() as uow:
        attempts = note_attempts(uow, rules, {subject: rules.failures * rules.spread})
    with engine.unit_of_work() as uow:
        actor = _owner(uow, rules, code)
        if facts.name != actor.display_name:
            raise NotPermitted(
                Text(
                    vi=f"Chứng thư số này của “{facts.name}”, không phải của “{actor.display_name}”. Chưa ghép.",
                    en=f"This certificate belongs to “{facts.name}”, not to “{actor.display_name}”. "
                    "Nothing was paired.",
                ),
                code="certificate_of_somebody_else",
            )
        _require_standing(uow, engine.settings.signing, certificates, actor.display_name)
        accounts.mark_succeeded(uow.transaction, attempts)
        token = new_token()
        _keep(uow, actor, token, certificates, machine, facts.sha256)
    return PairedAgent(token=token, username=actor.username, display_name=actor.display_name)


def _require_bounds(certificates: tuple[bytes, ...], machine: str) -> None:
    few = 0 < len(certificates) <= _MOST_CERTIFICATES
    if not few or any(len(one) > _LONGEST_CERTIFICATE for one in certificates) or not _is_name(machine):
        raise InputRejected(
            Text(vi="Yêu cầu ghép máy ký sai quy cách.", en="The request to pair is not as it must be."),
            code="pairing_malformed",
        )


def _is_name(machine: str) -> bool:
    return 0 < len(machine) <= _LONGEST_NAME and machine.isprintable()


def _owner(uow: UnitOfWork, rules: SignInRules, code: str) -> Actor:
    username = signing_agents.take_code(uow.transaction, code_sha256=token_digest(code), now=rules.now())
    found = accounts.find_credentials(uow.transaction, username) if username is not None else None
    if found is None:
        raise NotAuthenticated(
            Text(
                vi="Mã ghép không đúng hoặc đã hết hạn. Hãy lấy mã mới ở trang Máy ký.",
                en="The pairing code is wrong or over. Please take a new one from the page Signing machine.",
            ),
            code="pairing_code_wrong",
        )
    return found.actor


def _require_standing(uow: UnitOfWork, desk: SigningDesk | None, certificates: tuple[bytes, ...], name: str) -> None:
    """Judge the certificate where this process knows whom to trust; the worker judges it at every signature anyway."""
    if desk is None:
        return
    from engine.signing import require_valid  # noqa: PLC0415  loaded when the first machine is paired

    trust = desk.trust()
    if trust.roots:
        require_valid(certificates, trust, uow.now, name)


def _keep(
    uow: UnitOfWork, actor: Actor, token: str, certificates: tuple[bytes, ...], machine: str, sha256: str
) -> None:
    known = signing_agents.agents_of(uow.transaction, actor.username)
    for one in known[_MOST_MACHINES - 1 :]:
        signing_agents.delete_agent(uow.transaction, key=one.key, username=actor.username)
    agent = SigningAgentRecord(
        key=uow.new_key(),
        username=actor.username,
        machine=machine,
        certificates=certificates,
        certificate_sha256=sha256,
        paired_at=uow.now,
        seen_at=uow.now,
    )
    signing_agents.insert_agent(uow.transaction, agent, token_sha256=token_digest(token))
    record(uow, actor, "SigningAgentPaired", actor.username, machine=machine, certificate=sha256)


def unpair_agent(uow: UnitOfWork, actor: Actor, *, agent_key: int) -> None:
    """Forget one of the actor's machines; one that is gone, or somebody else's, changes nothing."""
    machine = signing_agents.delete_agent(uow.transaction, key=agent_key, username=actor.username)
    if machine is not None:
        record(uow, actor, "SigningAgentRemoved", actor.username, machine=machine)


def forget_agents(uow: UnitOfWork, username: str) -> int:
    """Forget every machine of a person, and the code of the next one; give how many there were. Raises NotFound."""
    require_person(uow, username)
    return signing_agents.delete_agents(uow.transaction, username)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAgent:
    """A machine as its person sees it: what it is called, since when it is heard of, whose certificate it has."""

    key: int
    machine: str
    seen_at: datetime
    name: str
    issuer: str
    not_after: datetime


def own_agents(uow: UnitOfWork, actor: Actor) -> tuple[OwnAgent, ...]:
    """List the actor's machines, the one last seen first."""
    agents = signing_agents.agents_of(uow.transaction, actor.username)
    if not agents:
        return ()
    from engine.keys import certificate_facts  # noqa: PLC0415  loaded when the first machine is listed

    return tuple(
        OwnAgent(
            key=agent.key,
            machine=agent.machine,
            seen_at=agent.seen_at,
            name=facts.name,
            issuer=facts.issuer,
            not_after=facts.not_after,
        )
        for agent in agents
        for facts in [certificate_facts(agent.certificate)]
    )
