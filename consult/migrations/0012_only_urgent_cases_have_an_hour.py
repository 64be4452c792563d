"""Of a case that is not urgent the day is kept, and no hour

Revision ID: 0012
Revises: 0011

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0012"
down_revision: str | Sequence[str] | None = "0011"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    midnight = (
        "date_trunc('day', alerted)" if is_postgresql else "date(alerted) || ' 00:00:00.000000'"
    )
    op.execute(f"UPDATE safeguarding_case SET alerted = {midnight} WHERE level <> 'urgent'")  # noqa: S608


def downgrade() -> None:
    """Downgrade schema: an hour that is not there cannot come back."""
