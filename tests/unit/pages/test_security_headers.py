import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from api.security_headers import SecurityHeaders, policy

Message = MutableMapping[str, Any]


def answered(path: str, *, status: int = 200, own: tuple[tuple[bytes, bytes], ...] = ()) -> dict[str, str]:
    """Give the headers of an answer to `path` after the middleware."""
    sent: list[Message] = []

    async def app(_scope: Message, _receive: object, send: Callable[[Message], Awaitable[None]]) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(own)})
        await send({"type": "http.response.body", "body": b""})

    async def keep(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    asyncio.run(SecurityHeaders(app)({"type": "http", "path": path}, receive, keep))
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def directives(path: str) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in policy(path).split("; "))


def test_pages_may_run_our_own_files_only() -> None:
    rules = directives("/viec")

    assert rules["default-src"] == rules["script-src"] == rules["style-src"] == rules["font-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"


def test_no_page_may_run_inline_or_evaluated_code() -> None:
    for path in ("/viec", "/thiet-ke", "/thiet-ke/5", "/v2/documents/7"):
        assert "unsafe" not in directives(path)["script-src"]


def test_only_the_designer_may_write_styles() -> None:
    assert "'unsafe-inline'" in directives("/thiet-ke/5")["style-src"]
    assert "'unsafe-inline'" not in directives("/thiet-ke")["style-src"]


def test_every_answer_says_what_browsers_may_do() -> None:
    headers = answered("/khong-co", status=404)

    assert headers["content-security-policy"] == policy("/khong-co")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_an_answer_that_brings_its_own_policy_keeps_it() -> None:
    own = ((b"content-security-policy", b"sandbox"),)

    assert answered("/v2/documents/7", own=own)["content-security-policy"] == "sandbox"


def test_built_files_may_be_kept_for_ever_and_missing_ones_may_not() -> None:
    assert "immutable" in answered("/static/build/app-1.js")["cache-control"]
    assert "cache-control" not in answered("/static/build/app-0.js", status=404)
