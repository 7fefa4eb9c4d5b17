"""Flow files on the disk. Nothing else in `flows` reads any."""

from collections.abc import Mapping
from pathlib import Path

from flows.types.errors import FlowsError


class Unreadable(FlowsError):
    """A file or folder cannot be read; the text says why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name


def read_files(name: str) -> Mapping[str, str]:
    """The text of a file, or of each flow file in a folder, by name; Unreadable when it is not there."""
    path = Path(name)
    return {each.as_posix(): _text_of(each) for each in (_flow_files(path) if path.is_dir() else [path])}


def _flow_files(folder: Path) -> list[Path]:
    """The YAML files of a folder by name, without hidden ones and without tests."""
    files = (path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.is_file())
    return sorted(path for path in files if not path.name.startswith(".") and Path(path.stem).suffix != ".test")


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise Unreadable(path.as_posix(), reason or "it is not UTF-8") from error
