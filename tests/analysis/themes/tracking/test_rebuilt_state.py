"""A run's state made again from its passages: the same themes keep their ids, and locked ones."""

import random

from hypothesis import given
from hypothesis import strategies as st

from analysis import Settings, TextAnswer, find_themes, origin_of, remembered
from analysis.themes.arrays import digests_of
from analysis.themes.tracking.previous_run import previous_of

SUBJECTS = (
    ("que quiten los anuncios", "menos anuncios en los juegos", "no quiero anuncios"),
    ("que haya internet en mi pueblo", "en el rancho no hay internet", "pongan internet gratis"),
    ("que contesten los reportes", "nadie contesta mi reporte", "reportar sirve de nada"),
)
ENDS = ("", "por favor", "de verdad", "siempre", "ya", "hoy", "en serio", "pronto")
ANSWERS = [
    TextAnswer(f"{number:03}", f"{text} {end}".strip())
    for number, (text, end) in enumerate(
        (text, end) for subject in SUBJECTS for text in subject for end in ENDS
    )
]


def passages_of(found):
    return [(passage.text, passage.theme) for passage in found.passages]


def test_state_from_passages_is_as_good_as_the_run_itself():
    first = find_themes(ANSWERS, guide=None)
    rows = passages_of(first)
    again = remembered(rows, origin_of(first.state))
    random.Random(3).shuffle(rows)
    assert remembered(rows, origin_of(first.state)) == again
    kept, made = previous_of(first.state), previous_of(again)
    assert (made.digests == kept.digests).all()
    assert [made.ids[n] if n >= 0 else None for n in made.numbers] == [
        kept.ids[n] if n >= 0 else None for n in kept.numbers
    ]
    assert dict(zip(made.ids, made.sizes, strict=True)) == dict(
        zip(kept.ids, kept.sizes, strict=True)
    )
    more = [*ANSWERS, TextAnswer("999", "que quiten los anuncios del celular")]
    from_run = find_themes(more, guide=None, previous=first.state)
    from_passages = find_themes(more, guide=None, previous=again)
    assert passages_of(from_passages) == passages_of(from_run)
    assert [theme.id for theme in from_passages.themes] == [theme.id for theme in from_run.themes]


def test_locked_theme_stays_together_at_another_grain_without_the_origin():
    first = find_themes(ANSWERS, guide=None)
    locked = first.themes[0].id
    state = remembered(passages_of(first))
    for grain in (0.5, 3.0):
        found = find_themes(
            ANSWERS, guide=None, previous=state, locked=[locked], settings=Settings(grain=grain)
        )
        now = {passage.text for passage in found.passages if passage.theme == locked}
        assert {text for text, theme in passages_of(first) if theme == locked} <= now


TEXTS = st.sampled_from(["más juegos", "Más juegos", "menos tarea", "q kiten la tarea"])
THEMES = st.sampled_from(["a", "b", None])


@given(st.lists(st.tuples(TEXTS, THEMES), max_size=20))
def test_state_holds_every_passage_once(rows):
    made = previous_of(remembered(rows))
    counted = {theme: sum(t == theme for _text, t in rows) for theme in made.ids}
    assert dict(zip(made.ids, made.sizes, strict=True)) == counted
    assert len(made.digests) == len(set(made.digests.tolist())) <= len({text for text, _t in rows})
    assert digests_of(["más juegos"])[0] in made.digests or not any(
        text.casefold() == "más juegos" for text, _theme in rows
    )
