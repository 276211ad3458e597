"""Files and functions stay small enough to read in one go (limits of the house style)."""

from collections.abc import Iterator
from statistics import median

from tests.architecture.conftest import Source

FILE_LINES, TEST_FILE_LINES, MEDIAN_LINES = 500, 800, 120
FUNCTION_LINES, USUAL_FUNCTION_LINES, USUAL_SHARE = 60, 40, 0.97


# Each is the record of one step of the schema, written once and never read as logic.
MIGRATIONS = "engine/store/migrations/versions/"


def functions(source: Source) -> Iterator[tuple[str, int]]:
    """Yield each function's place and its number of lines, docstring included."""
    if source.name.startswith(MIGRATIONS):
        return
    for function in source.functions:
        yield f"{source.name}:{function.line} {function.name}", function.lines


def test_no_file_is_too_long(sources: tuple[Source, ...]) -> None:
    too_long = {
        source.name: source.lines
        for source in sources
        if source.lines > (TEST_FILE_LINES if source.is_test else FILE_LINES)
    }
    assert too_long == {}


def test_most_files_are_short(product: tuple[Source, ...]) -> None:
    assert median(source.lines for source in product) <= MEDIAN_LINES


def test_no_function_is_too_long(sources: tuple[Source, ...]) -> None:
    too_long = {place: lines for source in sources for place, lines in functions(source) if lines > FUNCTION_LINES}
    assert too_long == {}


def test_almost_all_functions_are_short(product: tuple[Source, ...]) -> None:
    lengths = [lines for source in product for _place, lines in functions(source)]
    assert sum(lines <= USUAL_FUNCTION_LINES for lines in lengths) / len(lengths) >= USUAL_SHARE
