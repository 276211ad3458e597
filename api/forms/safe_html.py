"""Lets through of a form's HTML what reads well and can do no harm: known tags, hardly an attribute, written anew.

Nothing of the source is copied: text is escaped, tags are written from this list and closed in order. Elements whose
content is not text (scripts, styles, drawings, frames) go with all that they hold.
"""

from html import escape
from html.parser import HTMLParser
from typing import Final

from markupsafe import Markup

_TEXT_TAGS: Final = frozenset({"p", "br", "hr", "strong", "b", "em", "i", "u", "s", "small", "sub", "sup", "a", "span"})
_BLOCK_TAGS: Final = frozenset({"ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "div"})
_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_TABLE_TAGS: Final = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
_KEPT: Final = _TEXT_TAGS | _BLOCK_TAGS | _HEADINGS | _TABLE_TAGS
_VOID: Final = frozenset({"br", "hr"})
_PROGRAMS: Final = frozenset({"script", "style", "template", "noscript", "noembed", "noframes"})
_PICTURES: Final = frozenset({"svg", "math", "iframe", "object", "audio", "video", "canvas"})
_RAW_TEXT: Final = frozenset({"head", "title", "textarea", "select", "xmp", "plaintext"})
_GONE: Final = _PROGRAMS | _PICTURES | _RAW_TEXT
_SCHEMES: Final = ("http://", "https://", "mailto:", "tel:", "/", "#")
_SPANS: Final = frozenset({"colspan", "rowspan"})
_DEEPEST: Final = 50
_MOST_SPANNED: Final = 3  # digits


def safe_html(source: str) -> Markup:
    """Give `source` as HTML that is safe in a page, whoever wrote it; a first heading becomes one below the page's."""
    cleaner = _Cleaner()
    cleaner.feed(source)
    cleaner.close()
    return Markup(cleaner.written())  # noqa: S704  every part was written or escaped here


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open: list[str] = []
        self._gone: list[str] = []

    def written(self) -> str:
        """Give all that was kept, with every element closed."""
        return "".join(self._parts) + "".join(f"</{tag}>" for tag in reversed(self._open))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write an opening tag, or begin to leave out what it holds."""
        name = "h2" if tag == "h1" else tag
        if tag in _GONE:
            self._gone.append(tag)
        elif name in _KEPT and not self._gone and len(self._open) < _DEEPEST:
            self._parts.append(f"<{name}{_attributes(name, attrs)}>")
            if name not in _VOID:
                self._open.append(name)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read `<tag/>` as HTML does: an opening tag, unless the element is void."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close an element with all that is still open in it; an end without a beginning is left out."""
        name = "h2" if tag == "h1" else tag
        if self._gone:
            if tag in self._gone:
                while self._gone.pop() != tag:
                    pass
        elif name in self._open:
            while True:
                closed = self._open.pop()
                self._parts.append(f"</{closed}>")
                if closed == name:
                    return

    def handle_data(self, data: str) -> None:
        """Write text."""
        if not self._gone:
            self._parts.append(escape(data))


def _attributes(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    given = {name: (value or "").strip() for name, value in attrs}
    written = ""
    address = given.get("href", "")
    if tag == "a" and address.lower().startswith(_SCHEMES):
        written += f' href="{escape(address)}" rel="noopener noreferrer nofollow"'
    if tag in {"td", "th"}:
        spans = ((name, given[name]) for name in sorted(_SPANS & given.keys()))
        written += "".join(
            f' {name}="{value}"'
            for name, value in spans
            if value.isascii() and value.isdigit() and len(value) <= _MOST_SPANNED
        )
    if tag == "th" and given.get("scope") in {"col", "row"}:
        written += f' scope="{given["scope"]}"'
    return written
