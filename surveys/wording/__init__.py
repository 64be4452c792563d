"""Whether the words of a questionnaire suit those who answer: easy, fair, safe.

    report = check(questionnaire)
    report.findings     # what to change: place, words, remedy; errors keep it from opening
    report.measures     # how hard each band's text is, by the formulas of its language

`check_texts` looks at texts that stand in no questionnaire.

Plain Python, lists and formulas: no language model. Bands that are no ages (organisations) are
measured and not judged.
"""

from .check import Report, check, check_texts
from .findings import RULES, Finding, Level
from .readability import Measure

__all__ = ["RULES", "Finding", "Level", "Measure", "Report", "check", "check_texts"]
