"""Loads a service."""

from collections.abc import Mapping
from pathlib import Path as FilePath

from flows.errors import Complaint, FlowsInvalid
from flows.loading.document import Document
from flows.loading.grammar_errors import read_grammar
from flows.loading.reading import read_document
from flows.loading.service import compile_service
from flows.service import Service


def load(path: FilePath, environ: Mapping[str, str]) -> Service:
    """The service that a file describes; FlowsInvalid with every complaint when it cannot be served."""
    return load_text(_text_of(path), path.name, environ)


def load_text(text: str, filename: str, environ: Mapping[str, str]) -> Service:
    """The same from a text; `filename` only appears in complaints."""
    document = read_document(text, filename, environ)
    service = _compiled(document)
    if document.complaints or service is None:
        raise FlowsInvalid(tuple(sorted(set(document.complaints))))
    return service


def _compiled(document: Document) -> Service | None:
    written = document.root
    part = read_grammar(document)
    return None if part is None else compile_service(part, written, document)


def _text_of(path: FilePath) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise FlowsInvalid((Complaint(path.name, 1, 1, f"cannot be read: {reason}", "unreadable"),)) from error
