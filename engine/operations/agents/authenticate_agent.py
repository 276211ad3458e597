"""Tell whose machine asks: a paired machine's token opens what its person has to sign there, and nothing else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from engine.errors import NotAuthenticated, Text
from engine.model.actor import Actor
from engine.model.signing_request import SigningAgentRecord
from engine.operations.signing_in.sign_in_rules import token_digest
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts, signing_agents

_NOTED_EVERY: Final = timedelta(seconds=20)
PRESENT_FOR: Final = timedelta(seconds=90)  # after a machine was last heard of


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedMachine:
    """A machine that asks, and the person for whom it does."""

    agent: SigningAgentRecord
    actor: Actor


def authenticate_agent(uow: UnitOfWork, *, token: str) -> PairedMachine:
    """Give the machine of a token; raise NotAuthenticated (`signing_agent_unknown`) otherwise."""
    agent = signing_agents.find_agent(uow.transaction, token_digest(token))
    found = accounts.find_credentials(uow.transaction, agent.username) if agent is not None else None
    if agent is None or found is None:
        raise unknown_agent()
    if agent.seen_at + _NOTED_EVERY <= uow.now or agent.seen_at > uow.now:
        signing_agents.note_seen(uow.transaction, agent.key)
    return PairedMachine(agent=agent, actor=found.actor)


def unknown_agent() -> NotAuthenticated:
    """Give the answer to a machine that is not paired."""
    return NotAuthenticated(
        Text(
            vi="Máy ký này chưa được ghép hoặc đã bị bỏ ghép. Hãy ghép lại ở trang Máy ký.",
            en="This signing machine is not paired, or no longer. Please pair it on the page Signing machine.",
        ),
        code="signing_agent_unknown",
    )
