"""The initial schema: every table of the site

The revision is called 0014, and nothing comes before it: `docs/decisions/0046` says why.

Revision ID: 0014
Revises:

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0014"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = ("default",)
depends_on: str | Sequence[str] | None = None

TABLES = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""The tables as they were on the day of this migration: the models may change, these may not."""

RANDOM_ORDER: dict[str, Any] = {"sqlite_with_rowid": False}
"""Rows lie in the order of their random ids, not in the order in which they came."""

SHORT_TEXT = "length(band) <= 20 AND length(language) <= 10 AND length(question) <= 60"
SHORT_PLACE = (
    "(setting IS NULL OR length(setting) <= 20) AND (region IS NULL OR length(region) <= 40)"
)
PLACE_GOES_WITH_SESSION = (
    "session_id IS NOT NULL OR (channel IS NULL AND setting IS NULL AND region IS NULL"
    " AND day IS NULL AND place_mark IS NULL)"
)
KINDS_OF_ACTION = (
    "kind IN ('rename','merge','split','move','set_aside','restore',"
    "'lock','unlock','reword','undo','use_run','keep_run')"
)

APPEND_ONLY = ("case_event", "review_action")
"""Tables whose rows nobody changes or deletes: triggers refuse it."""

SQLITE_TRIGGER = """
CREATE TRIGGER {table}_is_kept_on_{name} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$
"""
POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_is_kept()
"""

WITHOUT_STATISTICS = {
    "response": ("id", "place_mark", "key_hash", "withdrawal_hash"),
    "attendance": ("id", "mark"),
    "free_text": ("id", "response_id", "sealed", "redacted"),
    "returned_text": ("id", "text", "mark"),
    "withdrawn_text": ("id", "sealed"),
    "withdrawn_key": ("key_hash",),
    "withdrawn_mark": ("mark",),
    "safeguarding_case": ("id", "mark"),
    "case_seal": ("case_id", "sealed", "sorting"),
    "case_note": ("case_id", "sealed"),
    "drawing": ("id", "picture", "caption"),
    "passage": ("id", "free_text_id", "returned_text_id", "text", "mark"),
    "passage_sign": ("passage_id",),
    "report_quote": ("id", "free_text_id", "mark"),
}
"""Columns of which PostgreSQL samples no value.

Its statistics quote values of the rows, and outlive the rows. A sample of ten o'clock beside a
sample of noon would also tell which children came before ten.
"""


def upgrade() -> None:
    """Make every table, its triggers, and the limits of PostgreSQL's statistics."""
    TABLES.create_all(op.get_bind(), checkfirst=False)
    if op.get_bind().dialect.name == "postgresql":
        _protect_on_postgresql()
    else:
        _protect_on_sqlite()


def downgrade() -> None:
    """Drop every table. Triggers go with their tables; PostgreSQL keeps their functions."""
    TABLES.drop_all(op.get_bind(), checkfirst=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP FUNCTION {table}_is_kept()")


def _protect_on_sqlite() -> None:
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(SQLITE_TRIGGER.format(table=table, act=act, name=act.lower()))


def _protect_on_postgresql() -> None:
    for table in APPEND_ONLY:
        op.execute(POSTGRESQL_FUNCTION.format(table=table))
        op.execute(POSTGRESQL_TRIGGER.format(table=table))
    for table, columns in WITHOUT_STATISTICS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


# Staff, their roles, and when they read.

sa.Table(
    "role",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(40), nullable=False, unique=True),
)
sa.Table(
    "staff",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(255), nullable=False, unique=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("password", sa.String(255)),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("fs_uniquifier", sa.String(64), nullable=False, unique=True),
    sa.Column("one_off_hash", sa.LargeBinary(32), unique=True),
    sa.Column("one_off_until", sa.Date),
)
sa.Table(
    "staff_role",
    TABLES,
    sa.Column("staff_id", sa.ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("role.id"), primary_key=True),
)
sa.Table(
    "duty_hours",
    TABLES,
    sa.Column("staff_id", sa.ForeignKey("staff.id"), primary_key=True),
    sa.Column("weekday", sa.Integer, primary_key=True),
    sa.Column("starts", sa.Integer, primary_key=True),
    sa.Column("ends", sa.Integer, nullable=False),
    sa.CheckConstraint("0 <= starts AND starts < ends AND ends <= 1440", name="span"),
    sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
)
sa.Table(
    "absence",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("staff_id", sa.ForeignKey("staff.id"), nullable=False, index=True),
    sa.Column("first", sa.Date, nullable=False),
    sa.Column("last", sa.Date, nullable=False),
    sa.CheckConstraint("first <= last", name="days"),
)

