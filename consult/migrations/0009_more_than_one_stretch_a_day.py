"""An officer reads more than once a day

Revision ID: 0009
Revises: 0008

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0009"
down_revision: str | Sequence[str] | None = "0008"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

LATER = """
DELETE FROM duty_hours WHERE EXISTS (
    SELECT 1 FROM duty_hours AS earlier
    WHERE earlier.staff_id = duty_hours.staff_id AND earlier.weekday = duty_hours.weekday
    AND earlier.starts < duty_hours.starts
)
"""


def upgrade() -> None:
    """Upgrade schema."""
    _told_apart_by("staff_id", "weekday", "starts")


def downgrade() -> None:
    """Downgrade schema. Of each day the first stretch stays."""
    op.execute(LATER)
    _told_apart_by("staff_id", "weekday")


def _told_apart_by(*columns: str) -> None:
    with op.batch_alter_table("duty_hours") as table:
        table.drop_constraint(op.f("pk_duty_hours"), type_="primary")
        table.create_primary_key(op.f("pk_duty_hours"), list(columns))
