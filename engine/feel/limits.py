"""The bounds on one evaluation. They belong to the host; nothing in an expression can change them."""

from dataclasses import dataclass

from engine.feel.errors import FeelLimitExceeded


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one evaluation may use.

    steps        work units: about one for each operator evaluated inside a loop, one for each list item walked
    depth        nesting of an expression, and of the lists and contexts it builds or reads
    frames       interpreter frames that nested function calls may hold at once
    range_items  values that a range may be unrolled to
    list_items   items in any list that is built
    string_chars characters in any string that is built
    regex_ms     milliseconds that all regular expressions of one evaluation may take together
    pattern_chars characters in a regular expression
    pattern_size parts of a regular expression when its counted repetitions are written out
    text_chars   characters in the text of an expression
    warnings     warnings that are kept; later ones are dropped
    """

    steps: int = 70_000
    depth: int = 100
    frames: int = 500
    range_items: int = 100_000
    list_items: int = 100_000
    string_chars: int = 1_000_000
    regex_ms: int = 30
    pattern_chars: int = 1_000
    pattern_size: int = 5_000
    text_chars: int = 100_000
    warnings: int = 100


DEFAULT_LIMITS = Limits()

_REASONS = {
    "steps": ("biểu thức cần quá nhiều bước tính", "the expression needs too many steps"),
    "depth": ("dữ liệu lồng nhau quá sâu", "the data is nested too deeply"),
    "frames": ("các hàm gọi nhau quá sâu", "functions call each other too deeply"),
    "range_items": ("khoảng giá trị quá dài", "the range is too long"),
    "list_items": ("danh sách quá dài", "the list is too long"),
    "string_chars": ("chuỗi quá dài", "the string is too long"),
    "regex_ms": ("biểu thức chính quy chạy quá lâu", "the regular expression takes too long"),
    "pattern_size": ("biểu thức chính quy lặp quá nhiều", "the regular expression repeats too much"),
    "pattern_chars": ("biểu thức chính quy quá dài", "the regular expression is too long"),
}


def exceeded(limit: str, maximum: int) -> FeelLimitExceeded:
    """Give the error for the bound named `limit` (a field of `Limits`), ready to raise."""
    vi, en = _REASONS[limit]
    return FeelLimitExceeded(
        limit,
        maximum,
        f"Dừng tính: {vi} (giới hạn {maximum}).",
        f"Evaluation stopped: {en} (limit {maximum}).",
    )