# Consultations, their sessions, and whom children may call.

sa.Table(
    "consultation",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("slug", sa.String(60), nullable=False, unique=True),
    sa.Column("titles", sa.JSON, nullable=False),
    sa.Column("askers", sa.JSON, nullable=False),
    sa.Column("purposes", sa.JSON, nullable=False),
    sa.Column("questionnaire", sa.String(60), nullable=False),
    sa.Column("questionnaire_version", sa.Integer, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("opens_on", sa.Date, nullable=False),
    sa.Column("closes_on", sa.Date, nullable=False),
    sa.Column("results_on", sa.Date, nullable=False),
    sa.Column("expected_children", sa.Integer),
    sa.Column("drawings_seen_by", sa.String(200)),
    sa.Column("suppressed_among", sa.Integer),
    sa.Column("is_sample", sa.Boolean, nullable=False),
    sa.CheckConstraint(
        "expected_children IS NULL OR expected_children > 0", name="expected_somebody"
    ),
    sa.CheckConstraint("opens_on <= closes_on", name="opens_before_it_closes"),
    sa.CheckConstraint(
        "state IN ('draft','checked','open','closed','reported','answered')", name="state"
    ),
)
sa.Table(
    "session",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(12), nullable=False, unique=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False, index=True),
    sa.Column("channel", sa.String(10), nullable=False),
    sa.Column("mode", sa.String(10), nullable=False),
    sa.Column("facilitator_id", sa.ForeignKey("staff.id"), index=True),
    sa.Column("setting", sa.String(20)),
    sa.Column("region", sa.String(40)),
    sa.Column("bands", sa.JSON, nullable=False),
    sa.Column("day", sa.Date),
    sa.Column("expected", sa.Integer),
    sa.Column("declined", sa.Integer),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("uploads_over", sa.Boolean, nullable=False),
    sa.Column("sent", sa.Integer),
    sa.CheckConstraint("channel IN ('school','public')", name="channel"),
    sa.CheckConstraint("declined IS NULL OR declined >= 0", name="declined_a_number"),
    sa.CheckConstraint("expected IS NULL OR expected > 0", name="expected_somebody"),
    sa.CheckConstraint("(mode = 'link') = (channel = 'public')", name="link_is_public"),
    sa.CheckConstraint("mode IN ('tablet','helped','paper','group','link')", name="mode"),
)
sa.Table(
    "help_service",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("slug", sa.String(60), nullable=False, unique=True),
    sa.Column("names", sa.JSON, nullable=False),
    sa.Column("purposes", sa.JSON, nullable=False),
    sa.Column("hours", sa.JSON, nullable=False),
    sa.Column("costs", sa.JSON, nullable=False),
    sa.Column("contact", sa.String(120), nullable=False),
    sa.Column("href", sa.String(300), nullable=False),
    sa.Column("need", sa.String(10), nullable=False),
    sa.Column("channel", sa.String(10), nullable=False),
    sa.Column("region", sa.String(40)),
    sa.Column("bands", sa.JSON, nullable=False),
    sa.Column("languages", sa.JSON, nullable=False),
    sa.Column("source", sa.String(300), nullable=False),
    sa.Column("checked_on", sa.Date),
    sa.Column("expires_on", sa.Date),
    sa.Column("always", sa.Boolean, nullable=False),
    sa.Column("hidden", sa.Boolean, nullable=False),
    sa.CheckConstraint("NOT (always AND hidden)", name="always_is_shown"),
    sa.CheckConstraint("channel IN ('phone','chat','web','place')", name="channel"),
    sa.CheckConstraint("checked_on <= expires_on", name="checked_before_it_expires"),
    sa.CheckConstraint(
        "href = '' OR substr(href, 1, 4) = 'tel:' OR substr(href, 1, 8) = 'https://'",
        name="href_calls_or_opens",
    ),
    sa.CheckConstraint("need IN ('danger','talk','report','rights')", name="need"),
)

# What children answered, and what is left of what they withdrew.

