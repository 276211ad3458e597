"""Turns templates into pages and fragments: autoescaped, in the reader's language, strict about missing names.

It formats (dates of Vietnam, sizes, icons, addresses of bundled files) and decides nothing.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from api.i18n import translations
from engine.errors import Text
from engine.forms.dates import show
from engine.forms.schema import DateKind
from engine.model.records import MOST_ON_PAGES

FOLDER: Final = Path(__file__).parent
TEMPLATES: Final = FOLDER / "templates"
STATIC_FOLDER: Final = FOLDER / "static"
MANIFEST: Final = STATIC_FOLDER / "build" / "manifest.json"
STATIC_PATH: Final = "/static"
ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")  # pages show the Office's time, whatever the browser's
_LAST_MINUTE: Final = (23, 59)
_KB: Final = 1000
_MB: Final = 1_000_000
_WHOLE_FROM: Final = 10  # from ten units on, decimals say nothing


class BundleMissing(RuntimeError):
    """The web bundle has not been built; `make run` and scripts/bundle.sh build it."""


def manifest() -> Mapping[str, str]:
    """Give which hashed files are current, also after a new build; raise BundleMissing when there is none."""
    try:
        return _manifest(MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise BundleMissing(BundleMissing.__doc__) from error


@lru_cache(maxsize=1)
def _manifest(_written_ns: int) -> Mapping[str, str]:
    names: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return names


def asset(name: str) -> str:
    """Give the address of a bundled file, e.g. `app.js`; its hash makes it good to cache for ever."""
    return f"{STATIC_PATH}/build/{manifest()[name]}"


def icon(name: str, label: str | None = None) -> Markup:
    """Give an icon of the sprite: hidden from screen readers, or named by `label` when it stands alone."""
    return _icon(name, label, asset("icons.svg"))


@lru_cache(maxsize=1000)  # a list shows a few of them in each of its lines
def _icon(name: str, label: str | None, sprite: str) -> Markup:
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>').format(spoken, sprite, name)


def show_date(moment: datetime | date) -> str:
    """Write a day as dd/MM/yyyy; moments are taken in Vietnam's time."""
    day = moment.astimezone(ZONE) if isinstance(moment, datetime) else moment
    return f"{day:%d/%m/%Y}"


def show_typed_day(day: date | str | None) -> str:
    """Write what a control for a day holds: a day as dd/MM/yyyy, an empty text for none, what was mistyped as it is."""
    return show(day.isoformat() if isinstance(day, date) else day or "", DateKind.DATE)


def show_clock(moment: datetime) -> str:
    """Write the time of day as HH:mm in Vietnam's time."""
    return f"{moment.astimezone(ZONE):%H:%M}"


def show_moment(moment: datetime) -> str:
    """Write a moment as HH:mm dd/MM/yyyy, the order of administrative papers."""
    return f"{show_clock(moment)} {show_date(moment)}"


def show_due(moment: datetime) -> str:
    """Write a due moment: the day alone when the whole day counts (its last minute), as papers do."""
    local = moment.astimezone(ZONE)
    return show_date(moment) if (local.hour, local.minute) == _LAST_MINUTE else show_moment(moment)


def show_size(language: str) -> Callable[[int], str]:
    """Give the function that writes a number of bytes for people, with the decimal sign of `language`.

    Below a kilobyte it tells the bytes: a tiny file is not an empty one.
    """

    def show(size_bytes: int) -> str:
        if size_bytes < _KB:
            return f"{size_bytes} B"
        amount, unit = (size_bytes / _MB, "MB") if size_bytes >= _MB else (size_bytes / _KB, "kB")
        text = f"{amount:.0f}" if amount >= _WHOLE_FROM else f"{amount:.1f}"
        return f"{text.replace('.', ',') if language == 'vi' else text} {unit}"

    return show


def show_count(language: str) -> Callable[..., str]:
    """Give the function that writes how many there are: counting ended at a bound, more is said in words.

    Without a bound (None) all were counted.
    """

    def show(number: int, most: int | None = MOST_ON_PAGES) -> str:
        uncounted = most is not None and number > most
        told = f"{most if uncounted else number:,}"
        if language == "vi":
            told = told.replace(",", ".")
        more = "hơn" if language == "vi" else "more than"
        return f"{more} {told}" if uncounted else told

    return show


@pass_context
def csrf_field(context: Context) -> Markup:
    """Give the hidden field that proves that a form is ours."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(escape(context["csrf_token"]))


def _shown(value: object) -> object:
    """Give what a page may show; a macro or a function whose call was forgotten is a fault of ours, not a text."""
    if callable(value) and not isinstance(value, Undefined):
        raise TypeError(f"{value!r} is shown without being called")
    return value


@lru_cache(maxsize=2)
def environment(language: str) -> Environment:
    """Give the template environment of `language` (`vi` or `en`)."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    made.globals.update(asset=asset, icon=icon, csrf_field=csrf_field, language=language)
    made.filters.update(
        date=show_date,
        iso_date=lambda text: show_date(date.fromisoformat(text)),
        typed_day=show_typed_day,
        clock=show_clock,
        moment=show_moment,
        due=show_due,
        size=show_size(language),
        counted=show_count(language),
        in_language=lambda text: text.in_language(language) if isinstance(text, Text) else text,
    )
    return made


def render_text(template: str, *, language: str, **variables: Any) -> Markup:
    """Render a template to safe markup, for putting into another one."""
    return Markup(environment(language).get_template(template).render(**variables))  # noqa: S704  autoescaped itself


def render(request: Request, template: str, *, language: str, status: int = 200, **variables: Any) -> HTMLResponse:
    """Render a page or fragment as the answer to `request`; never stored by caches, since it is somebody's own."""
    csrf_token = getattr(request.state, "csrf_token", "")
    content = render_text(template, language=language, request=request, csrf_token=csrf_token, **variables)
    headers = {"Content-Language": language, "Cache-Control": "no-store", "Vary": "Cookie, Accept-Language, HX-Request"}
    return HTMLResponse(content, status_code=status, headers=headers)
