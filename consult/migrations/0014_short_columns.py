"""The database measures what the other tables of children hold, as it does for responses

Revision ID: 0014
Revises: 0013

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0014"
down_revision: str | Sequence[str] | None = "0013"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

WITHOUT_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}
SHORT = "length(band) <= 20 AND length(language) <= 10 AND length(question) <= 60"
RULES = {
    "free_text": {"short": "length(question) <= 60"},
    "withdrawn_text": {
        "channel": "channel IN ('school','public')",
        "short": f"{SHORT} AND (setting IS NULL OR length(setting) <= 20)"
        " AND (region IS NULL OR length(region) <= 40)",
    },
    "returned_text": {"short": SHORT, "mark": "length(mark) = 32"},
    "withdrawn_key": {"hash": "length(key_hash) = 32"},
    "withdrawn_mark": {"mark": "length(mark) = 32"},
}


def upgrade() -> None:
    """Upgrade schema. SQLite makes each table anew, and has to be told how its rows lie."""
    for name, rules in RULES.items():
        with op.batch_alter_table(name, table_kwargs=WITHOUT_ROWID) as table:
            if name == "withdrawn_text":  # a response may have lost its channel
                table.alter_column("channel", existing_type=sa.String(length=10), nullable=True)
            for rule, said in rules.items():
                table.create_check_constraint(op.f(f"ck_{name}_{rule}"), said)


def downgrade() -> None:
    """Downgrade schema."""
    op.execute("UPDATE withdrawn_text SET channel = 'school' WHERE channel IS NULL")
    for name, rules in RULES.items():
        with op.batch_alter_table(name, table_kwargs=WITHOUT_ROWID) as table:
            if name == "withdrawn_text":
                table.alter_column("channel", existing_type=sa.String(length=10), nullable=False)
            for rule in rules:
                table.drop_constraint(op.f(f"ck_{name}_{rule}"), type_="check")
