"""Vietnamese text for search and sorting: case and diacritics folded, words apart, a sort key for names.

PostgreSQL needs no extension for this: the columns are filled from here.
"""

import re
import unicodedata

LONGEST_WORD = 100  # characters; an index takes no endless ones
_WORD = re.compile(r"[0-9a-z]+")
# Vietnamese alphabetical order of letters; tone marks count after the letters.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng


def fold(text: str) -> str:
    """Give `text` in lower case without diacritics (đ becomes d)."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def search_words(text: str) -> list[str]:
    """Give the distinct folded words of `text` in order of appearance; of a very long one, its beginning."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(fold(text))))


def sort_key(text: str) -> str:
    """Give a key that sorts names in Vietnamese order with plain byte comparison."""
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFC", text.lower()):
        base, tone = _without_tone(character)
        place = _ALPHABET.find(base)
        letters.append(chr(ord("A") + place) if place >= 0 else f"!{character}")
        tones.append(str(tone))
    return "".join(letters) + " " + "".join(tones)


def _without_tone(character: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", character)
    tone = next((_TONES[part] for part in parts if part in _TONES), 0)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)), tone
