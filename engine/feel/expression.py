"""The door of the package: compile a text once, evaluate it many times.

Compiled expressions are immutable and shared; a bounded cache keeps the recent ones by their text.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias, final

from engine.feel.builtins import BUILTINS
from engine.feel.cache import SizedCache
from engine.feel.compiler import Compiled, compile_tree
from engine.feel.limits import DEFAULT_LIMITS, Limits, exceeded
from engine.feel.messages import FeelWarning
from engine.feel.names import KnownNames
from engine.feel.parser import parse_expression, parse_unary_tests
from engine.feel.runtime import EMPTY_HOST, Frame, Host, RootFrame, Run
from engine.feel.syntax import Node
from engine.feel.values import FeelValue

# What a NamedTuple's own constructor does, in half the time.
_make_evaluation = tuple.__new__
_BUILTIN_NAMES = KnownNames(BUILTINS, functions=True)
_OVERHEAD = 50  # characters that the smallest expression counts for


class Evaluation(NamedTuple):
    """A result, why parts of it are null, and the work it took (microseconds in regular expressions count as steps).

    A tuple, since a small expression takes hardly longer than the making of a frozen record.
    """

    value: FeelValue
    warnings: tuple[FeelWarning, ...]
    steps: int = 0


@final
class Expression:
    """A compiled expression.

    `names` are the variables that it certainly reads (the first name of each path). `possible_names` stand inside
    filters, where a member of the filtered item may be meant instead. `calls` are the functions that are neither
    built-in nor defined in the expression.
    """

    __slots__ = ("_code", "_slots", "calls", "names", "possible_names", "text", "tree")

    def __init__(self, text: str, tree: Node, compiled: Compiled) -> None:
        self.text = text
        self.tree = tree
        self.names = compiled.names
        self.possible_names = compiled.possible_names
        self.calls = compiled.calls
        self._code = compiled.code
        self._slots = compiled.slots

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(
        self, context: Mapping[str, FeelValue], *, host: Host | None = None, limits: Limits = DEFAULT_LIMITS
    ) -> Evaluation:
        """Evaluate with the variables of `context` (FEEL values, see `from_json`).

        Raises FeelLimitExceeded when a bound is reached, and nothing else for any expression or data.
        """
        frame = RootFrame(context, [None] * self._slots, host or EMPTY_HOST, limits)
        try:
            value = self._code(frame)
        except RecursionError:
            raise exceeded("frames", limits.frames) from None  # see evaluate_in
        if frame.host is not None:
            return _make_evaluation(Evaluation, (value, (), 0))
        run = frame.run
        steps = limits.steps - run.steps
        if run.regex_spent:
            steps += int(run.regex_spent * 1_000_000)
        return _make_evaluation(Evaluation, (value, tuple(run.warnings) if run.warnings else (), steps))

    def evaluate_in(self, run: Run, context: Mapping[str, FeelValue]) -> FeelValue:
        """Evaluate as a part of a larger evaluation, whose bounds, host and warnings it shares.

        Raises FeelLimitExceeded when a bound is reached, and nothing else.
        """
        try:
            return self._code(Frame(context, [None] * self._slots, run))
        except RecursionError:
            # The bound on frames stops nested calls long before, unless the caller itself stands very deep.
            raise exceeded("frames", run.limits.frames) from None


_Asked: TypeAlias = tuple[str, frozenset[str], bool]
_CACHE: SizedCache[_Asked, Expression] = SizedCache(500_000)
_NO_NAMES: frozenset[str] = frozenset()


def compile_expression(text: str, names: frozenset[str] = _NO_NAMES) -> Expression:
    """Compile an expression, without the `=` that marks one in a model. Raises FeelSyntaxError.

    `names` are the names in scope that contain operators or keywords, such as `Date-Time`; all others are found anyway.
    """
    return _CACHE.get((text, names, False), len(text) + _OVERHEAD, _make)


def compile_unary_tests(text: str, names: frozenset[str] = _NO_NAMES) -> Expression:
    """Compile the tests of a decision table's cell; the tested value is the variable `?`. Raises FeelSyntaxError."""
    return _CACHE.get((text, names, True), len(text) + _OVERHEAD, _make)


def compile_anew(text: str, names: frozenset[str] = _NO_NAMES) -> Expression:
    """Compile an expression without the cache, for those who measure. Raises FeelSyntaxError."""
    tree = parse_expression(text, names, _BUILTIN_NAMES)
    return Expression(text, tree, compile_tree(tree, text))


def _make(asked: _Asked) -> Expression:
    text, names, tests = asked
    return _compile_tests(text, names) if tests else compile_anew(text, names)


def _compile_tests(text: str, names: frozenset[str]) -> Expression:
    tree = parse_unary_tests(text, names, _BUILTIN_NAMES)
    return Expression(text, tree, compile_tree(tree, text))
