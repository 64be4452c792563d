"""The same themes whoever works, in whatever order, stopped and gone on; ids from run to run."""

import base64
import json
import os
import random
import re
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score

from analysis.themes import (
    Running,
    Settings,
    TextAnswer,
    ThemeAnalysis,
    ThemeResult,
    WorkersError,
    find_themes,
    forget,
    storing,
)
from analysis.themes.arrays import Digests, Matrix, Numbers, digests_of, unit
from analysis.themes.clustering.centroids import middles, middles_of
from analysis.themes.clustering.micro_clusters import Micro, micro_groups
from analysis.themes.embedding import corpus, fingerprint
from analysis.themes.embedding.character_ngrams import Space
from analysis.themes.embedding.sampling import drawn
from analysis.themes.embedding.vectors import Placing, Vectors
from analysis.themes.execution import blocks
from analysis.themes.execution.blocks import TASK
from analysis.themes.execution.running import Processes, Runner
from analysis.themes.labelling.theme_words import ThemeWording, words_from
from analysis.themes.preprocessing.answer_table import build_answer_table
from analysis.themes.preprocessing.passage_table import TermTable
from analysis.themes.store.line_file import Lines
from analysis.themes.store.run_store import RunStore
from analysis.themes.tracking.previous_run import PreviousError, matched, previous_of

WHAT = {
    "ads": (
        "que quiten los anuncios",
        "hay muchos anuncios",
        "odio los anuncios",
        "menos anuncios",
    ),
    "school": ("falta internet", "que pongan internet", "queremos internet", "no hay internet"),
    "photos": ("que no suban mis fotos", "pidan permiso para las fotos", "borren mis fotos"),
    "night": ("me desvelo jugando", "duermo muy tarde", "no puedo dormir por el celular"),
}
WHERE = {
    "ads": ("de los juegos", "de los videos", "en las caricaturas", "en mi tableta", "al jugar"),
    "school": ("en mi escuela", "en el salón", "en la escuela de mi pueblo", "para la tarea"),
    "photos": ("sin permiso", "en el grupo", "de la familia", "en internet", "con mis primos"),
    "night": ("todas las noches", "por los videos", "los domingos", "cuando hay clases"),
}
FEW = Settings(rows=30)  # so that even these are merged into micro-groups


def answers() -> list[TextAnswer]:
    return [
        TextAnswer(f"{subject}-{a}-{b}", f"{what} {where}")
        for subject in WHAT
        for a, what in enumerate(WHAT[subject])
        for b, where in enumerate(WHERE[subject])
    ]


@pytest.fixture(scope="module")
def alone() -> ThemeAnalysis:
    return find_themes(answers(), guide=None, settings=FEW)


def random_vectors(rows: int) -> Matrix:
    """Random meanings and letters, each of length one."""
    numbers = np.random.default_rng(rows).standard_normal((rows, 520)).astype(np.float32)
    return np.hstack([unit(numbers[:, :512]), unit(numbers[:, 512:])])


def in_memory(raw: Matrix) -> Vectors:
    return Vectors(raw, raw.shape, Placing(np.zeros(512, dtype=np.float32), 0.25))


# Texts in a file

LINE = st.binary(max_size=30).filter(lambda line: b"\n" not in line)


@given(lines=st.lists(LINE, max_size=40), keep=st.integers(0, 40), more=st.lists(LINE, max_size=5))
def test_lines_are_read_by_number_and_cut_off_where_asked(
    lines: list[bytes], keep: int, more: list[bytes]
) -> None:
    kept, keep = Lines(), min(keep, len(lines))
    kept.add(lines)
    assert [kept[number] for number in range(len(kept))] == list(kept) == lines
    kept.keep(keep)
    kept.add(more)
    assert list(kept) == [*lines[:keep], *more]


def test_a_line_that_was_not_finished_is_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_bytes(b"one\ntwo\nthr")
    assert list(Lines(file)) == [b"one", b"two"]
    assert file.read_bytes() == b"one\ntwo\n"


