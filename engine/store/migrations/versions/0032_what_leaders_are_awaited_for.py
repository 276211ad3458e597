"""Tasks say which act of a leader they are for; a desk is read from indexes, however many cases are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Open tasks of the processes that came along get what their models say from now on."""
    op.add_column("user_task", sa.Column("awaits", sa.Text(), nullable=True))
    op.execute(
        "UPDATE user_task t SET awaits = k.awaits FROM process_instance i, (VALUES"
        " ('van_ban_di', 'ky', 'signature'), ('don_thu', 'duyet', 'signature'),"
        " ('van_ban_den', 'but_phe', 'direction'),"
        " ('van_ban_di', 'lanh_dao', 'approval'),"
        " ('van_ban_di', 'chanh_van_phong', 'approval'), ('sao_y_so_hoa', 'duyet', 'approval'),"
        " ('thu_hoi_thay_the', 'duyet', 'approval'), ('giam_sat_chuyen_de', 'xem_xet', 'approval'),"
        " ('theo_doi_kien_nghi_giam_sat', 'dinh_han', 'direction'),"
        " ('theo_doi_kien_nghi_giam_sat', 'quyet_dinh_buoc', 'direction'),"
        " ('theo_doi_kien_nghi_giam_sat', 'duyet_gia_han', 'approval')"
        ") AS k (process_id, element_id, awaits)"
        " WHERE t.state = 'CREATED' AND i.key = t.instance_key"
        " AND i.process_id = k.process_id AND t.element_id = k.element_id"
    )
    op.create_index(
        "user_task_open_users",
        "user_task",
        ["candidate_users"],
        postgresql_using="gin",
        postgresql_where=sa.text("state = 'CREATED'"),
    )
    op.create_index(
        "process_instance_running_by",
        "process_instance",
        ["started_by"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("case_member_by_role", "case_member", ["principal", "role"])
    op.drop_index("ix_case_member_principal", table_name="case_member")
