"""The mark of secrecy on a page: a line of its own in capitals near the top, or the line that names the level.

The rule is of the marks' form: capitals in a frame, under the document's number, apart from the text. So papers that
only speak of secrecy come in.
"""

import re
import unicodedata
from itertools import pairwise
from typing import Final

# Body's and superior's names, number, subject, the State's name and motto, place and date, and what lies between.
_TOP_LINES: Final = 20
_LEVEL: Final = r"(?:TUYỆT|TỐI)?MẬT"
_FRAME: Final = r"[\s\-–—_*.:|/()\[\]{}<>«»“”\"']+"
_ALONE: Final = re.compile(_LEVEL)
# PDFs give what stands side by side as one line: the mark on the left, place and date on the right.
_BESIDE_DATE: Final = re.compile(rf"{_LEVEL}\s+\S.{{0,40}},\s*ngày\b.{{0,12}}tháng\b.*")
_NAMED: Final = re.compile(r"(?:DẤU\s+)?ĐỘ\s+MẬT\s*:\s*(?:TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT)\s*\.?", re.IGNORECASE)
# A narrow frame or column breaks words in two: GIẢI MẬT, BẢO MẬT, BÍ MẬT, KHÔNG MẬT, ĐỘ MẬT; MẬT KHẨU, MẬT MÃ.
_BEFORE: Final = re.compile(r"(?<!\w)(?:GIẢI|BẢO|BÍ|KHÔNG|VÀ|^ĐỘ)$")
_AFTER: Final = re.compile(r"(?:KHẨU|MÃ(?! SỐ)|NHÀ NƯỚC)(?!\w)")
_STAMPS: Final = frozenset({"MAT", "TOIMAT", "TUYETMAT"})
_LIFTED: Final = re.compile(r"\W*(?:ĐÃ\s+GIẢI\s+MẬT(?!\w)|GIẢI\s+MẬT\W*$)")


def bears_mark(text: str) -> bool:
    """Tell whether the first lines of a document's text bear the mark.

    Not when they say that the secrecy was lifted: such a page still shows its former mark.
    """
    told = (line.strip() for line in unicodedata.normalize("NFC", text).splitlines())
    top = [line for line in told if line][:_TOP_LINES]
    if any(_LIFTED.match(line) or _LIFTED.match(f"{line} {following}") for line, following in pairwise([*top, ""])):
        return False
    return any(
        _is_mark(line) and not _BEFORE.search(before) and not _AFTER.match(after)
        for before, line, after in zip(["", *top], top, [*top[1:], ""], strict=False)
    )


def is_stamped(words: str) -> bool:
    """Tell whether one of the stamps on a page is the mark. Marks that recognised letters lack are not asked for.

    Not when another says that the secrecy was lifted.
    """
    stamps = {_letters(line) for line in words.splitlines()}
    return bool(stamps & _STAMPS) and not any("GIAIMAT" in stamp for stamp in stamps)


def _letters(line: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", line.upper()) if "A" <= letter <= "Z")


def _is_mark(line: str) -> bool:
    alone = re.sub(_FRAME, "", line)
    return bool(_ALONE.fullmatch(alone) or _BESIDE_DATE.fullmatch(line) or _NAMED.fullmatch(line))