@given(texts=st.lists(st.text(max_size=6), max_size=60), shift=st.integers(0, 60))
def test_distinct_texts_lie_by_length_and_alphabet_whatever_order_they_came_in(
    texts: list[str], shift: int
) -> None:
    numbered = [TextAnswer(f"{number:03}", text) for number, text in enumerate(texts)]
    asked = build_answer_table(numbered[shift:] + numbered[:shift])
    assert list(asked.texts) == sorted(set(texts), key=blocks.by_length)
    assert [asked.texts[number] for number in asked.text] == texts


def test_a_value_that_is_not_known_of_an_answer_has_no_place() -> None:
    asked = build_answer_table(
        [
            TextAnswer("b", "x", by={"band": "6-9"}),
            TextAnswer("a", "y"),
            TextAnswer("c", "z", by={"in": "1"}),
        ]
    )
    assert asked.by["band"].values == ("6-9",)
    assert asked.by["band"].places.tolist() == [-1, 0, -1]
    assert asked.by["in"].places.tolist() == [-1, -1, 0]


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(1, 4), st.sets(st.integers(0, 5)))))
def test_keys_are_counted_by_group_as_one_by_one(said: list[tuple[int, int, set[int]]]) -> None:
    pairs = np.array([(row, k) for row, (*_, keys) in enumerate(said) for k in sorted(keys)])
    row, key = pairs.reshape(-1, 2).T.astype(np.int64)
    groups = np.array([group for group, *_ in said], dtype=np.int64)
    times = np.array([times for _, times, _ in said], dtype=np.int64)
    keys = TermTable(tuple("abcdef"), row, key)
    naive: dict[int, dict[str, int]] = {group: {} for group, *_ in said if group >= 0}
    for group, count, held in said:
        for one in held if group >= 0 else ():
            name = "abcdef"[one]
            naive[group][name] = naive[group].get(name, 0) + count
    assert keys.counted(groups, times) == naive
    if naive:
        some = {group: {"a", "b"} for group in naive}
        holding = keys.holding(some, groups, times)
        for group in naive:
            both = [n for g, n, held in said if g == group and held & {0, 1}]
            assert holding[group] == sum(both)


# Vectors in a file


@given(wanted=st.lists(st.integers(0, 299), max_size=40))
def test_vectors_in_a_file_are_those_in_memory(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[int]
) -> None:
    raw = random_vectors(300)
    path = tmp_path_factory.getbasetemp() / "vectors.f32"
    if not path.exists():
        path.write_bytes(raw.tobytes())
    filed = Vectors(path, raw.shape, Placing(np.zeros(512, dtype=np.float32), 0.25))
    assert np.array_equal(filed[wanted], in_memory(raw)[wanted])


# Micro-groups


def named(rows: int) -> Digests:
    """Digests of so many wordings."""
    return digests_of(map(str, range(rows)))


@given(
    said=st.lists(st.text("abcñ ", max_size=12), max_size=8),
    at=st.integers(0, 8),
)
def test_letters_are_what_tf_idf_gives_whatever_else_is_in_the_block(
    said: list[str], at: int
) -> None:
    learned = sorted({f"{a}{b}{c} {b}{a}" for a in "abc" for b in "cañ" for c in "bca"})
    space = Space.learned(learned, 0.25, 0)
    _, groups, rarity, axes, middle = space.state()
    known = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, vocabulary=groups,
        dtype=np.float32,
    )  # fmt: skip
    known.idf_ = rarity
    found = space.letters(said)
    if said:
        right = unit((known.transform(said) @ axes.T - middle).astype(np.float32))
        assert np.allclose(found, right, atol=1e-4)
    assert np.array_equal(np.vstack([space.letters(said[:at]), space.letters(said[at:])]), found)


def test_with_a_few_more_wordings_nearly_all_seeds_are_the_same() -> None:
    before, now = drawn(named(2000), 400), drawn(named(2100), 400)
    assert len(before) == len(now) == 400
    assert (np.diff(now) > 0).all()
    assert len(np.intersect1d(before, now)) >= 0.9 * 400
    assert np.histogram(before, bins=4, range=(0, 2000))[0].min() >= 70


