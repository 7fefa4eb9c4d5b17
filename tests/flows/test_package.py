"""What `flows` offers by name is there."""

import subprocess
import sys

import pytest

import flows


def test_every_public_name_is_there() -> None:
    assert all(getattr(flows, name).__name__ == name for name in flows.__all__)
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        flows.lode  # noqa: B018


def test_an_event_alone_does_not_import_the_loader() -> None:
    code = "import sys, flows.events, flows.outcome; sys.exit('pydantic' in sys.modules or 'jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
