"""What a child says of herself stays beside her answers only as far as enough others say the same.

A teacher who knows a class and has got hold of the database looks for the one deaf Indigenous girl.
So once no answer can arrive any more, characteristics that too few share are taken out of responses
(local suppression for k-anonymity: Samarati and Sweeney, "Protecting privacy when disclosing
information", 1998; Willenborg and de Waal, "Elements of Statistical Disclosure Control", 2001).
Afterwards at least `LEAST_ALIKE` responses of a band and language, if there are so many, look the
same in all that they say of who sent them.

First the number of the session goes, which is there for resampling alone; then as few
characteristics as suffice, and of several ways the one that leaves the smallest group that is large
enough, so that what few say is lost last. What goes looks as if the child had skipped it. Nothing
here commits.
"""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, zip_longest
from math import log2
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from consult.answering.models import Response
from consult.answering.queries import sent_to
from consult.answering.withdrawal.operations import QUIETLY, hold
from consult.consultations.models import Consultation
from consult.consultations.queries import characteristics
from consult.storage.db import Model, db

BATCH, READ = 1000, 5000
Told = tuple[str, ...]
"""What a child says of herself: the answer to each characteristic that she was asked, as JSON."""

Flows = Counter[tuple[Told, Told]]
"""(told, what is to be kept of it) -> how many."""

Worth = Mapping[tuple[int, str], float]
"""(place in what is told, answer) -> bits."""

SKIPPED = "null"
_chance = random.SystemRandom()


class Move(NamedTuple):
    """Of the responses that say `told`, so many are to say `kept`, which is a part of it."""

    told: Told
    kept: Told
    number: int


class Group(NamedTuple):
    """Responses that say the same of who sent them, of one session or of those without a number."""

    cluster: int | None
    told: Told


class QuasiIdentifiers(NamedTuple):
    """Who sent a response: `asked` are the characteristics that there was a question for."""

    band: str
    language: str
    asked: tuple[str, ...]


Groups = Mapping[Group, list[UUID]]
"""Responses that say the same of who sent them."""


def is_suppressed(consultation: Consultation) -> bool:
    """Has it been done for the responses that there are? They can only become fewer."""
    return consultation.suppressed_among == sent_to(consultation.id)


def suppress(consultation_id: int, pause: Callable[[], object] = lambda: None) -> int:
    """Take out what too few share, if it has not been done; how many responses were changed.

    `pause` is called after each batch that is read, and may end the transaction: a response that is
    withdrawn meanwhile is missing from those it was counted among, and it is done once more.
    """
    consultation = db.session.get_one(Consultation, consultation_id)
    if is_suppressed(consultation):
        return 0
    concepts = characteristics(consultation)
    alike: dict[QuasiIdentifiers, Groups] = defaultdict(lambda: defaultdict(list))
    read = 0
    for id_, cluster, answers, band, language in _responses(consultation_id, pause):
        asked = tuple(each for each in concepts if each in answers)
        told = tuple(json.dumps(answers[each]) for each in asked)
        alike[QuasiIdentifiers(band, language, asked)][Group(cluster, told)].append(id_)
        read += 1
    hold()
    db.session.get_one(Consultation, consultation_id).suppressed_among = read
    return sum(_suppress(whose.asked, groups) for whose, groups in alike.items() if whose.asked)


def _responses(consultation_id: int, pause: Callable[[], object]) -> Iterator[Any]:
    columns = (Response.id, Response.cluster, Response.answers, Response.band, Response.language)
    after = UUID(int=0)
    while rows := db.session.execute(
        sa.select(*columns)
        .where(Response.consultation_id == consultation_id, Response.id > after)
        .order_by(Response.id)
        .limit(READ)
    ).all():
        pause()
        after = rows[-1].id
        yield from rows


def _suppress(asked: Sequence[str], groups: Groups) -> int:
    least = current_app.config["LEAST_ALIKE"]
    too_few = few_of_a_session({group: len(ids) for group, ids in groups.items()}, least)
    _part([id_ for group in too_few for id_ in groups[group]])
    loose: dict[Told, list[UUID]] = defaultdict(list)
    for group, ids in groups.items():
        if group.cluster is None or group in too_few:
            loose[group.told].extend(ids)
    for ids in loose.values():
        _chance.shuffle(ids)
    moves = generalised({told: len(ids) for told, ids in loose.items()}, least)
    for told, kept, number in moves:
        gone = [each for each, left in zip(asked, kept, strict=True) if left == SKIPPED]
        _skip([loose[told].pop() for _one in range(number)], gone)
    return sum(move.number for move in moves)


def few_of_a_session(counts: Mapping[Group, int], least: int) -> set[Group]:
    """The groups that are to lose the number of their session.

    Those of fewer than `least`, and if all that have no number then are fewer, more of them, the
    smallest first. Who says nothing may keep it.
    """
    numbered = [
        group for group in counts if group.cluster is not None and not _is_blank(group.told)
    ]
    loose = sum(number for group, number in counts.items() if group.cluster is None)
    found: set[Group] = set()
    for group in sorted(numbered, key=lambda each: (counts[each], each)):
        if counts[group] >= least and (not found or loose >= least):
            break
        found.add(group)
        loose += counts[group]
    return found


