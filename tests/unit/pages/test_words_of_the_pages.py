"""Every word of the pages exists in both languages, and the two say the same things."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from api.i18n import FOLDER, translations

ROOT = Path(__file__).parents[3]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
Message = str | tuple[str, ...]


@pytest.fixture(scope="module")
def written() -> set[Message]:
    """Give every message that templates and modules ask for."""
    with (FOLDER / "mapping.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(
        ROOT / "api",
        [(glob.removeprefix("api/"), how) for glob, how in methods],
        {glob.removeprefix("api/"): chosen for glob, chosen in options.items()},
    )
    return {message for _, _, message, _, _ in found}


@pytest.fixture(scope="module")
def english() -> Catalog:
    """Give the English catalogue."""
    with (FOLDER / "en.po").open("rb") as file:
        return read_po(file, locale="en")


def forms(message: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message or ())


def test_templates_were_found(written: set[Message]) -> None:
    assert len(written) > 150


def test_every_message_has_english_words(written: set[Message], english: Catalog) -> None:
    def english_words(message: Message) -> tuple[str, ...]:
        entry = english.get(message)
        return forms(entry.string) if entry is not None else ()

    missing = [message for message in written if not english_words(message) or not all(english_words(message))]

    assert missing == []


def test_the_catalogue_holds_nothing_that_no_page_says(written: set[Message], english: Catalog) -> None:
    left_over = [entry.id for entry in english if entry.id and entry.id not in written]

    assert left_over == []


def test_no_message_is_marked_as_doubtful(english: Catalog) -> None:
    assert [entry.id for entry in english if entry.id and entry.fuzzy] == []


def test_translations_use_the_same_placeholders(english: Catalog) -> None:
    for entry in english:
        for words in forms(entry.string):
            assert set(PLACEHOLDER.findall(words)) == set(PLACEHOLDER.findall(forms(entry.id)[0])), entry.id


def test_vietnamese_needs_no_catalogue() -> None:
    assert translations("vi").gettext("Việc") == "Việc"


def test_english_counts_one_and_many() -> None:
    several = "Còn %(num)s ngày làm việc"

    assert translations("en").ngettext(several, several, 1) == "%(num)s working day left"
    assert translations("en").ngettext(several, several, 2) == "%(num)s working days left"
