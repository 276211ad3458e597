"""The `hoidong-sign-agent` command: `pair` this machine once, then `run` it; `tokens` lists what is plugged in."""

import argparse
import getpass
import platform
import sys
import threading
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TextIO, TypeVar

from engine.agent.desk import Desk
from engine.agent.pairing_file import Pairing, load, origin_of, save, usual_place
from engine.agent.server import Server
from engine.agent.window import Window
from engine.errors import EngineError, InputRejected, NotFound, Text, Unavailable
from engine.keys import (
    FoundKey,
    FoundToken,
    TokenAccess,
    TokenKey,
    certificate_facts,
    keys_on,
    pairing_proof,
    tokens_of,
)

_REFUSED, _NOT_PAIRED = 1, 3
_UNKNOWN: Final = "signing_agent_unknown"
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 2.0, 60.0
Thing = TypeVar("Thing", FoundKey, FoundToken)


def parser() -> argparse.ArgumentParser:
    """Build the command line."""
    top = argparse.ArgumentParser(
        prog="hoidong-sign-agent",
        description="Ký số bằng thiết bị cắm ở máy này / Sign with the token that is plugged into this machine.",
    )
    top.add_argument(
        "--settings", type=Path, default=usual_place(), help="file with the pairing (default: %(default)s)"
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    pair = commands.add_parser("pair", help="pair this machine with a person, by the code of their page")
    pair.add_argument("server", help="address of the system, https://…")
    pair.add_argument("--library", required=True, help="the token's PKCS#11 library")
    pair.add_argument("--token", default="", help="the token's label, where several are plugged in")
    pair.add_argument("--key", default="", help="the key's label, where the token holds several")
    pair.add_argument("--code", default="", help="the code of the page; asked for otherwise")
    pair.add_argument("--ca", default="", help="PEM file with the authority of the system's TLS certificate")
    pair.add_argument("--pin-stdin", action="store_true", help="read the PIN from the standard input")
    pair.set_defaults(act=_pair)
    run = commands.add_parser("run", help="wait for documents and open the window when one comes")
    run.set_defaults(act=_run)
    tokens = commands.add_parser("tokens", help="list the tokens that a library finds")
    tokens.add_argument("--library", required=True, help="the token's PKCS#11 library")
    tokens.set_defaults(act=_tokens)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; give its exit code. What is refused is told in a sentence."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace", line_buffering=True)  # old consoles lack letters
    options = parser().parse_args(argv)
    try:
        code: int = options.act(options)
    except KeyboardInterrupt:
        return 0
    except EngineError as error:
        _say(error.text, sys.stderr)
        return _NOT_PAIRED if error.stable_code in {_UNKNOWN, "not_paired"} else _REFUSED
    return code


def _pair(options: argparse.Namespace) -> int:
    origin = origin_of(options.server)
    token = _only(tokens_of(options.library), options.token, lambda one: one.label, "--token")
    code = (options.code or input("Mã ghép / Pairing code: ")).strip().upper()
    pin = sys.stdin.readline().rstrip("\n") if options.pin_stdin else getpass.getpass("PIN: ")
    found = _only(keys_on(options.library, token.label, pin), options.key, lambda one: one.label, "--key")
    key = TokenKey(TokenAccess(library=options.library, token_label=token.label, key_label=found.label, pin=pin))
    server = Server(origin, authorities=options.ca)
    secret, name = server.pair(
        code=code,
        machine=platform.node() or "máy ký",
        certificates=(key.certificate, *key.chain),
        proof=key.sign(pairing_proof(code)),
    )
    pairing = Pairing(
        server=origin,
        token=secret,
        display_name=name,
        library=options.library,
        token_label=token.label,
        key_label=found.label,
        authorities=options.ca,
    )
    save(pairing, options.settings)
    _say(Text(vi=f"Đã ghép máy này với {name}.", en=f"This machine is paired with {name}."))
    return 0


def _run(options: argparse.Namespace) -> int:
    pairing = load(options.settings)
    desk = Desk(pairing, Server.of(pairing))
    window = Window(desk)
    window.start()
    _say(Text(vi=f"Đang chờ văn bản của {pairing.display_name}.", en=f"Waiting for what {pairing.display_name} signs."))
    try:
        _wait_for_documents(pairing, desk, window)
    finally:
        window.stop()
    return 0


def _wait_for_documents(pairing: Pairing, desk: Desk, window: Window) -> None:
    """Ask, show, ask again; a server that cannot be reached is asked less and less often."""
    server, pause_s, rest = Server.of(pairing), _FIRST_PAUSE_S, threading.Event()
    while True:
        try:
            waiting = server.waiting(desk.marks)
            new = desk.take(waiting)
        except Unavailable as error:
            _say(error.text, sys.stderr)
            rest.wait(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
            continue
        pause_s = _FIRST_PAUSE_S
        if new:
            _open(window.open_address())
        if not {told.mark for told in waiting} <= desk.marks:
            rest.wait(_FIRST_PAUSE_S)  # one went away while it was fetched


def _open(address: str) -> None:
    """Open the window; where no browser can be started the person is told where it is."""
    if not webbrowser.open(address, new=1):
        _say(Text(vi=f"Hãy mở địa chỉ này trên máy này: {address}", en=f"Open this address at this machine: {address}"))


def _tokens(options: argparse.Namespace) -> int:
    for one in tokens_of(options.library):
        sys.stdout.write(f"{one.label} ({one.maker})\n")
    return 0


def _only(found: Sequence[Thing], wanted: str, label: Callable[[Thing], str], option: str) -> Thing:
    """Give the one that is wanted, or the only one there is; raises NotFound, and InputRejected naming the choice."""
    matching = [one for one in found if wanted in ("", label(one))]
    if len(matching) == 1:
        return matching[0]
    if not matching:
        raise NotFound(
            Text(
                vi="Không tìm thấy thiết bị ký hoặc khóa ký. Hãy cắm thiết bị và thử lại.",
                en="No such token or key was found. Please plug the token in and try again.",
            ),
            code="token_unavailable",
        )
    names = ", ".join(_described(one) for one in matching)
    raise InputRejected(
        Text(vi=f"Có nhiều lựa chọn; hãy thêm {option}: {names}.", en=f"There are several; add {option}: {names}."),
        code="choice_needed",
    )


def _described(one: FoundKey | FoundToken) -> str:
    if isinstance(one, FoundToken):
        return f"“{one.label}”"
    facts = certificate_facts(one.certificate)
    return f"“{one.label}” ({facts.name}, {facts.not_after:%d/%m/%Y})"


def _say(text: Text, stream: TextIO | None = None) -> None:
    """Tell the person at this machine, in both languages."""
    words = text.vi if text.vi == text.en else f"{text.vi} / {text.en}"
    (stream or sys.stdout).write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main())
