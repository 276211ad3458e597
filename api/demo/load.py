"""Plays all stories, one case after another, in an installation that has no case yet."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.demo.stage import MovableClock, Stage
from engine.model.actor import SYSTEM
from engine.operations import Engine, InstanceFilter, get_person, name_substitute, search_instances
from engine.seed import read

_GROUPS: Final = ("demo_documents", "demo_oversight", "demo_letters", "demo_registry")


def _today() -> datetime:
    meta = read("demo")["meta"]
    return datetime.fromisoformat(f"{meta['ngay_goc']}T{meta['gio_goc']}").replace(tzinfo=ZoneInfo(meta["mui_gio"]))


TODAY: Final = _today()


def stories() -> Iterable[Mapping[str, Any]]:
    """Give the stories in the order in which they are played; `Stage.play` tells their shape."""
    for group in _GROUPS:
        yield from read(group)


def load_cases(engine: Engine, clock: MovableClock) -> bool:
    """Play every story on an engine that reads `clock`; leave it at TODAY. False when there are cases already.

    Raises StoryBroken when the engine does not let the people of a story do what it says.
    """
    with engine.unit_of_work() as uow:
        if search_instances(uow, SYSTEM, filter=InstanceFilter(), limit=1).total:
            return False
    stage = Stage(engine, clock)
    for story in stories():
        stage.play(story)
    stage.at(TODAY)
    _name_substitutes(engine)
    return True


def _name_substitutes(engine: Engine) -> None:
    """Let those who will be away say who does their work."""
    for one in read("demo")["nguoi"]:
        if "vang_mat" not in one:
            continue
        absence = one["vang_mat"]
        with engine.unit_of_work() as uow:
            name_substitute(
                uow,
                get_person(uow, SYSTEM, username=one["tai_khoan"]),
                username=one["tai_khoan"],
                substitute=absence["nguoi_xu_ly_thay"],
                first_day=date.fromisoformat(absence["tu"]),
                last_day=date.fromisoformat(absence["den"]),
                reason=absence["ly_do"],
            )
