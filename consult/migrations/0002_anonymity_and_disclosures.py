"""Anonymity, disclosures and withdrawal: sessions are forgotten, cases have notes, logs are chained

Revision ID: 0002
Revises: 0001

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = ()
depends_on: str | Sequence[str] | None = None

KEPT = ("case_event", "review_action")
"""Tables whose rows may only be added to."""

OLD_LEVELS = "level IN ('urgent','support')"
LEVELS = "level IN ('urgent','support','unread')"


ONE_TEXT = "(free_text_id IS NULL) <> (returned_text_id IS NULL)"


OF_RESPONSES = {
    "channel": "channel IN ('school','public')",
    "hashes": "length(key_hash) = 32 AND length(withdrawal_hash) = 32",
    "short": "length(band) <= 20 AND length(language) <= 10"
    " AND (setting IS NULL OR length(setting) <= 20)"
    " AND (region IS NULL OR length(region) <= 40)",
    "no_time": "length(CAST(day AS VARCHAR(30))) = 10",
}
"""Keep anything finer or longer than was asked for out of a response."""

TEXTS = {
    "free_text": ("sealed", "redacted"),
    "returned_text": ("text",),
    "passage": ("text",),
    "case_seal": ("sealed", "sorting"),
    "case_note": ("sealed",),
}


def _sample_texts(how_many: int) -> None:
    """PostgreSQL's statistics quote values of the rows, and outlive them: 0 keeps texts out."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in TEXTS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {how_many}")


def _changed(table: str, *, in_random_order: bool = False) -> Any:
    """A table to be changed; SQLite makes it anew, and has to be told how its rows lie."""
    kwargs = {"sqlite_with_rowid": False} if in_random_order else {}
    return op.batch_alter_table(table, table_kwargs=kwargs)


