"""The form of a version: one field a question, named by its concept."""

from typing import cast

from wtforms import Form
from wtforms.form import BaseForm, FormMeta

from .kinds import KINDS, AnswerField
from .questionnaire import Answer, Version

KEPT = 256
_built: dict[tuple[int, type[Form]], tuple[Version, type[Form]]] = {}


def form_class(version: Version, base: type[Form] = Form) -> type[Form]:
    """The form that takes the answers of a version: `form_class(version)(request.form)`.

    A subclass of `base`, which may be FlaskForm or have fields of its own (a key, a token).
    ValueError if a concept is the name of something in the base.
    Built once for each version object and base: hold on to the versions that were read, rather
    than reading them again for each request. Information cards have no field.
    """
    kept = _built.get((id(version), base))
    if kept is None:
        # The version is kept beside its form, so that its id is not given to another one.
        kept = (version, _build(version, base))
        if len(_built) >= KEPT:
            _built.clear()
        _built[id(version), base] = kept
    return kept[1]


def _build(version: Version, base: type[Form]) -> type[Form]:
    asked = [question for question in version.questions if KINDS[question.kind].asks]
    taken = [question.concept for question in asked if hasattr(base, question.concept)]
    if taken:
        raise ValueError(f"{base.__name__} has its own {', '.join(taken)}; rename the concept")
    fields = {question.concept: KINDS[question.kind].field(question) for question in asked}
    return cast(type[Form], FormMeta("AnswerForm", (base,), fields))


def answers_of(form: BaseForm) -> dict[str, Answer | None]:
    """The parsed answers by concept, of all questions; None is skipped.

    Call it on a form that validated: a refused answer is None here too. It does not look at the
    path: see `on_path`.
    """
    return {field.short_name: field.data for field in form if isinstance(field, AnswerField)}
