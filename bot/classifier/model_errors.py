"""What can be wrong with a model or with what it is to be trained from.

ClassifierError
├── NoTrainingExamples  no example to train from
└── ModelUnusable       a file that cannot be used; train again
    ├── ModelMissing    there is none
    ├── ModelDamaged    not a model, cut short, or changed
    ├── ModelOutdated   of another format
    └── VectorsMissing  trained with vectors that are not here
"""

from pathlib import Path


class ClassifierError(Exception):
    """Prints as what is wrong and who must do what."""


class NoTrainingExamples(ClassifierError):
    def __init__(self) -> None:
        super().__init__("the project has no examples to train from: write some under `nlu:` in data/nlu.yml")


class ModelUnusable(ClassifierError):
    """Every one of these is mended by training again."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


class ModelMissing(ModelUnusable):
    def __init__(self, path: Path) -> None:
        super().__init__(path, "there is no model: run `parley bot train`")


class ModelDamaged(ModelUnusable):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(path, f"{problem}: run `parley bot train`")


class ModelOutdated(ModelUnusable):
    def __init__(self, path: Path, written: object, expected: int) -> None:
        super().__init__(
            path, f"a model of format {written}, where this version reads {expected}: run `parley bot train`"
        )


class VectorsMissing(ModelUnusable):
    def __init__(self, path: Path, trained_with: str, given: str) -> None:
        """Names of vectors; empty where there are none."""
        super().__init__(
            path,
            f"trained with {trained_with or 'no vectors'}, not with {given or 'none'}, as PARLEY_BOT_TIER now says: "
            "set it to what it was, or run `parley bot train`",
        )
