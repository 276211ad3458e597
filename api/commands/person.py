"""Add people and change how they sign in: add, list, groups, password, forget-factor, forget-machines, disable, enable.

A password is read from standard input with --password-stdin, otherwise made here and shown once.
"""

import secrets
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from api.commands.operator import operator
from api.settings import get_settings

if TYPE_CHECKING:
    from engine.operations import UnitOfWork

ACTIONS = ("add", "list", "groups", "password", "forget-factor", "forget-machines", "disable", "enable")
EXIT_USAGE = 2


def configure(parser: ArgumentParser) -> None:
    """Add the action, the sign-in name and what is told of the person."""
    parser.add_argument("action", choices=ACTIONS, help="what to do")
    parser.add_argument("username", nargs="?", help="sign-in name (every action but list)")
    parser.add_argument("--name", help="full name that people read (add)")
    parser.add_argument("--unit", help="code of the unit (add)")
    parser.add_argument("--title", help="position (add)")
    parser.add_argument("--email", help="e-mail address (add)")
    parser.add_argument("--group", action="append", default=[], help="group, may be repeated (add, groups)")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def run(options: Namespace) -> int:
    """Do it; code 1 when it is refused, 2 when the sign-in name is missing."""
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from engine.errors import EngineError  # noqa: PLC0415

    if options.action != "list" and not options.username:
        print("hoidong person: which sign-in name?", file=sys.stderr)
        return EXIT_USAGE
    engine = build_engine(get_settings())
    try:
        with engine.unit_of_work() as uow:
            told = _act(uow, options)
    except EngineError as error:
        for text in [error.text, *(finding.text for finding in error.findings[1:])]:
            print(f"{text.vi} / {text.en}", file=sys.stderr)
        return 1
    finally:
        engine.close()
    print(told)
    return 0


def _act(uow: "UnitOfWork", options: Namespace) -> str:
    """Do it and put it on the record; give what is told once the change stands."""
    from engine.operations import add_person, set_active, set_groups, set_password  # noqa: PLC0415
    from engine.operations.people.operator_acts import record_operator_act  # noqa: PLC0415

    username = options.username

    def note(action: str, **payload: object) -> None:
        record_operator_act(uow, operator(), action, username, **payload)

    match options.action:
        case "add":
            password, told = _password(options)
            add_person(
                uow,
                username=username,
                display_name=options.name or username,
                password=password,
                groups=options.group,
                unit=options.unit,
                title=options.title,
                email=options.email,
            )
            note("PersonAdded", name=options.name or username, unit=options.unit, groups=sorted(options.group))
            return told
        case "password":
            password, told = _password(options)
            ended = set_password(uow, username=username, password=password)
            note("PasswordReset", sessions_ended=ended)
            return f"{told}\nsign_ins_ended={ended}"
        case "forget-factor" | "forget-machines":
            return _forget(uow, options, note)
        case "groups":
            set_groups(uow, username=username, groups=options.group)
            note("RolesChanged", new=sorted(options.group))
            return f"groups={','.join(sorted(options.group))}"
        case "disable" | "enable":
            ended = set_active(uow, username=username, active=options.action == "enable")
            note("PersonReactivated" if options.action == "enable" else "PersonDeactivated", sessions_ended=ended)
            return f"active={options.action == 'enable'}\nsign_ins_ended={ended}".lower()
    return _listed(uow)


def _forget(uow: "UnitOfWork", options: Namespace, note: Callable[..., None]) -> str:
    """Forget what somebody has lost."""
    from engine.operations.agents.pair_agent import forget_agents  # noqa: PLC0415
    from engine.operations.signing_in.administer_factors import forget_factor  # noqa: PLC0415

    if options.action == "forget-factor":
        ended = forget_factor(uow, options.username)
        note("SecondFactorReset", sessions_ended=ended)
        return f"sign_ins_ended={ended}"
    forgotten = forget_agents(uow, options.username)
    note("SigningAgentRemoved", machines=forgotten)
    return f"machines_forgotten={forgotten}"


def _listed(uow: "UnitOfWork") -> str:
    from engine.operations import all_people  # noqa: PLC0415

    return "\n".join(
        "\t".join(
            (person.username, person.display_name, "" if person.active else "disabled", ",".join(sorted(person.groups)))
        )
        for person in all_people(uow)
    )


def _password(options: Namespace) -> tuple[str, str]:
    """Give the new password and what is shown of it."""
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n"), f"username={options.username}"
    made = secrets.token_urlsafe(12)
    return made, f"username={options.username}\npassword={made}"
