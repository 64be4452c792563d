"""Numbers that were seen once change only together with ten responses or more.

A preview is made again and again while themes are reviewed, and a child may take everything back
meanwhile: the numbers before and after, subtracted, would tell what that child answered. So what
was seen first stays, until so many responses have gone that the difference tells of none.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from consult.answering.queries import sent_to
from consult.answering.withdrawal.operations import INSERT
from consult.cell_suppression import suppress_cell
from consult.reports.models import ReportFigure
from consult.storage.db import db

Value = dict[str, Any]


class Figures:
    """The numbers of one consultation, by name: those seen before, and those made now."""

    def __init__(self, consultation_id: int) -> None:
        self.consultation_id = consultation_id
        self.responses = sent_to(consultation_id)
        mine = sa.select(ReportFigure).where(ReportFigure.consultation_id == consultation_id)
        self._seen = {each.name: (each.responses, each.value) for each in db.session.scalars(mine)}
        self._new: dict[str, Value] = {}

    def kept(self, name: str, make: Callable[[], Value]) -> Value:
        """The numbers of that name as they were seen, unless ten responses or more have changed."""
        seen = self._seen.get(name)
        if seen and suppress_cell(abs(seen[0] - self.responses)) is None:
            return seen[1]
        self._new[name] = make()
        self._seen[name] = (self.responses, self._new[name])
        return self._new[name]

    def made_from(self, name: str) -> int:
        """How many responses the numbers of that name were made from."""
        return self._seen[name][0]

    def keep(self) -> None:
        """Write down what was made now: it is about to be seen."""
        rows = [self._row(name, value) for name, value in self._new.items()]
        if rows:
            insert = INSERT[db.engine.dialect.name](ReportFigure)
            again = {each: insert.excluded[each] for each in ("responses", "value")}
            key = [ReportFigure.consultation_id, ReportFigure.name]
            db.session.execute(insert.on_conflict_do_update(index_elements=key, set_=again), rows)

    def _row(self, name: str, value: Value) -> Value:
        return {
            "consultation_id": self.consultation_id,
            "name": name,
            "responses": self.responses,
            "value": value,
        }