def _keep_rows() -> None:
    for table in KEPT:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_is_kept()"
            )
        else:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_is_kept_on_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def _let_rows_go() -> None:
    for table in KEPT:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER {table}_is_kept ON {table}")
            op.execute(f"DROP FUNCTION {table}_is_kept()")
        else:
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_is_kept_on_{act}")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "help_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("costs", sa.JSON(), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("href", sa.String(length=300), nullable=False),
        sa.Column("need", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=True),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("always", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('phone','chat','web','place')", name=op.f("ck_help_service_channel")
        ),
        sa.CheckConstraint(
            "need IN ('danger','talk','report','rights')", name=op.f("ck_help_service_need")
        ),
        sa.CheckConstraint(
            "checked_on <= expires_on", name=op.f("ck_help_service_checked_before_it_expires")
        ),
        sa.CheckConstraint("NOT (always AND hidden)", name=op.f("ck_help_service_always_is_shown")),
        sa.CheckConstraint(
            "href = '' OR substr(href, 1, 4) = 'tel:' OR substr(href, 1, 8) = 'https://'",
            name=op.f("ck_help_service_href_calls_or_opens"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_service")),
        sa.UniqueConstraint("slug", name=op.f("uq_help_service_slug")),
    )
    op.create_table(
        "withdrawn_mark",
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_withdrawn_mark_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_withdrawn_mark")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_withdrawn_mark_consultation_id"), "withdrawn_mark", ["consultation_id"]
    )
    with _changed("withdrawn_key", in_random_order=True) as table:
        table.add_column(sa.Column("consultation_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_withdrawn_key_consultation_id_consultation"),
            "consultation",
            ["consultation_id"],
            ["id"],
        )
    op.create_index(op.f("ix_withdrawn_key_consultation_id"), "withdrawn_key", ["consultation_id"])
    op.create_table(
        "redaction_count",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('redacted','restored','taken_out')", name=op.f("ck_redaction_count_kind")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_redaction_count_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", "kind", name=op.f("pk_redaction_count")),
    )
    op.create_table(
        "returned_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_returned_text_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_text")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_returned_text_consultation_id"), "returned_text", ["consultation_id"], unique=False
    )
    op.create_index(op.f("ix_returned_text_mark"), "returned_text", ["mark"], unique=False)
    op.create_table(
        "case_note",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["safeguarding_case.id"],
            name=op.f("fk_case_note_case_id_safeguarding_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["case_event.id"], name=op.f("fk_case_note_event_id_case_event")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["officer_key.id"], name=op.f("fk_case_note_key_id_officer_key")
        ),
        sa.PrimaryKeyConstraint("event_id", "key_id", name=op.f("pk_case_note")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_case_note_case_id"), "case_note", ["case_id"], unique=False)
    op.create_table(
        "report_quote",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("free_text_id", sa.Uuid(), nullable=True),
        sa.Column("returned_text_id", sa.Uuid(), nullable=True),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["free_text_id"],
            ["free_text.id"],
            name=op.f("fk_report_quote_free_text_id_free_text"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_quote_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["returned_text_id"],
            ["returned_text.id"],
            name=op.f("fk_report_quote_returned_text_id_returned_text"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_quote")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_report_quote_free_text_id"), "report_quote", ["free_text_id"], unique=False
    )
    op.create_index(op.f("ix_report_quote_report_id"), "report_quote", ["report_id"], unique=False)
    op.create_index(op.f("ix_report_quote_mark"), "report_quote", ["mark"], unique=False)
    op.create_index(
        op.f("ix_report_quote_returned_text_id"), "report_quote", ["returned_text_id"], unique=False
    )
    with _changed("case_event") as table:
        table.add_column(sa.Column("told_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("key_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("hash", sa.LargeBinary(length=32), nullable=True))
        table.create_foreign_key(
            op.f("fk_case_event_key_id_officer_key"), "officer_key", ["key_id"], ["id"]
        )
        table.alter_column("case_id", existing_type=sa.Uuid(), nullable=True)
        table.drop_constraint(op.f("fk_case_event_case_id_safeguarding_case"), type_="foreignkey")
    op.add_column("review_action", sa.Column("hash", sa.LargeBinary(length=32), nullable=True))
    op.add_column("case_seal", sa.Column("sorting", sa.LargeBinary(), nullable=True))
    op.add_column("session", sa.Column("sent", sa.Integer(), nullable=True))
    op.add_column(
        "session",
        sa.Column("uploads_over", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    with op.batch_alter_table("session") as table:  # the default was for the rows there are
        table.alter_column("uploads_over", existing_type=sa.Boolean(), server_default=None)
    op.add_column("report", sa.Column("responses", sa.Integer(), nullable=True))
    with _changed("consultation") as table:
        table.add_column(sa.Column("expected_children", sa.Integer(), nullable=True))
        table.create_check_constraint(
            op.f("ck_consultation_expected_somebody"),
            "expected_children IS NULL OR expected_children > 0",
        )
    with _changed("officer_key") as table:
        table.add_column(
            sa.Column("retired", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(
            sa.Column("weekly_hours", sa.Integer(), nullable=False, server_default="0")
        )
        table.drop_constraint(op.f("uq_officer_key_staff_id"), type_="unique")
        table.create_check_constraint(op.f("ck_officer_key_weekly_hours"), "weekly_hours >= 0")
    with op.batch_alter_table("officer_key") as table:  # the defaults were for the rows there are
        table.alter_column("retired", existing_type=sa.Boolean(), server_default=None)
        table.alter_column("weekly_hours", existing_type=sa.Integer(), server_default=None)
    op.create_index(op.f("ix_officer_key_staff_id"), "officer_key", ["staff_id"])
    op.create_index(
        "uq_officer_key_in_use",
        "officer_key",
        ["staff_id"],
        unique=True,
        sqlite_where=sa.text("NOT retired"),
        postgresql_where=sa.text("NOT retired"),
    )
    with _changed("passage", in_random_order=True) as table:
        table.add_column(sa.Column("returned_text_id", sa.Uuid(), nullable=True))
        table.alter_column("free_text_id", existing_type=sa.Uuid(), nullable=True)
        table.create_foreign_key(
            op.f("fk_passage_returned_text_id_returned_text"),
            "returned_text",
            ["returned_text_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_check_constraint(op.f("ck_passage_one_text"), ONE_TEXT)
    op.create_index(op.f("ix_passage_returned_text_id"), "passage", ["returned_text_id"])
    with _changed("response", in_random_order=True) as table:
        table.add_column(sa.Column("cluster", sa.Integer(), nullable=True))
        table.create_check_constraint(
            op.f("ck_response_session_or_cluster"), "session_id IS NULL OR cluster IS NULL"
        )
        for name, rule in OF_RESPONSES.items():
            table.create_check_constraint(op.f(f"ck_response_{name}"), rule)
    with _changed("safeguarding_case", in_random_order=True) as table:
        table.add_column(sa.Column("mark", sa.LargeBinary(length=32), nullable=True))
        table.drop_constraint(op.f("ck_safeguarding_case_level"), type_="check")
        table.create_check_constraint(op.f("ck_safeguarding_case_level"), LEVELS)
        table.create_check_constraint(
            op.f("ck_safeguarding_case_urgent_has_no_mark"), "level <> 'urgent' OR mark IS NULL"
        )
    op.create_index(op.f("ix_safeguarding_case_mark"), "safeguarding_case", ["mark"])
    _keep_rows()
    _sample_texts(0)


def downgrade() -> None:
    """Downgrade schema. What the older shape has no place for goes."""
    _sample_texts(-1)
    _let_rows_go()
    op.execute("DELETE FROM case_note")
    op.execute("DELETE FROM safeguarding_case WHERE level = 'unread'")
    op.execute("DELETE FROM case_seal WHERE case_id NOT IN (SELECT id FROM safeguarding_case)")
    op.execute("DELETE FROM case_seal WHERE key_id IN (SELECT id FROM officer_key WHERE retired)")
    op.execute("UPDATE case_event SET key_id = NULL")
    op.execute("DELETE FROM officer_key WHERE retired")
    op.execute(
        "DELETE FROM case_event WHERE case_id IS NULL "
        "OR case_id NOT IN (SELECT id FROM safeguarding_case)"
    )
    op.execute("DELETE FROM passage WHERE free_text_id IS NULL")
    op.drop_index(op.f("ix_safeguarding_case_mark"), table_name="safeguarding_case")
    with _changed("safeguarding_case", in_random_order=True) as table:
        table.drop_constraint(op.f("ck_safeguarding_case_urgent_has_no_mark"), type_="check")
        table.drop_constraint(op.f("ck_safeguarding_case_level"), type_="check")
        table.create_check_constraint(op.f("ck_safeguarding_case_level"), OLD_LEVELS)
        table.drop_column("mark")
    with _changed("response", in_random_order=True) as table:
        table.drop_constraint(op.f("ck_response_session_or_cluster"), type_="check")
        for name in OF_RESPONSES:
            table.drop_constraint(op.f(f"ck_response_{name}"), type_="check")
        table.drop_column("cluster")
    op.drop_index(op.f("ix_passage_returned_text_id"), table_name="passage")
    with _changed("passage", in_random_order=True) as table:
        table.drop_constraint(op.f("ck_passage_one_text"), type_="check")
        table.drop_constraint(op.f("fk_passage_returned_text_id_returned_text"), type_="foreignkey")
        table.drop_column("returned_text_id")
        table.alter_column("free_text_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_index("uq_officer_key_in_use", table_name="officer_key")
    op.drop_index(op.f("ix_officer_key_staff_id"), table_name="officer_key")
    with _changed("officer_key") as table:
        table.drop_constraint(op.f("ck_officer_key_weekly_hours"), type_="check")
        table.drop_column("weekly_hours")
        table.drop_column("retired")
        table.create_unique_constraint(op.f("uq_officer_key_staff_id"), ["staff_id"])
    with _changed("consultation") as table:
        table.drop_constraint(op.f("ck_consultation_expected_somebody"), type_="check")
        table.drop_column("expected_children")
    op.drop_column("report", "responses")
    with _changed("session") as table:
        table.drop_column("uploads_over")
        table.drop_column("sent")
    op.drop_column("case_seal", "sorting")
    op.drop_column("review_action", "hash")
    with _changed("case_event") as table:
        table.create_foreign_key(
            op.f("fk_case_event_case_id_safeguarding_case"),
            "safeguarding_case",
            ["case_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.alter_column("case_id", existing_type=sa.Uuid(), nullable=False)
        table.drop_constraint(op.f("fk_case_event_key_id_officer_key"), type_="foreignkey")
        table.drop_column("hash")
        table.drop_column("key_id")
        table.drop_column("told_on")
    op.drop_index(op.f("ix_report_quote_returned_text_id"), table_name="report_quote")
    op.drop_index(op.f("ix_report_quote_report_id"), table_name="report_quote")
    op.drop_index(op.f("ix_report_quote_mark"), table_name="report_quote")
    op.drop_index(op.f("ix_report_quote_free_text_id"), table_name="report_quote")
    op.drop_table("report_quote")
    op.drop_index(op.f("ix_case_note_case_id"), table_name="case_note")
    op.drop_table("case_note")
    op.drop_index(op.f("ix_returned_text_mark"), table_name="returned_text")
    op.drop_index(op.f("ix_returned_text_consultation_id"), table_name="returned_text")
    op.drop_table("returned_text")
    op.drop_table("redaction_count")
    op.drop_index(op.f("ix_withdrawn_key_consultation_id"), table_name="withdrawn_key")
    with _changed("withdrawn_key", in_random_order=True) as table:
        table.drop_constraint(
            op.f("fk_withdrawn_key_consultation_id_consultation"), type_="foreignkey"
        )
        table.drop_column("consultation_id")
    op.drop_index(op.f("ix_withdrawn_mark_consultation_id"), table_name="withdrawn_mark")
    op.drop_table("withdrawn_mark")
    op.drop_table("help_service")
