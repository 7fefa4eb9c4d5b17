"""Says in one word what a bot was trained from."""

import hashlib
from typing import Final

import msgspec

from bot.training_data import TrainingData

#: To be counted up when the same files would be read differently.
_READER_VERSION: Final = 1


def project_hash(data: TrainingData, language: str) -> str:
    """Changes when, and only when, what training depends on changes: not for a comment, an answer or a new file name.

    64 hexadecimal digits.
    """
    examples = [(each.intent, each.text, each.annotations) for each in data.examples]
    told = (_READER_VERSION, language, examples, data.synonyms, data.lookups, data.regexes)
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()
