"""PostgreSQL's statistics hold nothing that is one child's own

Revision ID: 0008
Revises: 0007

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

# A sample taken at ten and one taken at noon, both still in the file of statistics, tell who came
# before ten. Texts and sealed bytes have been kept out since 0002 and 0005.
OWN = {
    "response": ("id", "key_hash", "withdrawal_hash"),
    "free_text": ("id", "response_id"),
    "returned_text": ("id", "mark"),
    "safeguarding_case": ("id", "mark"),
    "case_seal": ("case_id",),
    "case_note": ("case_id",),
    "withdrawn_key": ("key_hash",),
    "withdrawn_mark": ("mark",),
    "drawing": ("id",),
    "passage": ("id", "free_text_id", "returned_text_id", "mark"),
    "passage_sign": ("passage_id",),
    "report_quote": ("id", "free_text_id", "mark"),
}


def upgrade() -> None:
    """Upgrade schema."""
    _sample(0)


def downgrade() -> None:
    """Downgrade schema."""
    _sample(-1)


def _sample(how_many: int) -> None:
    """How many values of each column PostgreSQL keeps in its statistics; -1 is its own choice."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in OWN.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {how_many}")
