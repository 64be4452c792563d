"""A consultation has a theme guide of its own; settings among what passages name; time left

Revision ID: 0010
Revises: 0009

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0010"
down_revision: str | Sequence[str] | None = "0009"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

SORTS = "sort IN ('platform','setting','addressee','concept')"
OLD_SORTS = "sort IN ('platform','addressee','concept')"


def upgrade() -> None:
    """Upgrade schema. Every consultation there is stays with the guide of the site."""
    op.create_table(
        "theme_guide",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(10), nullable=False),
        sa.Column("own", sa.Text(), nullable=True),
        sa.CheckConstraint("choice IN ('site','none','own')", name=op.f("ck_theme_guide_choice")),
        sa.CheckConstraint(
            "choice <> 'own' OR own IS NOT NULL", name=op.f("ck_theme_guide_own_is_there")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_theme_guide_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_theme_guide")),
    )
    op.add_column("analysis_run", sa.Column("seconds_left", sa.Integer(), nullable=True))
    _of_signs(SORTS)


def downgrade() -> None:
    """Downgrade schema. What the older shape has no place for goes."""
    op.execute("DELETE FROM passage_sign WHERE sort = 'setting'")
    _of_signs(OLD_SORTS)
    op.drop_column("analysis_run", "seconds_left")
    op.drop_table("theme_guide")


def _of_signs(rule: str) -> None:
    with op.batch_alter_table("passage_sign", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_constraint(op.f("ck_passage_sign_sort"), type_="check")
        table.create_check_constraint(op.f("ck_passage_sign_sort"), rule)