def generalised(counts: Mapping[Told, int], least: int) -> list[Move]:
    """What has to change so that at least `least` say each of what is still said.

    `counts`: how many say it. Where they are fewer in all, nothing is said any more.
    """
    worth = _worth(counts, least)
    kept = _kept(counts, worth, least)
    flows = Counter({(told, kept[told]): counts[told] for told in kept})
    for told in sorted(counts.keys() - kept, key=lambda told: (-counts[told], told)):
        _join(flows, told, counts[told], worth, least)
    return [Move(*flow, number) for flow, number in flows.items() if number and flow[0] != flow[1]]


def _worth(counts: Mapping[Told, int], least: int) -> Worth:
    """Bits of an answer: what it says that few say. Of one that cannot stay in any case, none."""
    said: Counter[tuple[int, str]] = Counter()
    for told, number in counts.items():
        said.update(dict.fromkeys(enumerate(told), number))
    whole = sum(counts.values())
    return {
        answer: log2(whole / number) if number >= least and answer[1] != SKIPPED else 0.0
        for answer, number in said.items()
    }


def _kept(counts: Mapping[Told, int], worth: Worth, least: int) -> dict[Told, Told]:
    """Told -> what stays of it, of those of which something stays that enough say.

    Ways to say less are gone through from the cheapest on; where enough have come to say the same,
    they are settled.
    """
    found: dict[Told, Told] = {}
    sizes: Counter[Told] = Counter()
    meeting: dict[Told, list[Told]] = defaultdict(list)
    for _cost, kept, told in sorted(_ways(counts, worth)):
        if told in found:
            continue
        meeting[kept].append(told)
        those = [each for each in meeting[kept] if each not in found]
        size = sizes[kept] + sum(counts[each] for each in those)
        if size >= least:
            found.update(dict.fromkeys(those, kept))
            sizes[kept] = size
    return found


def _ways(tolds: Iterable[Told], worth: Worth) -> Iterator[tuple[float, Told, Told]]:
    """(bits that are lost, what is left, told), of all that leave something, or lose nothing."""
    for told in tolds:
        said = [at for at, answer in enumerate(told) if answer != SKIPPED]
        for dropped in range(len(said) or 1):
            for gone in combinations(said, dropped):
                kept = tuple(SKIPPED if at in gone else each for at, each in enumerate(told))
                yield _lost(told, kept, worth), kept, told


def _join(flows: Flows, told: Told, number: int, worth: Worth, least: int) -> None:
    """Let those who are too few say what they have in common with enough others, who then say no
    more than that; of all groups with the one where least is lost."""
    sizes: Counter[Told] = Counter()
    for (_told, kept), size in flows.items():
        sizes[kept] += size
    ways = []
    for kept, size in sizes.items():
        both = _common(kept, told)
        others = 0 if both == kept else least - number
        if size - others < least:
            others = size
        if size >= least and not _is_blank(told):
            lost = others * _lost(kept, both, worth) + number * _lost(told, both, worth)
            ways.append((lost, others, kept))
    if not ways:
        flows[told, _common(told, ())] += number
        return
    _cost, others, kept = min(ways)
    both = _common(kept, told)
    flows[told, both] += number
    _say_less(flows, kept, both, others)


def _say_less(flows: Flows, kept: Told, less: Told, number: int) -> None:
    """So many of those who are to say `kept` say less."""
    for flow in [flow for flow in flows if flow[1] == kept]:
        moved = min(number, flows[flow])
        flows[flow] -= moved
        flows[flow[0], less] += moved
        number -= moved


def _common(one: Told, other: Told) -> Told:
    """What both say; nothing, where the other is empty."""
    pairs = zip_longest(one, other, fillvalue=SKIPPED)
    return tuple(mine if mine == theirs else SKIPPED for mine, theirs in pairs)


def _lost(told: Told, kept: Told, worth: Worth) -> float:
    pairs = enumerate(zip(told, kept, strict=True))
    return sum(worth[at, mine] for at, (mine, left) in pairs if mine != left)


def _is_blank(told: Told) -> bool:
    return set(told) <= {SKIPPED}


# Writing


def _part(ids: Sequence[UUID]) -> None:
    """Nothing tells of which session these were."""
    for some in _batches(ids):
        change = sa.update(Response).where(Response.id.in_(some)).values(cluster=None)
        db.session.execute(change, execution_options=QUIETLY)


def _skip(ids: Sequence[UUID], concepts: Iterable[str]) -> None:
    """As if these children had skipped these questions; one who has withdrawn is passed over."""
    gone = dict.fromkeys(concepts)
    table = Model.metadata.tables[Response.__tablename__]
    change = sa.update(table).where(table.c.id == sa.bindparam("its_id"))
    for some in _batches(ids):
        rows = db.session.execute(
            sa.select(Response.id, Response.answers).where(Response.id.in_(some))
        ).all()
        left = [{"its_id": id_, "answers": {**answers, **gone}} for id_, answers in rows]
        if left:
            db.session.execute(change, left)


def _batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))
