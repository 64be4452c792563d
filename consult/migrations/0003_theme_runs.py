"""Runs of themes: grain, progress, which one is in use; passages that people place by hand

Revision ID: 0003
Revises: 0002

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

OLD_KINDS = "kind IN ('rename','merge','set_aside','restore')"
KINDS = (
    "kind IN ('rename','merge','split','move','set_aside','restore',"
    "'lock','unlock','reword','undo','use_run','keep_run')"
)
OF_RUNS = {
    "grain": "grain IN ('fewer','usual','more')",
    "standing": "standing IN ('candidate','in_use','past','declined')",
}


def _of_actions(rule: str) -> None:
    """SQLite makes the table anew, and its triggers go with the old one."""
    with op.batch_alter_table("review_action") as table:
        table.drop_constraint(op.f("ck_review_action_kind"), type_="check")
        table.create_check_constraint(op.f("ck_review_action_kind"), rule)
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER review_action_is_kept_on_{act.lower()} "
                f"BEFORE {act} ON review_action "
                "BEGIN SELECT RAISE(ABORT, 'review_action is append-only'); END"
            )


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("analysis_run") as table:
        table.add_column(sa.Column("grain", sa.String(10), nullable=False, server_default="usual"))
        table.add_column(
            sa.Column("standing", sa.String(10), nullable=False, server_default="in_use")
        )
        table.add_column(sa.Column("steps_done", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("steps_all", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("names", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("origin", sa.JSON(), nullable=False, server_default="{}"))
        for name, rule in OF_RUNS.items():
            table.create_check_constraint(op.f(f"ck_analysis_run_{name}"), rule)
    with op.batch_alter_table("theme") as table:
        table.add_column(sa.Column("firmness", sa.String(10), nullable=True))
        table.add_column(
            sa.Column("distinctive", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("about", sa.Text(), nullable=True))
        table.add_column(sa.Column("led", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("parts", sa.JSON(), nullable=False, server_default="[]"))
    _no_defaults()
    op.add_column("passage", sa.Column("mark", sa.LargeBinary(16), nullable=True))
    op.add_column("passage", sa.Column("hand", sa.String(60), nullable=True))
    op.add_column("passage", sa.Column("part", sa.Integer(), nullable=True))
    op.add_column("passage", sa.Column("kind", sa.String(12), nullable=True))
    op.add_column("passage", sa.Column("side", sa.String(8), nullable=True))
    op.create_index("ix_passage_run_id_mark", "passage", ["run_id", "mark"])
    op.create_index("ix_passage_run_id_hand", "passage", ["run_id", "hand"])
    op.create_table(
        "passage_sign",
        sa.Column("passage_id", sa.Uuid(), nullable=False),
        sa.Column("sort", sa.String(10), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.CheckConstraint(
            "sort IN ('platform','addressee','concept')", name=op.f("ck_passage_sign_sort")
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["passage.id"],
            name=op.f("fk_passage_sign_passage_id_passage"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("passage_id", "sort", "code", name=op.f("pk_passage_sign")),
        sqlite_with_rowid=False,
    )
    _of_actions(KINDS)


def _no_defaults() -> None:
    """The defaults were for the rows there are."""
    of_tables: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
        "analysis_run": {
            "grain": sa.String(10), "standing": sa.String(10), "steps_done": sa.Integer(),
            "steps_all": sa.Integer(), "names": sa.JSON(), "origin": sa.JSON(),
        },
        "theme": {"distinctive": sa.Boolean(), "led": sa.JSON(), "parts": sa.JSON()},
    }  # fmt: skip
    for name, columns in of_tables.items():
        with op.batch_alter_table(name) as table:
            for column, kind in columns.items():
                table.alter_column(column, existing_type=kind, server_default=None)


def downgrade() -> None:
    """Downgrade schema. What the older shape has no place for goes: decisions of newer kinds, and
    runs that nobody has chosen."""
    _forget_decisions()
    _of_actions(OLD_KINDS)
    op.drop_table("passage_sign")
    unchosen = "SELECT id FROM analysis_run WHERE standing IN ('candidate','declined')"
    for table in ("passage", "theme"):  # SQLite does not cascade while tables change
        op.execute(f"DELETE FROM {table} WHERE run_id IN ({unchosen})")  # noqa: S608 - ours
    op.execute(f"DELETE FROM analysis_run WHERE id IN ({unchosen})")  # noqa: S608 - ours
    op.drop_index("ix_passage_run_id_hand", table_name="passage")
    op.drop_index("ix_passage_run_id_mark", table_name="passage")
    for column in ("side", "kind", "part", "hand", "mark"):
        op.drop_column("passage", column)
    with op.batch_alter_table("theme") as of_theme:
        for column in ("parts", "led", "about", "distinctive", "firmness"):
            of_theme.drop_column(column)
    with op.batch_alter_table("analysis_run") as of_run:
        for name in OF_RUNS:
            of_run.drop_constraint(op.f(f"ck_analysis_run_{name}"), type_="check")
        for column in ("origin", "names", "steps_all", "steps_done", "standing", "grain"):
            of_run.drop_column(column)


def _forget_decisions() -> None:
    """Rows of an append-only table: only where its triggers are away."""
    newer = f"DELETE FROM review_action WHERE NOT ({OLD_KINDS})"  # noqa: S608 - ours
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE review_action DISABLE TRIGGER review_action_is_kept")
        op.execute(newer)
        op.execute("ALTER TABLE review_action ENABLE TRIGGER review_action_is_kept")
        return
    for act in ("update", "delete"):
        op.execute(f"DROP TRIGGER review_action_is_kept_on_{act}")
    op.execute(newer)
