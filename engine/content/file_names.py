"""File names as people gave them, made harmless to show: never used as a path, an object name or a command."""

import re
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

from engine.content import refusals

# Controls, line and paragraph separators, bidirectional overrides (they make "fdp.exe" read "exe.pdf"), zero-width
# characters and the byte order mark; private use and surrogates come by category.
_HIDDEN = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})
_LONGEST_EXTENSION = 10
_RESERVED = re.compile(r'[<>:"/\\|?*]')
_SPACES = re.compile(r"\s+")
_BETWEEN = re.compile(r"[_\-–—()\[\]{}.,;+]")


def clean_file_name(raw: str, *, max_length: int) -> str:
    """Give the name to keep: NFC, last path part only, no hidden or reserved characters, at most `max_length` long.

    Vietnamese letters stay. The extension survives the cut. Raises InputRejected when nothing is left.
    """
    last_part = PureWindowsPath(PurePosixPath(raw).name).name
    text = _HIDDEN.sub("", unicodedata.normalize("NFC", last_part))
    text = "".join(" " if letter in "\t\r\n" else letter for letter in text)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in _REFUSED_CATEGORIES)
    text = _SPACES.sub(" ", _RESERVED.sub("_", text)).strip(" .")
    if not text or not any(letter.isalnum() for letter in text):
        raise refusals.bad_name()
    if len(text) <= max_length:
        return text
    extension = extension_of(text)
    stem = text[: max_length - len(extension) - 1].rstrip(" .")
    return f"{stem}.{extension}" if extension and stem else text[:max_length]


def extension_of(name: str) -> str:
    """Give the lower-case extension without its dot, or an empty string."""
    stem, dot, extension = name.rpartition(".")
    usable = stem and dot and extension.isascii() and extension.isalnum() and len(extension) <= _LONGEST_EXTENSION
    return extension.lower() if usable else ""


def carries_stamp(name: str, stamp_words: tuple[str, ...]) -> bool:
    """Tell whether a mark of secrecy stands in the name as a mark: "MẬT_…", "… (Tối mật)", "MẬT báo cáo".

    Words that merely contain it ("bảo mật", "mật khẩu") are no mark.
    """
    text = unicodedata.normalize("NFC", name)
    parts = {_SPACES.sub(" ", part).strip().casefold() for part in _BETWEEN.split(text)}
    for word in stamp_words:
        stamp = unicodedata.normalize("NFC", word)
        if stamp.casefold() in parts:
            return True
        capitals = re.escape(stamp.upper())
        stem = text.rpartition(".")[0] or text
        if re.search(rf"^{capitals}\s+\S|\S\s+{capitals}$", stem) and not stem.isupper():
            return True
    return False
