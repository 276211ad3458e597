"""Where in a text something happened, for messages: line and column, and the names that stand there."""

from typing import TypeAlias

from engine.feel.syntax import Between, Chain, Comparison, Name, Node, Path, children

# A node and the text that it was read from, whose offset `at` it knows. Nothing is computed until it is needed.
Place: TypeAlias = tuple[str, Node]


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """Give the line and the column of an offset, both counted from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def with_position(line: int, column: int, vi: str, en: str) -> tuple[str, str]:
    """Put a position in front of a text in both languages."""
    return f"Dòng {line}, cột {column}: {vi}", f"Line {line}, column {column}: {en}"


def label(node: Node) -> str:
    """Say how a node is written, when it is a name or a path."""
    parts: list[str] = []
    while isinstance(node, Path):
        parts.append(node.member)
        node = node.base
    if not isinstance(node, Name):
        return ""
    parts.append(node.name)
    return ".".join(reversed(parts))


def operand_labels(node: Node) -> str:
    """Name those operands of an operator that are names or paths."""
    if not isinstance(node, (Between, Chain, Comparison)):
        return ""
    return ", ".join(text for text in map(label, children(node)) if text)
