"""Add an API client: a machine that signs in by OAuth client credentials or Basic. Its secret is shown once.

Groups say what it may do, as for people; `may_tich_hop` is the one for integrations.
"""

import secrets
import sys
from argparse import ArgumentParser, Namespace

from api.commands.operator import operator
from api.settings import get_settings

INTEGRATION_GROUP = "may_tich_hop"


def configure(parser: ArgumentParser) -> None:
    """Add the action, the client's id and what it belongs to."""
    parser.add_argument("action", choices=["add"], help="what to do")
    parser.add_argument("client_id", help="the name that the client signs in with")
    parser.add_argument("--name", default=None, help="the name that people read (default: the id)")
    parser.add_argument("--group", action="append", default=None, help="group of the client; may be repeated")


def run(options: Namespace) -> int:
    """Add the client and print its secret; code 1 when the id is taken or cannot be one."""
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from engine.errors import EngineError  # noqa: PLC0415
    from engine.operations import add_client  # noqa: PLC0415
    from engine.operations.people.operator_acts import record_operator_act  # noqa: PLC0415

    groups = options.group or [INTEGRATION_GROUP]
    secret = secrets.token_urlsafe(32)
    engine = build_engine(get_settings())
    try:
        with engine.unit_of_work() as uow:
            add_client(
                uow,
                client_id=options.client_id,
                name=options.name or options.client_id,
                secret=secret,
                groups=groups,
            )
            record_operator_act(
                uow, operator(), "PersonAdded", options.client_id, machine=True, name=options.name, groups=groups
            )
    except EngineError as error:
        print(f"{error.text.vi} / {error.text.en}", file=sys.stderr)
        return 1
    finally:
        engine.close()
    print(f"client_id={options.client_id}\nclient_secret={secret}")
    return 0
