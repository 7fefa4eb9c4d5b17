"""Small projects, written for one test."""

from collections.abc import Mapping
from pathlib import Path

FERRY = Path(__file__).parent / "ferry"

DOMAIN = """\
intents: [greet, book]
entities: [day]
slots:
  day:
    type: text
    mappings:
    - {type: from_entity, entity: day}
responses:
  utter_greet:
  - text: Hello
forms:
  day_form:
    required_slots: [day]
actions: [action_book]
"""
NLU = """\
nlu:
- intent: greet
  examples: |
    - hi
- intent: book
  examples: |
    - book [tomorrow](day)
"""


def write_project(folder: Path, files: Mapping[str, str]) -> Path:
    """A good small project, in which some files are others."""
    for name, text in {"domain.yml": DOMAIN, "data/nlu.yml": NLU, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
