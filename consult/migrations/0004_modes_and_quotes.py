"""How a session is answered, who took no part, and which texts may be quoted

Revision ID: 0004
Revises: 0003

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

OF_SESSIONS = {
    "mode": "mode IN ('tablet','helped','paper','group','link')",
    "link_is_public": "(mode = 'link') = (channel = 'public')",
    "declined_a_number": "declined IS NULL OR declined >= 0",
}


def _texts() -> Any:
    """SQLite makes the table anew, and has to be told how its rows lie."""
    return op.batch_alter_table("free_text", table_kwargs={"sqlite_with_rowid": False})


def upgrade() -> None:
    """Upgrade schema. Of the sessions there are, nobody said how they were answered: on tablets,
    as every session so far. Nobody was asked whether a text may be quoted: none may."""
    op.add_column("session", sa.Column("mode", sa.String(10), nullable=True))
    op.execute("UPDATE session SET mode = CASE channel WHEN 'public' THEN 'link' ELSE 'tablet' END")
    with op.batch_alter_table("session") as table:
        table.alter_column("mode", existing_type=sa.String(10), nullable=False)
        table.add_column(sa.Column("declined", sa.Integer(), nullable=True))
        for name, rule in OF_SESSIONS.items():
            table.create_check_constraint(op.f(f"ck_session_{name}"), rule)
    with _texts() as table:
        table.add_column(
            sa.Column("quotable", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with _texts() as table:
        table.alter_column("quotable", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    """Downgrade schema."""
    with _texts() as table:
        table.drop_column("quotable")
    with op.batch_alter_table("session") as table:
        for name in OF_SESSIONS:
            table.drop_constraint(op.f(f"ck_session_{name}"), type_="check")
        table.drop_column("declined")
        table.drop_column("mode")
