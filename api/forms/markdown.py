"""Turns the Markdown of a form's texts into safe HTML: no raw HTML, no images, links only to http(s), mail and phone.

Headings start at level 2, below the page's own title.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_SCHEMES: Final = ("http://", "https://", "mailto:", "tel:", "/", "#")
_LOWEST: Final = 6


def render_markdown(text: str) -> Markup:
    """Give `text` as HTML that is safe in a page, whoever wrote it."""
    parser = _parser()
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, _LOWEST)}"
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("rel", "noopener noreferrer nofollow")
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704  the parser escapes; HTML is off


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415  few forms have such texts

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
    parser.validateLink = _is_safe_address  # type: ignore[method-assign]
    return parser


def _is_safe_address(url: str) -> bool:
    """Tell whether a link may lead there; the scheme is compared without case, so that no spelling slips through."""
    return url.strip().lower().startswith(_SCHEMES)
