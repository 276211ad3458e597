"""What every page must be: accessible by axe's rules, within the window's width, and in one language."""

import json
import re
from functools import lru_cache
from typing import Any, Final

from playwright.sync_api import Page

from tests.e2e.product import ROOT

AXE: Final = ROOT / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_VIETNAMESE: Final = re.compile(r"[À-ÖØ-öø-ɏƠơƯưẠ-ỹ]")
# What a reader or a screen reader meets: text, and the attributes that are read out.
_WORDS: Final = """(leftOut) => {
  const words = [document.title];
  const seen = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node.nodeType === Node.ELEMENT_NODE && node.matches(`script, style, [lang="vi"], ${leftOut}`)
      ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  while (seen.nextNode()) {
    const node = seen.currentNode;
    if (node.nodeType === Node.TEXT_NODE) words.push(node.data);
    else for (const name of ["aria-label", "placeholder", "title", "alt", "data-label"]) {
      if (node.hasAttribute(name)) words.push(node.getAttribute(name));
    }
  }
  return words.map((each) => each.replace(/\\s+/g, " ").trim()).filter((each) => each !== "");
}"""
# Places and sizes are compared one after another: letters have their font, and a resized window is laid out.
_STANDS_STILL: Final = """async () => {
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
# Where the drawing and its properties stand in a modeler: names of elements are data of the model.
_DATA: Final = ".djs-container, .bio-properties-panel"


@lru_cache(maxsize=1)
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def accessibility_findings(page: Page, *, left_out: str | None = None) -> list[str]:
    """Run axe (WCAG 2.2 A and AA, best practice); give one line a finding. `left_out` is other people's work."""
    if page.evaluate("typeof axe === 'undefined'"):  # a page that was only resized has it
        page.evaluate(_axe())
    page.evaluate(_STANDS_STILL)
    context: dict[str, Any] = {"include": [["html"]]}
    if left_out is not None:
        context["exclude"] = [[left_out]]
    options = {"runOnly": {"type": "tag", "values": _TAGS}, "resultTypes": ["violations"]}
    result = page.evaluate(f"axe.run({json.dumps(context)}, {json.dumps(options)})")
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def width_findings(page: Page) -> list[str]:
    """Tell by how much a page is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} px wider than the window"] if wide else []


def vietnamese_left(page: Page, data: re.Pattern[str]) -> list[str]:
    """Give the texts of an English page that hold Vietnamese other than `data` (names, titles, files)."""
    return [words for words in page.evaluate(_WORDS, _DATA) if _VIETNAMESE.search(data.sub("", words))]
