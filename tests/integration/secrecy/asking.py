"""Asks the routes of the walk as one person and gives what they answer, without what differs from asking to asking."""

import io
import re
import zipfile
from collections.abc import Mapping
from itertools import product
from typing import Any

import httpx

from tests.integration.secrecy.walk import (
    KNOWN,
    THINGS,
    VALUES_OF_SOURCE,
    WALK,
    Ask,
    filled,
    parameters_of,
    with_path,
)

NOTHING = "7999999999999999"
ANSWERED = dict[tuple[str, str], tuple[int, str, str]]


def everything(
    client: httpx.Client,
    values: Mapping[str, str],
    words: tuple[str, ...],
    walk: Mapping[str, tuple[Ask, ...]] = WALK,
) -> ANSWERED:
    """Ask everything of the walk, searching for each of `words`; give the answers by route and by what was asked."""
    answers: ANSWERED = {}
    for route, asks in walk.items():
        sources = VALUES_OF_SOURCE if "source" in parameters_of(route) else ("",)
        for ask, source in product(asks, sources):
            for word in words if "{words}" in str(ask) else ("",):
                here = {**values, "source": source, "words": word}
                answers[route, f"{source} {word} {ask}"] = answer_of(client, route, ask, here)
    return answers


def answer_of(client: httpx.Client, route: str, ask: Ask, values: Mapping[str, str]) -> tuple[int, str, str]:
    """Ask once; give status, body and where it leads, without what the asker put in and what every request has anew."""
    method = route.partition(" ")[0]
    path = with_path(route, {name: values[{**THINGS, **KNOWN}[name]] for name in parameters_of(route)})
    sent: dict[str, Any] = {"params": filled(ask.query, values)}
    if ask.json is not None:
        sent["json"] = filled(ask.json, values)
    if ask.form is not None:
        sent["data"] = filled(ask.form, values)
    if ask.file is not None:
        sent["files"] = {"file": ("thu.pdf", ask.file, "application/pdf")}
    answer = client.request(method, path, **sent)
    assert answer.status_code < 500, (route, answer.text)
    own = {answer.headers["x-request-id"], values["id"], *(values[thing] for thing in THINGS.values())}
    return (
        answer.status_code,
        plain(text_of(answer), own, values["words"]),
        plain(answer.headers.get("location", ""), own, values["words"]),
    )


def text_of(answer: httpx.Response) -> str:
    """Give what an answer says, that of an exported workbook or document part by part."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return "\n".join(
            f"{name}\n{package.read(name).decode(errors='backslashreplace')}" for name in sorted(package.namelist())
        )


def plain(shown: str, own: set[str], words: str) -> str:
    """Take out of an answer what the asker put in, tokens and keys that are new each time."""
    for each in own:
        shown = shown.replace(each, "IT")
    if words:
        shown = shown.replace(words, "WORDS")
    shown = re.sub("[0-9a-f]{64}", "TOKEN", shown)
    shown = re.sub(r'name="command_id"\s+value="[^"]*"', "", shown)
    return re.sub(r"\d{15,}", "KEY", shown)