sa.Table(
    "response",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False),
    sa.Column("session_id", sa.ForeignKey("session.id"), index=True),
    sa.Column("cluster", sa.Integer),
    sa.Column("channel", sa.String(10)),
    sa.Column("setting", sa.String(20)),
    sa.Column("region", sa.String(40)),
    sa.Column("band", sa.String(20), nullable=False),
    sa.Column("language", sa.String(10), nullable=False),
    sa.Column("day", sa.Date),
    sa.Column("place_mark", sa.LargeBinary(32)),
    sa.Column("answers", sa.JSON, nullable=False),
    sa.Column("key_hash", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("withdrawal_hash", sa.LargeBinary(32), nullable=False, index=True),
    sa.CheckConstraint("channel IN ('school','public')", name="channel"),
    sa.CheckConstraint("length(key_hash) = 32 AND length(withdrawal_hash) = 32", name="hashes"),
    sa.CheckConstraint("length(CAST(day AS VARCHAR(30))) = 10", name="no_time"),
    sa.CheckConstraint(
        PLACE_GOES_WITH_SESSION,
        name="place_goes_with_session",
    ),
    sa.CheckConstraint("session_id IS NULL OR cluster IS NULL", name="session_or_cluster"),
    sa.CheckConstraint(
        f"length(band) <= 20 AND length(language) <= 10 AND {SHORT_PLACE}",
        name="short",
    ),
    sa.Index("ix_response_consultation_band", "consultation_id", "band"),
    **RANDOM_ORDER,
)
sa.Table(
    "attendance",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False, index=True),
    sa.Column("setting", sa.String(20)),
    sa.Column("region", sa.String(40)),
    sa.Column("band", sa.String(20), nullable=False),
    sa.Column("week", sa.Date, nullable=False),
    sa.Column("mark", sa.LargeBinary(32), index=True),
    sa.CheckConstraint("mark IS NULL OR length(mark) = 32", name="mark"),
    sa.CheckConstraint("length(CAST(week AS VARCHAR(30))) = 10", name="no_time"),
    sa.CheckConstraint(
        f"length(band) <= 20 AND {SHORT_PLACE}",
        name="short",
    ),
    **RANDOM_ORDER,
)
sa.Table(
    "free_text",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column(
        "response_id", sa.ForeignKey("response.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("question", sa.String(60), nullable=False),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("redacted", sa.Text),
    sa.Column("held", sa.Boolean, nullable=False),
    sa.Column("quotable", sa.Boolean, nullable=False),
    sa.CheckConstraint("(sealed IS NULL) <> (redacted IS NULL)", name="sealed_xor_redacted"),
    sa.CheckConstraint("length(question) <= 60", name="short"),
    **RANDOM_ORDER,
)
sa.Table(
    "returned_text",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False, index=True),
    sa.Column("band", sa.String(20), nullable=False),
    sa.Column("question", sa.String(60), nullable=False),
    sa.Column("language", sa.String(10), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("mark", sa.LargeBinary(32), nullable=False, index=True),
    sa.CheckConstraint("length(mark) = 32", name="mark"),
    sa.CheckConstraint(SHORT_TEXT, name="short"),
    **RANDOM_ORDER,
)
sa.Table(
    "withdrawn_text",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False, index=True),
    sa.Column("session_id", sa.ForeignKey("session.id"), index=True),
    sa.Column("channel", sa.String(10)),
    sa.Column("setting", sa.String(20)),
    sa.Column("region", sa.String(40)),
    sa.Column("band", sa.String(20), nullable=False),
    sa.Column("language", sa.String(10), nullable=False),
    sa.Column("question", sa.String(60), nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.CheckConstraint("channel IN ('school','public')", name="channel"),
    sa.CheckConstraint(
        f"{SHORT_TEXT} AND {SHORT_PLACE}",
        name="short",
    ),
    **RANDOM_ORDER,
)
sa.Table(
    "withdrawn_key",
    TABLES,
    sa.Column("key_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), index=True),
    sa.CheckConstraint("length(key_hash) = 32", name="hash"),
    **RANDOM_ORDER,
)
sa.Table(
    "withdrawn_mark",
    TABLES,
    sa.Column("mark", sa.LargeBinary(32), primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), index=True),
    sa.CheckConstraint("length(mark) = 32", name="mark"),
    **RANDOM_ORDER,
)
sa.Table(
    "redaction_count",
    TABLES,
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), primary_key=True),
    sa.Column("kind", sa.String(10), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.CheckConstraint("kind IN ('redacted','restored','taken_out')", name="kind"),
)

# Cases and drawings, sealed for officers.

sa.Table(
    "officer_key",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("staff_id", sa.ForeignKey("staff.id"), nullable=False, index=True),
    sa.Column("retired", sa.Boolean, nullable=False),
    sa.Column("weekly_hours", sa.Integer, nullable=False),
    sa.Column("public", sa.LargeBinary(32), nullable=False),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("salt", sa.LargeBinary(16), nullable=False),
    sa.CheckConstraint("weekly_hours >= 0", name="weekly_hours"),
    sa.Index(
        "uq_officer_key_in_use",
        "staff_id",
        unique=True,
        sqlite_where=sa.text("NOT retired"),
        postgresql_where=sa.text("NOT retired"),
    ),
)
sa.Table(
    "safeguarding_case",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False, index=True),
    sa.Column("level", sa.String(10), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("alerted", sa.DateTime, nullable=False),
    sa.Column("mark", sa.LargeBinary(32), index=True),
    sa.CheckConstraint("level IN ('urgent','support','unread','drawing')", name="level"),
    sa.CheckConstraint("state IN ('new','open','closed')", name="state"),
    sa.CheckConstraint("level <> 'urgent' OR mark IS NULL", name="urgent_has_no_mark"),
    **RANDOM_ORDER,
)
sa.Table(
    "case_event",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case_id", sa.Uuid, index=True),
    sa.Column("staff_id", sa.ForeignKey("staff.id"), nullable=False),
    sa.Column("act", sa.String(20), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("key_id", sa.ForeignKey("officer_key.id")),
    sa.Column("told_on", sa.Date),
    sa.Column("hash", sa.LargeBinary(32)),
)
sa.Table(
    "case_seal",
    TABLES,
    sa.Column(
        "case_id", sa.ForeignKey("safeguarding_case.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("key_id", sa.ForeignKey("officer_key.id"), primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("sorting", sa.LargeBinary),
    **RANDOM_ORDER,
)
sa.Table(
    "case_note",
    TABLES,
    sa.Column("event_id", sa.ForeignKey("case_event.id"), primary_key=True),
    sa.Column("key_id", sa.ForeignKey("officer_key.id"), primary_key=True),
    sa.Column(
        "case_id",
        sa.ForeignKey("safeguarding_case.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    **RANDOM_ORDER,
)
sa.Table(
    "drawing",
    TABLES,
    sa.Column("id", sa.ForeignKey("safeguarding_case.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False, index=True),
    sa.Column("question", sa.String(60), nullable=False),
    sa.Column("band", sa.String(20), nullable=False),
    sa.Column("language", sa.String(10), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("quotable", sa.Boolean, nullable=False),
    sa.Column("picture", sa.Text),
    sa.Column("caption", sa.Text),
    sa.CheckConstraint(
        "picture IS NULL OR (quotable AND state IN ('cleared','approved'))",
        name="shown_by_permission",
    ),
    sa.CheckConstraint(
        "state IN ('waiting','withdrawn','cleared','approved','refused','kept')", name="state"
    ),
    sa.CheckConstraint("(picture IS NULL) = (caption IS NULL)", name="whole"),
    **RANDOM_ORDER,
)

# Runs of analysis, what they found, and what reviewers decided.

sa.Table(
    "theme_guide",
    TABLES,
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), primary_key=True),
    sa.Column("choice", sa.String(10), nullable=False),
    sa.Column("own", sa.Text),
    sa.CheckConstraint("choice IN ('site','none','own')", name="choice"),
    sa.CheckConstraint("choice <> 'own' OR own IS NOT NULL", name="own_is_there"),
)
sa.Table(
    "analysis_run",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False, index=True),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("grain", sa.String(10), nullable=False),
    sa.Column("standing", sa.String(10), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("method", sa.JSON, nullable=False),
    sa.Column("no_opinion", sa.Integer, nullable=False),
    sa.Column("steps_done", sa.Integer, nullable=False),
    sa.Column("steps_all", sa.Integer, nullable=False),
    sa.Column("seconds_left", sa.Integer),
    sa.Column("names", sa.JSON, nullable=False),
    sa.Column("origin", sa.JSON, nullable=False),
    sa.CheckConstraint("grain IN ('fewer','usual','more')", name="grain"),
    sa.CheckConstraint("standing IN ('candidate','in_use','past','declined')", name="standing"),
    sa.CheckConstraint("state IN ('waiting','done','failed')", name="state"),
)
sa.Table(
    "theme",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "run_id", sa.ForeignKey("analysis_run.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("key", sa.String(60), nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("keywords", sa.JSON, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("expected", sa.Boolean, nullable=False),
    sa.Column("subject", sa.JSON),
    sa.Column("firmness", sa.String(10)),
    sa.Column("distinctive", sa.Boolean, nullable=False),
    sa.Column("about", sa.Text),
    sa.Column("led", sa.JSON, nullable=False),
    sa.Column("parts", sa.JSON, nullable=False),
    sa.UniqueConstraint("run_id", "key"),
)
sa.Table(
    "passage",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column(
        "run_id", sa.ForeignKey("analysis_run.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("theme_id", sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True),
    sa.Column("free_text_id", sa.ForeignKey("free_text.id", ondelete="CASCADE"), index=True),
    sa.Column(
        "returned_text_id", sa.ForeignKey("returned_text.id", ondelete="CASCADE"), index=True
    ),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("representative", sa.Integer),
    sa.Column("mark", sa.LargeBinary(16)),
    sa.Column("hand", sa.String(60)),
    sa.Column("part", sa.Integer),
    sa.Column("kind", sa.String(12)),
    sa.Column("side", sa.String(8)),
    sa.CheckConstraint("(free_text_id IS NULL) <> (returned_text_id IS NULL)", name="one_text"),
    sa.Index("ix_passage_run_id_mark", "run_id", "mark"),
    sa.Index("ix_passage_run_id_hand", "run_id", "hand"),
    **RANDOM_ORDER,
)
sa.Table(
    "passage_sign",
    TABLES,
    sa.Column("passage_id", sa.ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sort", sa.String(10), primary_key=True),
    sa.Column("code", sa.String(40), primary_key=True),
    sa.CheckConstraint("sort IN ('platform','setting','addressee','concept')", name="sort"),
    **RANDOM_ORDER,
)
sa.Table(
    "review_action",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False, index=True),
    sa.Column("staff_id", sa.ForeignKey("staff.id"), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("theme_key", sa.String(60), nullable=False),
    sa.Column("value", sa.Text),
    sa.Column("hash", sa.LargeBinary(32)),
    sa.CheckConstraint(
        KINDS_OF_ACTION,
        name="kind",
    ),
)

# What organisations sent.

sa.Table(
    "submission",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False, index=True),
    sa.Column("staff_id", sa.ForeignKey("staff.id")),
    sa.Column("organisation", sa.String(200), nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("warnings", sa.JSON, nullable=False),
    sa.Column("figures", sa.JSON, nullable=False),
)
sa.Table(
    "source",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "submission_id",
        sa.ForeignKey("submission.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("consulted", sa.Date),
    sa.Column("same_as", sa.Integer),
)
sa.Table(
    "submission_passage",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "submission_id",
        sa.ForeignKey("submission.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("question", sa.Integer, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("label", sa.String(20), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("absent", sa.Boolean, nullable=False),
    sa.Column("sources", sa.JSON, nullable=False),
)

# Reports, the figures that stay, and whom they quote.

sa.Table(
    "report",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("published_on", sa.Date, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("charts", sa.JSON, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("responses", sa.Integer),
    sa.UniqueConstraint("consultation_id", "version"),
)
sa.Table(
    "report_figure",
    TABLES,
    sa.Column("consultation_id", sa.ForeignKey("consultation.id"), primary_key=True),
    sa.Column("name", sa.String(120), primary_key=True),
    sa.Column("responses", sa.Integer, nullable=False),
    sa.Column("value", sa.JSON, nullable=False),
)
sa.Table(
    "report_quote",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("report_id", sa.ForeignKey("report.id"), nullable=False, index=True),
    sa.Column("part", sa.String(120), nullable=False),
    sa.Column("free_text_id", sa.ForeignKey("free_text.id", ondelete="SET NULL"), index=True),
    sa.Column("mark", sa.LargeBinary(32), nullable=False, index=True),
    **RANDOM_ORDER,
)
