"""Files edited in people's own office programs: the file with its lock, its saves, and the addresses of programs."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "edited_file",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("task_key", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("first_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("current_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("saved_key", sa.BigInteger(), nullable=True),
        sa.Column("lock_token", sa.String(), nullable=True),
        sa.Column("lock_username", sa.String(), nullable=True),
        sa.Column("lock_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["instance_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["first_key"], ["document.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["current_key"], ["document.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lock_username"], ["person.username"]),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("task_key", "field", "first_key"),
    )
    op.create_index("ix_edited_file_instance_key", "edited_file", ["instance_key"])
    op.create_index("ix_edited_file_first_key", "edited_file", ["first_key"])
    op.create_index("ix_edited_file_current_key", "edited_file", ["current_key"])
    op.create_table(
        "edit_save",
        sa.Column("document_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file_key", sa.BigInteger(), nullable=False),
        sa.Column("before_key", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_key"], ["document.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_key"], ["edited_file.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_key"),
    )
    op.create_index("ix_edit_save_file_key", "edit_save", ["file_key"])
    op.create_index("edit_save_of_person", "edit_save", ["username", sa.text("saved_at DESC")])
    op.create_table(
        "edit_address",
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("session_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("file_key", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_sha256"], ["sign_in_session.token_sha256"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["username"], ["person.username"]),
        sa.ForeignKeyConstraint(["file_key"], ["edited_file.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256"),
    )
    for column in ("session_sha256", "username", "file_key", "expires_at"):
        op.create_index(f"ix_edit_address_{column}", "edit_address", [column])