def test_few_wordings_are_each_a_micro_group_of_their_own() -> None:
    vectors, rows = in_memory(random_vectors(50)), np.arange(50)
    ones = np.ones(50, dtype=np.int64)
    micro = micro_groups(vectors, rows, ones, named(50), 50, Runner(None, 1))
    assert np.array_equal(micro.vectors, vectors[:])
    assert np.array_equal(micro.of_row, rows)


def test_micro_groups_are_bounded_and_lose_no_passage() -> None:
    vectors, weights = in_memory(random_vectors(700)), np.arange(1, 701)
    micro = micro_groups(vectors, np.arange(700), weights, named(700), 40, Runner(None, 1))
    assert len(micro.vectors) <= 40
    assert micro.weights.sum() == weights.sum()
    assert np.allclose(np.linalg.norm(micro.vectors, axis=1), 1, atol=1e-5)
    near = np.einsum("ij,ij->i", vectors[:], micro.vectors[micro.of_row])
    assert near.mean() > 0.1 + (vectors[:] @ micro.vectors.T).mean()


def test_middles_by_stretches_are_those_at_once() -> None:
    vectors, rows = in_memory(random_vectors(5000)), np.arange(5000)
    weights, groups = 1 + rows % 7, rows % 11 - 1
    assert np.allclose(
        middles_of(vectors, rows, weights, groups), middles(vectors[:], weights, groups), atol=1e-5
    )


def test_micro_groups_of_real_answers_give_the_subjects(alone: ThemeAnalysis) -> None:
    assert alone.method["wordings"] > FEW.rows
    for subject in WHAT:
        themes = [theme for id, theme in alone.assignments.items() if id.startswith(subject)]
        assert max(themes.count(theme) for theme in {*themes} - {None}) >= len(themes) / 2, subject


# Whoever works


def test_order_of_answers_and_number_of_workers_change_nothing(alone: ThemeAnalysis) -> None:
    shuffled = answers()
    random.Random(5).shuffle(shuffled)
    found = find_themes(shuffled, guide=None, settings=FEW, running=Running(workers=2))
    assert repr(found) == repr(alone)
    assert found.state == alone.state


@pytest.fixture
def crew() -> Iterator[Processes]:
    crew = Processes(2)
    yield crew
    crew.close()


def nearest_everywhere(crew: Processes, patience: float, meanwhile: Any) -> bool:
    """Whether many small tasks give, in order, what they must; `meanwhile` runs after the first."""
    rows = random_vectors(12 * TASK)
    seeds = np.ascontiguousarray(random_vectors(200).T)
    tasks = [rows[start : start + TASK] for start in range(0, len(rows), TASK)]
    results = Runner(crew, patience).each("nearest", seeds, tasks)
    found = [np.concatenate(next(results))]
    meanwhile()
    found += [np.concatenate(each) for each in results]
    here = Runner(None, patience).each("nearest", seeds, tasks)
    return all(np.array_equal(a, np.concatenate(b)) for a, b in zip(found, here, strict=True))


def test_a_worker_killed_in_the_middle_loses_and_changes_nothing(crew: Processes) -> None:
    before = crew.processes()
    assert nearest_everywhere(crew, 60, lambda: os.kill(before[0], signal.SIGKILL))
    assert before[0] not in crew.processes()
    assert len(crew.processes()) == 2


@pytest.mark.long
def test_a_worker_that_hangs_loses_and_changes_nothing(crew: Processes) -> None:
    stopped: list[int] = []

    def stop() -> None:
        stopped.append(crew.processes()[0])
        os.kill(stopped[0], signal.SIGSTOP)

    assert nearest_everywhere(crew, 20, stop)
    assert stopped[0] not in crew.processes()


def test_an_error_of_the_work_itself_comes_back(crew: Processes) -> None:
    with pytest.raises(ValueError, match="matmul"):
        list(Runner(crew, 60).each("nearest", np.zeros((3, 3)), [np.zeros((2, 4))]))


