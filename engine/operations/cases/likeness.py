"""What two letters are compared by: the sender's name, the place, and the words of the subject, folded.

The process property `likeness` gives them: FEEL for a context of `sender`, `place` and `subject`. Nothing is decided
here: people compare, the terms only find what is worth comparing.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.store.folding import search_words

NAME, PLACE, SUBJECT = "n:", "a:", "s:"
MOST_TERMS: Final = 60
_BETWEEN_NAMES = re.compile(r"[,;]|\bvà\b|\bvới\b", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)")
_TITLES = frozenset({"ong", "ba", "anh", "chi", "co", "chu", "bac"})
_KINDS_OF_PLACE = frozenset({"xa", "phuong", "tinh", "huyen", "thanh", "pho"})
_PLAIN_WORDS = frozenset(
    {"don", "ve", "viec", "cua", "va", "cho", "tai", "o", "the", "cac", "nhung", "la", "co", "khong", "de", "nghi"}
    | {"lan", "thu", "hai", "ba", "kien", "khieu", "nai", "phan", "anh", "giai", "quyet", "trong", "khi", "do"}
)
_ALIKE = 0.5  # share of the shorter subject's words from which two subjects speak of the same
_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """In what two letters agree."""

    sender: bool
    place: bool
    subject: bool

    @property
    def worth_comparing(self) -> bool:
        """Tell whether somebody should look: the same sender, or the same subject from the same place."""
        return self.sender or (self.place and self.subject)

    @property
    def weight(self) -> int:
        """Order what is found: the more they agree in, the sooner it is shown; the sender counts most."""
        return 3 * self.sender + self.place + 2 * self.subject


def likeness_terms(known: object) -> tuple[str, ...]:
    """Give the terms of a letter (`sender`, `place`, `subject`, texts each); none of what is no such context."""
    if not isinstance(known, Mapping):
        return ()
    terms = [*_names(known.get("sender")), *_place(known.get("place")), *_subject(known.get("subject"))]
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]


def searched(terms: Collection[str]) -> tuple[str, ...]:
    """Give the terms by which others are looked for: names and place; words of subjects are too common."""
    return tuple(term for term in terms if term.startswith((NAME, PLACE)))


def compare(one: Collection[str], other: Collection[str]) -> Same:
    """Tell in what two letters agree."""
    both = frozenset(one) & frozenset(other)
    shared = sum(term.startswith(SUBJECT) for term in both)
    shorter = min(sum(term.startswith(SUBJECT) for term in terms) for terms in (one, other))
    return Same(
        sender=any(term.startswith(NAME) for term in both),
        place=any(term.startswith(PLACE) for term in both),
        subject=shared >= _FEWEST_WORDS and shared >= _ALIKE * shorter,
    )


def _names(written: object) -> Iterator[str]:
    if not isinstance(written, str):
        return
    for name in _BETWEEN_NAMES.split(_ASIDE.sub(" ", written)):
        words = search_words_in_order(name)
        while words and words[0] in _TITLES:
            words = words[1:]
        if len(words) >= _FEWEST_WORDS:
            yield NAME + " ".join(words)


def _place(written: object) -> Iterator[str]:
    words = [word for word in search_words_in_order(written) if word not in _KINDS_OF_PLACE]
    if words:
        yield PLACE + " ".join(words)


def _subject(written: object) -> Iterator[str]:
    if isinstance(written, str):
        yield from (SUBJECT + word for word in search_words(written) if word not in _PLAIN_WORDS)


def search_words_in_order(written: object) -> list[str]:
    """Give the folded words of a text as they stand, repeated ones too."""
    return [word for part in written.split() for word in search_words(part)] if isinstance(written, str) else []
