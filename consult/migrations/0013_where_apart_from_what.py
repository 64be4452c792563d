"""Where a child was lies apart from what she said

Revision ID: 0013
Revises: 0012

"""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0013"
down_revision: str | Sequence[str] | None = "0012"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

WITHOUT_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}
GOES = (
    "session_id IS NOT NULL OR (channel IS NULL AND setting IS NULL AND region IS NULL"
    " AND day IS NULL AND place_mark IS NULL)"
)
SHORT = (
    "length(band) <= 20 AND (setting IS NULL OR length(setting) <= 20)"
    " AND (region IS NULL OR length(region) <= 40)"
)
RESPONSE = sa.table(
    "response",
    *(
        sa.column(name)
        for name in ("session_id", "consultation_id", "channel", "setting", "region")
    ),
    sa.column("band"),
    sa.column("day", sa.Date),
)
ATTENDANCE = sa.table(
    "attendance",
    sa.column("id", sa.Uuid),
    *(sa.column(name) for name in ("consultation_id", "setting", "region", "band")),
    sa.column("week", sa.Date),
)


def upgrade() -> None:
    """Upgrade schema. What had lost its session gets no mark: its code is not known."""
    op.create_table(
        "attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("setting", sa.String(length=20), nullable=True),
        sa.Column("region", sa.String(length=40), nullable=True),
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=True),
        sa.CheckConstraint(SHORT, name=op.f("ck_attendance_short")),
        sa.CheckConstraint(
            "length(CAST(week AS VARCHAR(30))) = 10", name=op.f("ck_attendance_no_time")
        ),
        sa.CheckConstraint("mark IS NULL OR length(mark) = 32", name=op.f("ck_attendance_mark")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_attendance_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        **WITHOUT_ROWID,
    )
    for column in ("consultation_id", "mark"):
        op.create_index(op.f(f"ix_attendance_{column}"), "attendance", [column])
    if op.get_bind().dialect.name == "postgresql":  # its statistics quote values of the rows
        for column in ("id", "mark"):
            op.execute(f"ALTER TABLE attendance ALTER COLUMN {column} SET STATISTICS 0")
    with op.batch_alter_table("response", table_kwargs=WITHOUT_ROWID) as table:
        table.add_column(sa.Column("place_mark", sa.LargeBinary(length=32), nullable=True))
        table.alter_column("day", existing_type=sa.Date(), nullable=True)
        table.alter_column("channel", existing_type=sa.String(length=10), nullable=True)
    _move_places()
    op.add_column("consultation", sa.Column("suppressed_among", sa.Integer(), nullable=True))
    with op.batch_alter_table("response", table_kwargs=WITHOUT_ROWID) as table:
        table.create_check_constraint(op.f("ck_response_place_goes_with_session"), GOES)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE response ALTER COLUMN place_mark SET STATISTICS 0")


def _move_places() -> None:
    connection, parted = op.get_bind(), RESPONSE.c.session_id.is_(None)
    of = RESPONSE.c
    places = connection.execute(
        sa.select(of.consultation_id, of.setting, of.region, of.band, of.day).where(parted)
    ).all()
    rows = [
        {
            "id": uuid.uuid4(),
            **{name: getattr(place, name) for name in ("consultation_id", "setting", "region")},
            "band": place.band,
            "week": place.day - timedelta(days=place.day.weekday()),
        }
        for place in places
    ]
    if rows:
        connection.execute(sa.insert(ATTENDANCE), sorted(rows, key=lambda row: row["id"]))
    gone = dict.fromkeys(("channel", "setting", "region", "day"))
    connection.execute(sa.update(RESPONSE).where(parted).values(**gone))


def downgrade() -> None:
    """Downgrade schema: what lies apart cannot be joined again, so the places are lost; a school,
    and the first day of its consultation, stand for what is gone."""
    with op.batch_alter_table("response", table_kwargs=WITHOUT_ROWID) as table:
        table.drop_constraint(op.f("ck_response_place_goes_with_session"), type_="check")
    op.execute(
        "UPDATE response SET day = (SELECT opens_on FROM consultation"
        " WHERE consultation.id = response.consultation_id) WHERE day IS NULL"
    )
    op.execute("UPDATE response SET channel = 'school' WHERE channel IS NULL")
    with op.batch_alter_table("response", table_kwargs=WITHOUT_ROWID) as table:
        table.alter_column("day", existing_type=sa.Date(), nullable=False)
        table.alter_column("channel", existing_type=sa.String(length=10), nullable=False)
        table.drop_column("place_mark")
    op.drop_column("consultation", "suppressed_among")
    op.drop_table("attendance")