@pytest.mark.parametrize("says", [None, b"", b"SSH-2.0-OpenSSH\r\n"])
def test_a_scheduler_that_is_not_there_is_one_sentence(
    says: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is there, or somebody else, who waits to be spoken to or speaks another way."""
    monkeypatch.setattr("analysis.themes.execution.cluster.REACHING", 1.0)
    taken: list[socket.socket] = []

    def take(calls: socket.socket, words: bytes) -> None:
        taken.append(calls.accept()[0])
        taken[0].sendall(words)

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        if says is None:
            other.close()
        else:
            Thread(target=take, args=(other, says), daemon=True).start()
        refused(f"tcp://127.0.0.1:{port}")
    for call in taken:
        call.close()


@pytest.mark.parametrize("address", ["", "foo", "foo:bar", "http://foo", "tcp://127.0.0.1:99999"])
def test_what_is_no_address_of_a_scheduler_is_one_sentence(address: str) -> None:
    refused(address)


def refused(address: str) -> None:
    wanted = f"^The scheduler {re.escape(address)} cannot be reached\\.$"
    with pytest.raises(WorkersError, match=wanted):
        find_themes(answers(), guide=None, running=Running(scheduler=address))


@pytest.mark.long
@pytest.mark.filterwarnings("default")  # Dask's own
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_three_workers_of_a_cluster_one_of_them_killed_or_hanging_give_the_same(
    sent: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(corpus, "TASK", blocks.BLOCK)
    monkeypatch.setattr(blocks, "TASK", blocks.BLOCK)  # so that there are tasks for all three
    many, struck = growing(900), []
    here = find_themes(many, guide=None, settings=FEW)
    with LocalCluster(3, threads_per_worker=1, dashboard_address=None) as cluster:
        pids = [worker.process.pid for worker in cluster.workers.values()]

        def strike_once(done: int, _all: int) -> None:
            if done and not struck:
                struck.append(pids[0])
                os.kill(pids[0], sent)

        running = Running(scheduler=cluster.scheduler_address, patience=15)
        try:
            found = find_themes(
                many, guide=None, settings=FEW, running=running, progress=strike_once
            )
        finally:
            with suppress(ProcessLookupError):
                os.kill(pids[0], signal.SIGCONT)
    assert struck
    assert repr(found) == repr(here)
    assert found.state == here.state


# Stopped and gone on


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


def stopped_at(share: float, **options: Any) -> None:
    """A run that somebody stops when so much is done."""

    def stop(done: int, of: int) -> None:
        if done >= of * share:
            raise Stopped

    with pytest.raises(Stopped):
        find_themes(options.pop("of"), guide=None, settings=FEW, progress=stop, **options)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
def test_a_run_that_was_stopped_goes_on_and_ends_as_if_it_had_not(
    tmp_path: Path, alone: ThemeAnalysis, share: float
) -> None:
    running = Running(folder=str(tmp_path))
    stopped_at(share, of=answers(), running=running)
    (kept,) = tmp_path.iterdir()
    with (kept / "passages.sealed").open("a") as torn:
        torn.write("half a li")
    assert repr(find_themes(answers(), guide=None, settings=FEW, running=running)) == repr(alone)
    assert repr(find_themes(answers(), guide=None, settings=FEW, running=running)) == repr(alone)


def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, int]]:
    """Counts, from now on, the rows that are worked on by each step."""
    done: dict[str, int] = {}
    work = blocks.work

    def counting(step: str, context: Any, task: Any) -> list[Any]:
        done[step] = done.get(step, 0) + len(task)
        return work(step, context, task)

    monkeypatch.setattr("analysis.themes.execution.running.work", counting)
    return lambda: {step: done.pop(step) for step in list(done)}


def test_what_was_done_before_a_run_was_stopped_is_not_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "TASK", blocks.BLOCK)
    monkeypatch.setattr(blocks, "TASK", blocks.BLOCK)
    many, done = growing(400), counted(monkeypatch)
    running = Running(folder=str(tmp_path))
    whole = repr(find_themes(many, guide=None, settings=FEW))
    of_whole = done()
    stopped_at(0.3, of=many, running=running)
    before = done()
    assert 0 < before["cut"] < of_whole["cut"]
    assert repr(find_themes(many, guide=None, settings=FEW, running=running)) == whole
    after = done()
    assert before["cut"] + after["cut"] <= of_whole["cut"] + blocks.BLOCK
    assert after["vectors"] <= of_whole["vectors"]


def test_a_folder_belongs_to_one_version_of_the_engine_and_its_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = build_answer_table(answers())

    def key(**changed: Any) -> str:
        return corpus.key_of(asked, corpus.making("es", Settings(**changed)), None)

    keys = {key(), key(seed=1), key(lexical=0.5)}
    for name in ("engine", "packages", "language model", "kernels"):
        other = {**fingerprint.machinery("es"), name: "another"}
        with monkeypatch.context() as patched:
            patched.setattr(corpus, "machinery", lambda _language, other=other: other)
            keys.add(key())
    assert len(keys) == 7
    assert key() in keys


def test_without_a_folder_nothing_stays_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    find_themes(answers(), guide=None, settings=FEW)
    assert list(tmp_path.iterdir()) == []


# From run to run

MORE = [TextAnswer(f"ads-more-{n}", text) for n, text in enumerate((
    "los anuncios de los juegos son largos", "muchos anuncios al jugar en la tableta",
    "menos anuncios en los videos", "odio los anuncios en las caricaturas de mi hermano",
))]  # fmt: skip


def test_the_same_answers_again_keep_every_id_and_nothing_moves(alone: ThemeAnalysis) -> None:
    state = json.loads(json.dumps(alone.state))
    again = find_themes(answers(), guide=None, settings=FEW, previous=state)
    assert again.assignments == alone.assignments
    assert {(c.kind, c.moved) for c in again.changes} == {("kept", 0)}
    stability = {theme.id: theme.stability for theme in again.themes}
    assert stability == {theme.id: theme.stability for theme in alone.themes}
    assert None not in stability.values()


def test_all_grouped_anew_agrees_with_the_run_that_goes_on(alone: ThemeAnalysis) -> None:
    many = [*answers(), *MORE]
    going_on, anew = (
        find_themes(many, guide=None, settings=FEW, previous=alone.state, anew=anew)
        for anew in (False, True)
    )
    assert adjusted_rand_score(_main(going_on), _main(anew)) >= 0.95
    assert {theme.id for theme in anew.themes} == {theme.id for theme in going_on.themes}
    assert all(theme.stability is not None for theme in anew.themes)


def test_a_theme_that_is_not_found_again_stays_if_it_still_is_one(alone: ThemeAnalysis) -> None:
    before = previous_of(alone.state)
    assert before is not None
    largest = np.flatnonzero(before.numbers == int(np.argmax(before.sizes)))
    one_of_each = np.unique(before.numbers, return_index=True)[1]

    def ids_after(others: Numbers) -> set[str]:
        """The themes' ids as if these wordings had been one more theme in the run before."""
        numbers = before.numbers.copy()
        numbers[others] = len(before.ids)
        state = {
            **alone.state, "ids": [*before.ids, "more"], "sizes": [*before.sizes, 1000],
            "themes": base64.b64encode(numbers.astype("<i4").tobytes()).decode(),
        }  # fmt: skip
        anew = find_themes(answers(), guide=None, settings=FEW, previous=state, anew=True)
        return {theme.id for theme in anew.themes}

    assert ids_after(largest[::2]) == {*before.ids, "more"}
    assert ids_after(one_of_each) == set(before.ids)


def test_a_micro_group_stands_where_most_of_its_passages_stood() -> None:
    micro = Micro(random_vectors(2), np.array([6, 3]), np.array([0, 0, 0, 1]))
    groups, weights = np.array([4, 2, 2, -1]), np.array([3, 1, 1, 3])
    assert micro.commonest(groups, weights).tolist() == [4, -1]


def test_a_few_new_answers_join_and_old_ones_stay(alone: ThemeAnalysis, tmp_path: Path) -> None:
    found = find_themes([*answers(), *MORE], guide=None, settings=FEW, previous=alone.state)
    assert {id: found.assignments[id] for id in alone.assignments} == alone.assignments
    ads = [found.assignments[answer.id] for answer in MORE]
    grown = {change.theme for change in found.changes if change.kind == "grew"}
    assert grown
    assert {theme for theme in ads if theme} <= {theme.id for theme in found.themes}
    sizes = {theme.id: theme.size for theme in found.themes}
    assert all(change.now == sizes.get(change.theme, 0) for change in found.changes)


def growing(count: int) -> list[TextAnswer]:
    """So many different answers to the four subjects, in a fixed mixed order."""
    said = [
        (subject, f"{what} {where} {more}")
        for subject in WHAT
        for what in WHAT[subject]
        for where in WHERE[subject]
        for more in MORE_WORDS
    ]
    random.Random(8).shuffle(said)
    different = {text: subject for subject, text in said}
    return [
        TextAnswer(f"{subject}{number:04}", text)
        for number, (text, subject) in enumerate(list(different.items())[:count])
    ]


MORE_WORDS = (
    "", "por favor", "en mi casa", "mis amigos y yo", "siempre", "a veces", "mi hermana también",
    "cada semana", "con mi papá", "en la tarde", "mucho", "porque molesta", "desde ayer",
    "todos los niños", "en las vacaciones", "de verdad", "aquí", "ahora mismo", "en el camión",
    "con mi abuela", "en el recreo", "los sábados", "cuando llego", "sin que nadie me ayude",
    "en segundo", "mi maestra", "por la mañana", "los lunes", "en mi colonia", "ya casi nunca",
)  # fmt: skip


def test_a_run_after_few_new_answers_does_little_and_agrees_with_a_full_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many, settings = growing(1800), Settings(rows=500)
    old, running, done = many[:1710], Running(folder=str(tmp_path)), counted(monkeypatch)
    first = find_themes(old, guide=None, settings=settings, running=running)
    assert done()["cut"] == 1710
    grown = find_themes(many, guide=None, settings=settings, running=running, previous=first.state)
    little = done()
    assert little["cut"] == 90
    assert little["vectors"] <= 90
    assert "nearest" not in little  # no micro-groups, no grouping
    assert little.get("assigned", 0) <= 90
    words = {theme.id: said_of(theme) for theme in first.themes}
    assert any(parts for _label, parts in words.values())
    assert {theme.id: said_of(theme) for theme in grown.themes if theme.id in words} == words
    full = find_themes(many, guide=None, settings=settings)
    assert adjusted_rand_score(*(_main(each) for each in (grown, full))) >= 0.95
    assert {id: grown.assignments[id] for id in first.assignments} == first.assignments


def test_what_another_version_kept_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, done = Running(folder=str(tmp_path)), counted(monkeypatch)
    first = find_themes(answers(), guide=None, settings=FEW, running=running)
    whole = done()
    other = {**fingerprint.machinery("es"), "engine": "another"}
    monkeypatch.setattr(corpus, "machinery", lambda _language: other)
    find_themes(answers(), guide=None, settings=FEW, running=running, previous=first.state)
    again = done()
    assert {step: again[step] for step in ("cut", "vectors")} == {
        step: whole[step] for step in ("cut", "vectors")
    }


def _main(found: ThemeAnalysis) -> list[str]:
    return [str(found.assignments[id]) for id in sorted(found.assignments)]


def test_a_run_after_new_answers_that_was_stopped_goes_on_too(
    tmp_path: Path, alone: ThemeAnalysis
) -> None:
    running = Running(folder=str(tmp_path))
    first = find_themes(answers(), guide=None, settings=FEW, running=running)
    asked: dict[str, Any] = {"running": running, "previous": first.state}
    stopped_at(0.7, of=[*answers(), *MORE], **asked)
    resumed = find_themes([*answers(), *MORE], guide=None, settings=FEW, **asked)
    again = find_themes([*answers(), *MORE], guide=None, settings=FEW, **asked)
    assert repr(again) == repr(resumed)
    assert {id: resumed.assignments[id] for id in first.assignments} == first.assignments


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[ThemeAnalysis, Path]:
    """A run over the answers, and the folder of what it kept; not to be changed."""
    folder = tmp_path_factory.mktemp("stored")
    running = Running(folder=str(folder))
    return find_themes(answers(), guide=None, settings=FEW, running=running), folder


def test_a_run_that_goes_on_is_the_same_in_any_order_whoever_works_and_wherever_it_is_kept(
    stored: tuple[ThemeAnalysis, Path], tmp_path: Path
) -> None:
    first, folder = stored
    many = [*answers(), *MORE]
    here, elsewhere = (
        find_themes(of, guide=None, settings=FEW, previous=first.state, running=running)
        for of, running in (
            (many, Running(earlier=str(folder))),
            (many[::-1], Running(workers=2, folder=str(tmp_path), earlier=str(folder))),
        )
    )
    assert repr(here) == repr(elsewhere)
    assert {**here.state, "features": ""} == {**elsewhere.state, "features": ""}
    assert {id: here.assignments[id] for id in first.assignments} == first.assignments
    words = {theme.id: said_of(theme) for theme in first.themes}
    assert {theme.id: said_of(theme) for theme in here.themes} == words
    again = find_themes(
        many, guide=None, settings=FEW, previous=elsewhere.state,
        running=Running(folder=str(tmp_path)),
    )  # fmt: skip
    assert {theme.id: said_of(theme) for theme in again.themes} == words


def said_of(theme: ThemeResult) -> tuple[str, list[str]]:
    return theme.label, sorted(part.label for part in theme.subthemes)


def test_words_that_nobody_says_any_more_are_not_kept(stored: tuple[ThemeAnalysis, Path]) -> None:
    first, folder = stored
    gone = first.themes[0].label
    stay = [answer for answer in answers() if gone not in answer.text]
    found = find_themes(
        stay, guide=None, settings=FEW, previous=first.state, running=Running(earlier=str(folder))
    )
    said: dict[str | None, str] = {}
    for passage in found.passages:
        said[passage.theme] = f"{said.get(passage.theme, '')}\n{passage.text}"
    for theme in found.themes:
        assert theme.label != gone
        assert theme.label in said[theme.id]
        assert all(part.label in said[theme.id] for part in theme.subthemes)
    assert len({theme.label.lower() for theme in found.themes}) == len(found.themes)


ROWS = st.sets(st.integers(0, 20), min_size=1)


@given(ROWS, ROWS)
def test_words_are_kept_by_a_theme_that_is_mostly_what_it_was(
    then: set[int], now: set[int]
) -> None:
    members, held = (np.array(sorted(each), dtype=np.uint64) for each in (then, now))
    part_of = (members % 3).astype(np.int64)
    words = words_from(
        json.loads(json.dumps(ThemeWording("x", None, ("y",), members, part_of).plain()))
    )
    assert words.alike(held) == (len(then & now) >= 0.8 * len(then | now))
    assert words.stood(held).tolist() == [n % 3 if n in then else -1 for n in sorted(now)]


def test_what_is_forgotten_leaves_what_was_kept_and_the_rest_is_used(
    stored: tuple[ThemeAnalysis, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, folder = stored
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "killed").mkdir()
    (tmp_path / "killed" / "passages.jsonl").write_text("[]")
    gone, stay = answers()[:2], answers()[2:]
    forget(tmp_path, [answer.text for answer in stay])
    (kept,) = tmp_path.iterdir()
    assert kept.name == first.state["features"]
    files = {file.name: file.read_bytes() for file in kept.iterdir()}
    assert not any(answer.text.encode() in each for answer in gone for each in files.values())
    finished = RunStore(tmp_path, kept.name).finished()
    assert len(finished.texts) == len(stay)
    assert len(files["vectors.f32"]) == 4 * len(finished.wordings) * (512 + len(finished.state[3]))
    digests = RunStore(tmp_path, kept.name).sealer.digests(digests_of(each.text for each in gone))
    assert not np.isin(digests, finished.wordings).any()
    done = counted(monkeypatch)
    asked: dict[str, Any] = {"guide": None, "settings": FEW, "previous": first.state}
    of_less, of_all = (
        find_themes(stay, **asked, running=Running(earlier=str(each)))
        for each in (tmp_path, folder)
    )
    assert "cut" not in done()
    assert of_less.assignments == of_all.assignments
    forget(tmp_path, ["something else"])
    assert not tmp_path.exists()


def test_a_text_asked_for_as_a_worry_stays_and_goes_like_any_other(tmp_path: Path) -> None:
    said = [replace(answer, worry=number == 0) for number, answer in enumerate(answers()[:9])]
    stays_and_goes(tmp_path, said)


def stays_and_goes(tmp_path: Path, said: list[TextAnswer]) -> None:
    """A text is kept as long as it is among the answers, and no longer."""
    first = find_themes(said, guide=None, running=Running(folder=str(tmp_path)))
    kept = RunStore(tmp_path, str(first.state["features"]))
    before = kept.finished().texts
    forget(tmp_path, [answer.text for answer in said])
    assert kept.finished().texts.tolist() == before.tolist()
    forget(tmp_path, [answer.text for answer in said[1:]])
    assert said[0].text.encode() not in (kept.path / "passages.sealed").read_bytes()
    assert len(kept.finished().texts) == len(before) - 1


def test_a_run_that_fails_leaves_what_was_kept_before(tmp_path: Path) -> None:
    def keep(name: str, fails: bool = False) -> None:
        with suppress(InterruptedError), storing(tmp_path / "kept") as used:
            RunStore(tmp_path / "kept", name)
            if fails:
                raise InterruptedError
            used.append(name)

    keep("first", fails=True)
    assert not (tmp_path / "kept").exists()
    for name, fails in (("first", False), ("second", True), ("first", False)):
        keep(name, fails)
        assert [each.name for each in (tmp_path / "kept").iterdir()] == ["first"]
    keep("third")
    assert [each.name for each in (tmp_path / "kept").iterdir()] == ["third"]


def test_ids_persist_when_all_is_grouped_anew(alone: ThemeAnalysis) -> None:
    finer = Settings(rows=30, grain=1.3)
    found = find_themes(answers(), guide=None, settings=finer, previous=alone.state)
    assert {theme.id for theme in found.themes} & {theme.id for theme in alone.themes}
    kinds = {change.theme: change.kind for change in found.changes}
    now = {theme.id for theme in found.themes}
    assert {id for id, kind in kinds.items() if kind == "vanished"} == set(alone.state["ids"]) - now


def test_a_locked_theme_does_not_dissolve(alone: ThemeAnalysis) -> None:
    locked = alone.themes[0]
    finer = Settings(rows=30, grain=4.0)
    found = find_themes(
        answers(), guide=None, settings=finer, previous=alone.state, locked=[locked.id]
    )
    held = {p.answer for p in alone.passages if p.theme == locked.id}
    assert {p.theme for p in found.passages if p.answer in held} == {locked.id}


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), min_size=1, max_size=60))
def test_matching_is_one_to_one_and_finds_renumbered_themes(pairs: list[tuple[int, int]]) -> None:
    now, before = np.array(pairs).T
    found = matched(now, before, np.ones(len(now), dtype=np.int64))
    assert len(set(found.values())) == len(found)
    same = matched(now, np.where(now >= 0, 7 - now, -1), np.ones(len(now), dtype=np.int64))
    assert same == {int(n): 7 - int(n) for n in np.unique(now[now >= 0])}


@pytest.mark.parametrize("state", [{}, {"version": 99}, {"version": 1, "ids": []}])
def test_what_is_no_state_is_refused_in_one_sentence(state: dict[str, Any]) -> None:
    with pytest.raises(PreviousError, match=r"^The previous run .*\.$"):
        previous_of(state)
