"""Tables of texts: one test reads every row and reports all rows that fail."""

from collections.abc import Callable, Iterable
from typing import Any


def check_rows(rows: Iterable[Any], check: Callable[..., None]) -> None:
    """Call `check` with each row, a tuple as its arguments; fail once, naming each failed row.

    A row fails by any exception. An empty table fails too, so that no table is passed by mistake.
    """
    table = list(rows)
    failures = []
    for row in table:
        try:
            check(*row) if isinstance(row, tuple) else check(row)
        except Exception as error:
            failures.append(f"{row!r}\n    {type(error).__name__}: {error}")
    assert table, "the table has no rows"
    assert not failures, f"{len(failures)} of {len(table)} rows fail:\n" + "\n".join(failures)
