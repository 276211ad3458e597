"""Registers: the words of their lines, and indexes for what is looked up among very many of them."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Lines written before are found by the words of their cells."""
    op.add_column("register_entry", sa.Column("words", postgresql.TSVECTOR(), nullable=True))
    connection = op.get_bind()
    for key, cells in connection.execute(sa.text("SELECT key, cells::text FROM register_entry")).all():
        statement = sa.text("UPDATE register_entry SET words = array_to_tsvector(:words) WHERE key = :key")
        connection.execute(statement, {"words": _words(cells), "key": key})
    op.alter_column("register_entry", "words", nullable=False)
    op.create_index("register_entry_by_day", "register_entry", ["book", "period", "entered_at"])
    op.create_index("register_entry_by_words", "register_entry", ["words"], postgresql_using="gin")
    op.create_index(
        "register_entry_by_cells",
        "register_entry",
        ["cells"],
        postgresql_using="gin",
        postgresql_ops={"cells": "jsonb_path_ops"},
    )


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return sorted(set(re.findall(r"[0-9a-z]{1,100}", folded)))
