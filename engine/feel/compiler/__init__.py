"""From syntax tree to closures.

`core` holds the compiler with its scopes; every other module compiles the nodes of one topic. Nothing here evaluates
anything but constants, and the text serves messages only.
"""

from engine.feel.compiler import calls, functions, literals, logic, loops, operators, paths, tests
from engine.feel.compiler.core import Compiled, Compiler, Handler
from engine.feel.syntax import Node

__all__ = ["Compiled", "compile_tree"]

_HANDLERS: dict[type[Node], Handler] = {
    **literals.HANDLERS,
    **operators.HANDLERS,
    **logic.HANDLERS,
    **paths.HANDLERS,
    **calls.HANDLERS,
    **functions.HANDLERS,
    **loops.HANDLERS,
    **tests.HANDLERS,
}


def compile_tree(tree: Node, text: str) -> Compiled:
    """Compile a tree whose depth the parser has bounded; warnings tell places in `text`."""
    return Compiler(_HANDLERS, text).compile_root(tree)
