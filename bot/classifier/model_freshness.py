"""Whether a model may be used for a project as it is now."""

from pathlib import Path

from bot.classifier.model_errors import ModelUnusable
from bot.classifier.model_file import read_header


def is_up_to_date(model: Path, data_hash: str, vectors_name: str) -> bool:
    """False where it must be trained: no model, an unusable one, other data (`training_hash`), other vectors."""
    try:
        header = read_header(model)
    except ModelUnusable:
        return False
    return header.get("data") == data_hash and header.get("vectors") == vectors_name
