"""Groups of wordings turned into themes that can be read: label, keywords, passages, kinds."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from . import labels
from .corpus import Corpus, Said
from .findings import KINDS, Theme
from .grouping import Numbers, least, middles
from .passages import EDGE, read
from .spelling import PLACEHOLDER
from .vectors import Matrix


def unsayable(rows: Numbers, weights: Numbers, groups: Numbers, corpus: Corpus) -> frozenset[int]:
    """Groups that nobody expected and no words hold together: a mixture, not a theme."""
    times = dict(zip(rows.tolist(), weights.tolist(), strict=True))
    words = {
        number: [(corpus.words[row], times[row]) for row in members]
        for number, members in _members(rows, groups).items()
    }
    telling = labels.distinctive_words(words)
    return frozenset(
        number
        for number in words
        if number >= corpus.examples.themes
        and labels.told(telling[number], words[number]) < corpus.settings.told
    )


def _members(rows: Numbers, groups: Numbers) -> dict[int, list[int]]:
    """The wordings of each group."""
    return {
        int(number): rows[groups == number].tolist() for number in np.unique(groups[groups >= 0])
    }


def described(
    rows: Numbers, groups: Numbers, voiced: Sequence[Said], corpus: Corpus
) -> dict[int, Theme]:
    """A theme for each group number. `rows` are wordings of the corpus, `groups` their groups."""
    said: dict[int, list[Said]] = {int(row): [] for row in rows}
    for one in voiced:
        said[one.wording].append(one)
    members = {
        number: [said[row] for row in of_group]
        for number, of_group in _members(rows, groups).items()
    }
    weights = labels.distinctive_words(
        {
            number: [(of_wording[0].piece.words, len(of_wording)) for of_wording in passages]
            for number, passages in members.items()
        }
    )
    themes: dict[int, Theme] = {}
    taken: set[str] = set()
    for number in sorted(members, key=lambda n: (-sum(map(len, members[n])), n)):
        vectors = corpus.vectors[[of_wording[0].wording for of_wording in members[number]]]
        theme = _theme(number, members[number], vectors, weights[number], taken, corpus)
        small = theme.size < least(len(voiced), corpus.settings.smallest)
        themes[number] = replace(theme, distinctive=small and not theme.expected)
        taken.add(theme.label.lower())
    return themes


def _theme(
    number: int,
    passages: Sequence[Sequence[Said]],
    vectors: Matrix,
    weights: Mapping[str, float],
    taken: set[str],
    corpus: Corpus,
) -> Theme:
    """`passages` holds, for each wording of the group, those who said it; `vectors` its rows."""
    sizes = np.array([len(one) for one in passages], dtype=np.int64)
    middle = middles(vectors, sizes, np.zeros(len(sizes), dtype=np.int64))[0]
    nearness = vectors @ middle
    nearest = sorted(range(len(sizes)), key=lambda row: (-nearness[row], row))[: labels.READ]
    forms = {_shown(passages[row]): float(nearness[row]) for row in reversed(nearest)}
    label = _label(forms, weights, taken, corpus)
    lengths = [len(one[0].piece.regular.split()) for one in passages]
    shown = [passages[row][0] for row in labels.differing(vectors, middle, lengths)]
    said = [(one[0].piece.words, len(one)) for one in passages]
    kinds = Counter(one.piece.kind for of_wording in passages for one in of_wording)
    expected = number < len(corpus.guide.themes)
    return Theme(
        id=corpus.guide.themes[number].id if expected else _id(passages),
        label=label,
        name=corpus.guide.themes[number].name if expected else label,
        keywords=labels.keywords(weights, said),
        size=int(sizes.sum()),
        passages=tuple(one.piece.text for one in shown),
        sources=tuple(one.answer.id for one in shown),
        answers=(),
        expected=expected,
        distinctive=False,
        kind=min(kinds, key=lambda kind: (-kinds[kind], KINDS.index(kind))),
        kinds={kind: kinds[kind] for kind in KINDS if kinds[kind]},
    )


def _shown(said: Sequence[Said]) -> str:
    """The commonest way a wording was written; of equals the first in the alphabet."""
    forms = Counter(one.piece.text for one in said)
    return min(forms, key=lambda form: (-forms[form], form))


def _label(
    forms: Mapping[str, float], weights: Mapping[str, float], taken: set[str], corpus: Corpus
) -> str:
    """A label out of the passages nearest the middle; `forms` says how near each is."""
    texts = sorted(forms)
    readings = read(texts, corpus.nlp, corpus.spelling)
    found = labels.phrases(readings, [forms[text] for text in texts], corpus.spelling)
    best = labels.best_label(found, weights, taken)
    return best or _nearest_words(forms, taken)


def _nearest_words(forms: Mapping[str, float], taken: set[str]) -> str:
    """Where no phrase reads well: the nearest passage's longest stretch that is no label yet."""
    stretches = {
        max((part.strip(EDGE) for part in PLACEHOLDER.split(text)), key=len): near
        for text, near in sorted(forms.items(), key=lambda form: (form[1], form[0]))
    }
    free = {words: near for words, near in stretches.items() if words.lower() not in taken}
    ranked = free or stretches
    return min(ranked, key=lambda words: (-ranked[words], words))


def _id(passages: Sequence[Sequence[Said]]) -> str:
    """Made from what the theme holds: equal members, equal id."""
    wordings = "\n".join(sorted(of_wording[0].piece.regular for of_wording in passages))
    return "t" + hashlib.sha256(wordings.encode()).hexdigest()[:12]
