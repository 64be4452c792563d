"""Drawings, and who looks at them first

Revision ID: 0005
Revises: 0004

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

LEVELS = "level IN ('urgent','support','unread','drawing')"
OLD_LEVELS = "level IN ('urgent','support','unread')"


def _level_is(rule: str) -> None:
    """SQLite makes the table anew, and has to be told how its rows lie."""
    kwargs: dict[str, Any] = {"sqlite_with_rowid": False}
    with op.batch_alter_table("safeguarding_case", table_kwargs=kwargs) as table:
        table.drop_constraint(op.f("ck_safeguarding_case_level"), type_="check")
        table.create_check_constraint(op.f("ck_safeguarding_case_level"), rule)


def upgrade() -> None:
    """Upgrade schema. No consultation so far has said who looks at drawings: none asks for any."""
    op.add_column("consultation", sa.Column("drawings_seen_by", sa.String(200), nullable=True))
    _level_is(LEVELS)
    op.create_table(
        "drawing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("quotable", sa.Boolean(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.CheckConstraint("(picture IS NULL) = (caption IS NULL)", name=op.f("ck_drawing_whole")),
        sa.CheckConstraint(
            "picture IS NULL OR (quotable AND state IN ('cleared','approved'))",
            name=op.f("ck_drawing_shown_by_permission"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting','cleared','approved','refused','kept')",
            name=op.f("ck_drawing_state"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_drawing_consultation_id_consultation"),
        ),
        sa.ForeignKeyConstraint(
            ["id"],
            ["safeguarding_case.id"],
            name=op.f("fk_drawing_id_safeguarding_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawing")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_drawing_consultation_id"), "drawing", ["consultation_id"])
    _sample_nothing()


def _sample_nothing() -> None:
    """PostgreSQL's statistics quote values of the rows, and outlive them."""
    if op.get_bind().dialect.name == "postgresql":
        for column in ("picture", "caption"):
            op.execute(f"ALTER TABLE drawing ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Downgrade schema. Drawings that nobody has looked at have no place in the older shape."""
    op.drop_index(op.f("ix_drawing_consultation_id"), table_name="drawing")
    op.drop_table("drawing")
    op.execute(
        "DELETE FROM case_note WHERE case_id IN "
        "(SELECT id FROM safeguarding_case WHERE level = 'drawing')"
    )
    op.execute(
        "DELETE FROM case_seal WHERE case_id IN "
        "(SELECT id FROM safeguarding_case WHERE level = 'drawing')"
    )
    op.execute("DELETE FROM safeguarding_case WHERE level = 'drawing'")
    _level_is(OLD_LEVELS)
    with op.batch_alter_table("consultation") as table:
        table.drop_column("drawings_seen_by")
