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
    imports = "import sys, flows.protocol.events, flows.protocol.outcome"
    code = f"{imports}; sys.exit(bool({{'pydantic', 'jinja2'}} & {{*sys.modules}}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
