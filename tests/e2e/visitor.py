"""One person at one browser window, with Playwright's own waiting, and everything that the browser complained about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

from api.commands.seed import DEMO_PASSWORD

# What the browser writes by itself for an answer that a test provokes; anything else of the console is a defect.
_REFUSED: Final = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d)")


@dataclass(kw_only=True)  # no slots: Playwright keeps its wrappers of our listeners on the object
class Visitor:
    """A browser window of one person.

    `expected_refusals` are the statuses and `expected_failures` the words of the console that a test provokes.
    """

    page: Page
    url: str
    expected_refusals: set[int] = field(default_factory=set)
    expected_failures: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._look)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        refused = _REFUSED.match(message.text)
        if refused is not None and int(refused.group(1)) in self.expected_refusals:
            return
        if any(failure in message.text for failure in self.expected_failures):
            return
        self.complaints.append(f"{self.page.url}: {message.text} ({message.location.get('url')})")

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.request.method} {response.url} answered {response.status}")

    def sign_in(self, username: str, password: str = DEMO_PASSWORD) -> None:
        """Sign in by name and password from the page that is open, or from the sign-in page."""
        if not self.page.url.startswith(f"{self.url}/dang-nhap"):
            self.open("/dang-nhap")
        self.page.locator("#username").fill(username)
        self.page.locator("#password").fill(password)
        self.page.locator("form:has(#password) button[type=submit]").click()

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.url + path)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another width and height, in pixels."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def button(self, name: str) -> Locator:
        """Find a button in the page's own part by its name."""
        return self.main.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        """Find a link in the page's own part by its name."""
        return self.main.get_by_role("link", name=name, exact=True)

    @property
    def main(self) -> Locator:
        """Give the page's own part, without navigation."""
        return self.page.locator("main")

    @property
    def flash(self) -> Locator:
        """Give the place where the page announces what happened."""
        return self.page.locator("#flash")

    def choose(self, question: str, answer: str) -> None:
        """Choose one answer of a question with circles."""
        group = self.main.get_by_role("radiogroup", name=question)
        group.get_by_role("radio", name=answer, exact=True).check()

    def fill(self, answers: Mapping[str, str]) -> None:
        """Type into fields by their labels."""
        for label, text in answers.items():
            self.main.get_by_role("textbox", name=label, exact=True).fill(text)

    def tick(self, *labels: str) -> None:
        """Tick boxes by their labels."""
        for label in labels:
            self.main.get_by_role("checkbox", name=label).check()

    def attach(self, label: str, files: Sequence[Path]) -> None:
        """Choose files in a file field and wait until every one of them is stored."""
        picker = self.main.locator(".upload").filter(has=self.page.get_by_label(label))
        stored = picker.locator("[data-upload-item]")
        before = stored.count()
        picker.locator("input[type=file]:not([capture])").set_input_files(files)
        expect(stored).to_have_count(before + len(files))

    def says(self, *words: str) -> None:
        """Expect words in the page's own part."""
        for each in words:
            expect(self.main).to_contain_text(each)
