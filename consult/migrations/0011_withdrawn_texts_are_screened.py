"""A sealed text is screened although it is withdrawn; so is a drawing looked at

Revision ID: 0011
Revises: 0010

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0011"
down_revision: str | Sequence[str] | None = "0010"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

STATES = "state IN ('waiting','withdrawn','cleared','approved','refused','kept')"
OLD_STATES = "state IN ('waiting','cleared','approved','refused','kept')"
OF_WITHDRAWN = "id IN (SELECT id FROM drawing WHERE state = 'withdrawn')"


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "withdrawn_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("setting", sa.String(length=20), nullable=True),
        sa.Column("region", sa.String(length=40), nullable=True),
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_withdrawn_text_consultation_id_consultation"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_withdrawn_text_session_id_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawn_text")),
        sqlite_with_rowid=False,
    )
    for column in ("consultation_id", "session_id"):
        op.create_index(op.f(f"ix_withdrawn_text_{column}"), "withdrawn_text", [column])
    if op.get_bind().dialect.name == "postgresql":  # its statistics quote values of the rows
        for column in ("id", "sealed"):
            op.execute(f"ALTER TABLE withdrawn_text ALTER COLUMN {column} SET STATISTICS 0")
    _state_is(STATES)


def downgrade() -> None:
    """Downgrade schema. What is withdrawn has no place in the older shape."""
    op.drop_table("withdrawn_text")
    for table in ("case_note", "case_seal"):
        op.execute(f"DELETE FROM {table} WHERE case_{OF_WITHDRAWN}")  # noqa: S608 (ours)
    op.execute(f"DELETE FROM safeguarding_case WHERE {OF_WITHDRAWN}")  # noqa: S608 (ours)
    op.execute("DELETE FROM drawing WHERE state = 'withdrawn'")
    _state_is(OLD_STATES)


def _state_is(rule: str) -> None:
    """SQLite makes the table anew, and has to be told how its rows lie."""
    kwargs: dict[str, Any] = {"sqlite_with_rowid": False}
    with op.batch_alter_table("drawing", table_kwargs=kwargs) as table:
        table.drop_constraint(op.f("ck_drawing_state"), type_="check")
        table.create_check_constraint(op.f("ck_drawing_state"), rule)
