"""From answers to themes: the steps in their order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from analysis.themes.clustering.assignment import (
    DISTINCT,
    FEWEST,
    Assignment,
    PreviousAssignment,
    WordingSelection,
    cluster_wordings,
    heard_of,
    said_often,
)
from analysis.themes.clustering.clusters import AGAIN
from analysis.themes.clustering.overrepresentation import over_represented
from analysis.themes.clustering.selection import AnswerSelection, spoken
from analysis.themes.embedding.corpus import Corpus, build_corpus, guide_digest, key_of, making
from analysis.themes.execution.blocks import digest
from analysis.themes.execution.context import RunContext
from analysis.themes.execution.running import Runner, Running, crew_of
from analysis.themes.labelling.passage_list import Listed, listed
from analysis.themes.labelling.theme_builder import described
from analysis.themes.labelling.theme_words import ThemeWording, words_from
from analysis.themes.preprocessing.answer_table import AnswerTable, build_answer_table
from analysis.themes.store.run_store import RunStore
from analysis.themes.tracking.changes import changes, renamed
from analysis.themes.tracking.incremental import assign_new, recluster, with_locked
from analysis.themes.tracking.label_reuse import kept_words, unchanged
from analysis.themes.tracking.previous_run import Previous, previous_of, state_of
from theme_guides import Guide

from .arrays import ALONE, Numbers
from .progress import Progress, Steps
from .settings import Settings
from .values import Over, Setting, TextAnswer, ThemeAnalysis, ThemeResult


def find_themes(  # noqa: PLR0913 (what is asked, and how)
    answers: Iterable[TextAnswer],
    *,
    guide: Guide | None,
    language: str = "es",
    progress: Progress | None = None,
    settings: Settings | None = None,
    previous: Mapping[str, Any] | None = None,
    locked: Collection[str] = (),
    anew: bool = False,
    running: Running | None = None,
) -> ThemeAnalysis:
    """Group what was answered into themes, biggest first; per question too where there are some.

    Equal answers, guide, settings and previous run give equal themes, whatever the order of the
    answers and whoever works (`running`). `progress` is called with (units done, units in all).
    `previous` is the `state` of an earlier run: themes keep their ids, and where little is new,
    what was grouped stays, unless all is to be grouped `anew`, which begins where the themes were.
    The passages of `locked` themes (ids of that run) stay together.
    `language` is that of most texts; one that is said to be English, or whose small words are, is
    read so. Texts must have been redacted. Raises ValueError where two answers share an id or
    `previous` is no state, WorkersError where the workers asked for cannot be had.
    """
    guide, settings = guide or Guide(()), settings or Settings()
    before = previous_of(previous)
    asked = build_answer_table(answers, language)
    made_with = digest(language, asdict(settings), guide_digest(guide))
    with threadpool_limits(limits=1), _Frame(running or Running(), language) as frame:
        means = frame.means(asked, settings, before, progress)
        corpus = build_corpus(asked, guide, language, settings, means)
        words = _Said(means)
        run = _Run(asked, corpus, made_with, frame.features, frozenset(locked), anew, words)
        everyone = run.themes(np.arange(len(asked.ids)), before)
        by_question = {
            question: run.themes(
                np.flatnonzero(asked.question.places == place),
                previous_of(before.by_question.get(question)) if before else None,
                question,
            )
            for place, question in enumerate(asked.question.values)
        }
        words.keep()
        means.steps.finish()
    states = {question: each.state for question, each in by_question.items()}
    state = {**everyone.state, "by_question": states}
    return replace(everyone, by_question=by_question, state=state)


class _Frame:
    """Who works and where it is kept, for the time of one run; workers go when it ends."""

    def __init__(self, running: Running, language: str) -> None:
        self._running, self._language = running, language
        self._runner: Runner | None = None
        self._kept: RunStore | None = None
        self.features: str | None = None

    def __enter__(self) -> "_Frame":
        return self

    def means(
        self,
        asked: AnswerTable,
        settings: Settings,
        before: Previous | None,
        progress: Progress | None,
    ) -> RunContext:
        """The workers, and the folders of this run and of the one before."""
        self._runner = Runner(crew_of(self._running, self._language), self._running.patience)
        folder = Path(self._running.folder) if self._running.folder else None
        there = Path(self._running.earlier) if self._running.earlier else folder
        earlier, key = None, ""
        if there:
            earlier = self._earlier(there, before, making(self._language, settings))
        if folder:
            made_with = making(self._language, settings)
            self.features = key = key_of(
                asked, made_with, earlier.key if earlier else None, self._running.secret
            )
        self._kept = RunStore(folder, key, self._running.secret)
        steps = Steps(
            progress, len(asked.texts), rounds=1 + len(asked.question.values),
            compared=settings.rows, divisions=settings.resamples + AGAIN,
        )  # fmt: skip
        return RunContext(self._runner, self._kept, earlier, steps)

    def _earlier(self, folder: Path, before: Previous | None, made_with: str) -> RunStore | None:
        """What the run before kept, where it was made with what makes this one."""
        if not before or not before.features or not (folder / before.features).is_dir():
            return None
        kept = RunStore(folder, before.features, self._running.secret)
        return kept if kept.usable(made_with) else None

    def __exit__(self, *problem: object) -> None:
        if self._runner:
            self._runner.close()
        if self._kept:
            self._kept.close()


class _Said:
    """What themes are called, from the run before and for the run after: by question (None: all),
    then by the theme's id."""

    def __init__(self, means: RunContext) -> None:
        self._kept = means.kept
        told = means.before.told() if means.before else None
        self.before = {
            question: {id: words_from(plain) for id, plain in of.items()}
            for question, of in told or ()
        }
        self.now: dict[str | None, Mapping[str, ThemeWording]] = {}

    def keep(self) -> None:
        """Keep it for the run after, where that was asked for."""
        if self._kept.lasting:
            self._kept.tell([
                [question, {id: words.plain() for id, words in sorted(of.items())}]
                for question, of in self.now.items()
            ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Run:
    """One run over the corpus; its questions share what is here."""

    asked: AnswerTable
    corpus: Corpus
    made_with: str
    features: str | None
    locked: frozenset[str]
    anew: bool
    words: _Said

    def themes(
        self, answers: Numbers, before: Previous | None, question: str | None = None
    ) -> ThemeAnalysis:
        """The themes of the answers at some places."""
        said = spoken(self.asked, answers, self.corpus)
        heard = heard_of(said, self.asked, self.corpus)
        digests = self.corpus.digests[heard.rows]
        known = PreviousAssignment(before, *before.themes_of(digests)) if before else None
        decided, since = self._groups(heard, known)
        groups = decided.groups
        earlier: Mapping[int, ThemeWording] = {}
        if known and known.alike(self.made_with):
            earlier = unchanged(self.words.before.get(question, {}), known.before, groups, digests)
        found = described(said, groups, self.corpus, self.asked, earlier)
        if known:
            found = renamed(found, groups, known, heard.weights)
        stability = _stability(decided, found, before)
        found = {n: replace(theme, stability=stability[theme.id]) for n, theme in found.items()}
        themes = self._result(said, groups, found)
        self.words.now[question] = kept_words(found, groups, heard.rows, digests, earlier)
        ids = {number: theme.id for number, theme in found.items()}
        sizes = {theme.id: theme.size for theme in found.values()}
        state = state_of(
            ids, sizes, digests, groups,
            **{
                "made with": self.made_with, "features": self.features, "grouped": since,
                "stability": {id: value for id, value in stability.items() if value is not None},
            },
        )  # fmt: skip
        told = changes(sizes, known, groups, ids, heard.weights) if known else ()
        return replace(themes, state=state, changes=told)

    def _groups(
        self, heard: WordingSelection, known: PreviousAssignment | None
    ) -> tuple[Assignment, int]:
        """The group of each wording, and how many there were when all was last grouped."""
        if heard.weights.sum() < FEWEST:
            return Assignment(np.full(len(heard.rows), ALONE, dtype=np.int64)), len(heard.rows)
        if len(heard.rows) < DISTINCT:
            return said_often(heard, self.corpus), len(heard.rows)
        if not known:
            return cluster_wordings(heard, self.corpus), len(heard.rows)
        stays = not self.anew and known.little_is_new(self.made_with)
        if stays:
            decided = assign_new(heard, known, self.corpus)
        elif known.alike(self.made_with):
            decided = recluster(heard, known, self.corpus)
        else:
            decided = cluster_wordings(heard, self.corpus)
        since = known.before.grouped if stays else len(heard.rows)
        groups = with_locked(decided.groups, known, self.locked, self.corpus)
        return replace(decided, groups=groups), since

    def _result(
        self, said: AnswerSelection, groups: Numbers, found: Mapping[int, ThemeResult]
    ) -> ThemeAnalysis:
        passages = listed(said, groups, found, self.corpus, self.asked)
        over = _over(passages, self.asked)
        main = _main_themes(said.answers, passages, self.asked, found)
        answers: dict[str | None, list[str]] = {}
        for answer, theme in main.items():
            answers.setdefault(theme, []).append(answer)
        themes = [
            replace(theme, answers=tuple(answers.get(theme.id, ())), over=over.get(number, ()))
            for number, theme in found.items()
        ]
        silent = np.setdiff1d(said.answers, passages.answers)
        return ThemeAnalysis(
            themes=tuple(sorted(themes, key=lambda theme: (-theme.size, theme.id))),
            assignments=main,
            passages=passages,
            no_opinion=tuple(self.asked.ids[answer] for answer in silent.tolist()),
            near_duplicates=len(passages) - len(said.rows),
            to_read=passages.alike() if len(passages) < FEWEST else (),
            method={**self.corpus.method, **_counts(passages, len(said.rows), len(themes))},
        )


def _stability(
    decided: Assignment, found: Mapping[int, ThemeResult], before: Previous | None
) -> dict[str, float | None]:
    """The stability of each theme by its id: found now or, of one taken over, by the run before."""
    earlier = before.stability if before else {}
    return {
        theme.id: decided.stability.get(number, earlier.get(theme.id))
        for number, theme in found.items()
    }


def _over(passages: Listed, asked: AnswerTable) -> dict[int, tuple[Over, ...]]:
    """What each theme, by its number, holds more of than chance would."""
    if not asked.by:
        return {}
    assigned = [number if number >= 0 else None for number in passages.groups.tolist()]
    values = {
        name: [(*column.values, None)[at] for at in column.places[passages.answers].tolist()]
        for name, column in asked.by.items()
    }
    found: dict[int, tuple[Over, ...]] = {}
    for one in over_represented(assigned, values):
        found[one.theme] = (*found.get(one.theme, ()), one)
    return found


def _main_themes(
    answers: Numbers, passages: Listed, asked: AnswerTable, found: Mapping[int, ThemeResult]
) -> dict[str, str | None]:
    """Each answer's theme with most of its passages; of equals the one said first."""
    grouped = passages.groups >= 0
    width = max(found, default=0) + 1
    codes, first, counts = np.unique(
        passages.answers[grouped] * width + passages.groups[grouped],
        return_index=True, return_counts=True,
    )  # fmt: skip
    order = np.lexsort((first, -counts, codes // width))
    of, best = np.unique(codes[order] // width, return_index=True)
    main = dict(zip(of.tolist(), (codes[order][best] % width).tolist(), strict=True))
    return {
        asked.ids[answer]: found[main[answer]].id if answer in main else None
        for answer in answers.tolist()
    }


def _counts(passages: Listed, wordings: int, themes: int) -> dict[str, Setting]:
    left = int((passages.groups < 0).sum())
    return {
        "passages": len(passages), "wordings": wordings, "themes": themes, "not grouped": left,
        "grouped": len(passages) >= FEWEST, "fewest passages to group": FEWEST,
    }  # fmt: skip
