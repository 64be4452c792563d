"""Nine answers typed into a form, as the numbered text that the reader of submissions reads."""

from collections.abc import Mapping

import surveys

MOST_WORDS = 3000


def words_in(answers: Mapping[str, surveys.Answer | None]) -> int:
    """Words of all answers together."""
    return sum(len(str(answer).split()) for answer in answers.values() if answer)


def as_read(
    version: surveys.Version, answers: Mapping[str, surveys.Answer | None]
) -> dict[str, object]:
    """The same shape that a read document has; a paragraph is a passage."""
    asked = [question for question in version.questions if question.kind == "text"]
    return {
        "questions": [
            {
                "number": number,
                "text": question.ask,
                "passages": _passages(number, str(answers.get(question.concept) or "")),
            }
            for number, question in enumerate(asked, 1)
        ],
        "sources": [],
        "figures": [],
        "warnings": [],
    }


def _passages(number: int, text: str) -> list[dict[str, object]]:
    paragraphs = [" ".join(part.split()) for part in text.split("\n") if part.strip()]
    return [
        {"id": f"{number}.{place}", "text": paragraph, "sources": [], "absent": False}
        for place, paragraph in enumerate(paragraphs, 1)
    ]
