"""Numbers that were seen stay; a returned text is never quoted

Revision ID: 0006
Revises: 0005

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

INDEX = "ix_report_quote_returned_text_id"
KEY = "fk_report_quote_returned_text_id_returned_text"


def upgrade() -> None:
    """Upgrade schema. Labels of a returned text are found by its mark, which every row has."""
    op.create_table(
        "report_figure",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_report_figure_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", "name", name=op.f("pk_report_figure")),
    )
    op.drop_index(op.f(INDEX), table_name="report_quote")
    with op.batch_alter_table("report_quote", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_constraint(op.f(KEY), type_="foreignkey")
        table.drop_column("returned_text_id")


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("report_quote", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.add_column(sa.Column("returned_text_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f(KEY), "returned_text", ["returned_text_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index(op.f(INDEX), "report_quote", ["returned_text_id"], unique=False)
    op.drop_table("report_figure")
