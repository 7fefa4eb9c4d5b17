"""`include:`: one service in several files.

The root file comes first, then what it includes in the order written. Each file is read once, and none from outside the
root file's folder: what a service is made of can be copied, mounted and reviewed as one.
"""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.compiler.document_merge import merge
from flows.source.document import Document, Map, Mark, Sequence
from flows.source.flow_files import Unreadable
from flows.source.yaml_reader import read_document

#: From the name of a file or folder to the texts of its files, by name; Unreadable when it is not there.
ReadFiles = Callable[[str], Mapping[str, str]]


@dataclass(slots=True)
class Including:
    """Gathers the files of a service in the document of its root file."""

    document: Document
    read: ReadFiles
    environ: Mapping[str, str]
    seen: set[str] = field(default_factory=set)

    def follow(self, written: Any, chain: tuple[str, ...]) -> None:
        """Add what a file includes; the chain of names leads from the root file to it."""
        for name, mark in _names_in(written):
            path = self._path(name, chain[-1])
            if path is None:
                folder = posixpath.dirname(self.document.file) or "this folder"
                self._refuse(
                    mark, f'"{name}" is outside of {folder}: a service includes only what is below its first file'
                )
            elif path in chain:
                self._refuse(mark, f"a file cannot include itself: {_circle(chain, path)}")
            else:
                self._add_all(path, mark, chain)

    def _path(self, name: str, including: str) -> str | None:
        """Where a name leads from the file it is written in; None when that is outside of the root file's folder."""
        folder = posixpath.dirname(self.document.file)
        including = including.removeprefix(posixpath.join(folder, ""))
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(including), name))
        if posixpath.isabs(inside) or inside.split("/")[0] == "..":
            return None
        return posixpath.normpath(posixpath.join(folder, inside))

    def _add_all(self, path: str, mark: Mark, chain: tuple[str, ...]) -> None:
        try:
            texts = self.read(path)
        except Unreadable as error:
            self._refuse(mark, f'"{error.name}" cannot be read: {error}')
            return
        if not texts:
            self._refuse(mark, f'there is no .yaml file in "{path}"')
        for file, text in texts.items():
            if file not in self.seen and file not in chain:
                self.add(read_document(text, file, self.environ), chain)

    def add(self, included: Document, chain: tuple[str, ...]) -> None:
        """Add one more file, and what it includes itself."""
        self.seen.add(included.file)
        merge(included, self.document)
        self.follow(included.root, (*chain, included.file))

    def _refuse(self, mark: Mark, message: str) -> None:
        self.document.complain_at(mark, message, "include")
        self.document.incomplete = True


def _names_in(written: Any) -> Iterator[tuple[str, Mark]]:
    """What stands under `include`: a name or a list of them. Whatever else stands there, the grammar complains of."""
    names = written.get("include") if isinstance(written, Map) else None
    if isinstance(names, str):
        yield names, written.values_at["include"]
    elif isinstance(names, Sequence):
        yield from ((name, mark) for name, mark in zip(names, names.values_at, strict=True) if isinstance(name, str))


def _circle(chain: tuple[str, ...], path: str) -> str:
    return " → ".join((*chain[chain.index(path) :], path))
