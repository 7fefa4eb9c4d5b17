"""Finds out all that can be said about flow files: the service they describe, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.compiler.grammar_errors import read_grammar
from flows.compiler.includes import Including, ReadFiles
from flows.compiler.service_compiler import compile_service
from flows.model.service import Service
from flows.source.document import Document, Map
from flows.source.flow_files import Unreadable
from flows.source.yaml_reader import read_document
from flows.types.errors import Complaint, Severity


@dataclass(frozen=True, slots=True)
class Examined:
    """A service, as far as one could be made, and its files."""

    document: Document
    service: Service | None = None

    @classmethod
    def unreadable(cls, error: Unreadable) -> "Examined":
        """There is no file, or it cannot be read: that is all that can be said."""
        document = Document(error.name)
        document.complain((), f"cannot be read: {error}", "unreadable")
        return cls(document)

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """Everything to correct, by file and line, without the warnings that comments switch off."""
        return tuple(sorted(each for each in set(self.document.complaints) if not self.document.allows(each)))

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """What stands in the way of serving it."""
        return tuple(each for each in self.complaints if each.severity is Severity.ERROR)


def examine_text(text: str, file: str, environ: Mapping[str, str], read: ReadFiles) -> Examined:
    """One file, and what it includes."""
    document = read_document(text, file, environ)
    Including(document, read, environ).follow(document.root, (file,))
    return _compiled(document)


def examine_texts(texts: Mapping[str, str], folder: str, environ: Mapping[str, str], read: ReadFiles) -> Examined:
    """The files of a folder by name: exactly one of them is the root file, with the key `parley`."""
    documents = [read_document(text, file, environ) for file, text in texts.items()]
    root = next((each for each in documents if _is_root(each)), None)
    if root is None:
        return _without_root(documents, folder)
    including = Including(root, read, environ, seen={each.file for each in documents})
    for each in documents:
        if each is not root:
            including.add(each, (root.file,))
    including.follow(root.root, (root.file,))
    return _compiled(root)


def _is_root(document: Document) -> bool:
    return isinstance(document.root, Map) and "parley" in document.root


def _without_root(documents: list[Document], folder: str) -> Examined:
    document = Document(folder, complaints=[complaint for each in documents for complaint in each.complaints])
    if not document.complaints:
        document.complain((), "no file in this folder starts with parley: 1", "missing-key")
    return Examined(document)


def _compiled(document: Document) -> Examined:
    """What seems to be missing may be in a file that could not be read; then only the reading is complained of."""
    if document.incomplete:
        return Examined(document)
    written = document.root
    part = read_grammar(document)
    return Examined(document, None if part is None else compile_service(part, written, document))
