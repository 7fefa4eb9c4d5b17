"""Loads a service."""

from collections.abc import Mapping
from pathlib import Path as FilePath

from flows.compiler.examination import Examined, examine_text, examine_texts
from flows.compiler.includes import ReadFiles
from flows.model.service import Service
from flows.source.flow_files import Unreadable, read_files
from flows.types.errors import FlowsInvalid


def load(path: FilePath, environ: Mapping[str, str]) -> Service:
    """The service that a file or a folder of files describes; FlowsInvalid with every complaint when there is none."""
    return _service(examine(path, environ))


def load_text(text: str, filename: str, environ: Mapping[str, str]) -> Service:
    """The same from a text, which can include nothing; `filename` only appears in complaints."""
    return _service(examine_text(text, filename, environ, _nothing_to_include))


def examine(path: FilePath, environ: Mapping[str, str], read: ReadFiles = read_files) -> Examined:
    """All that can be said about a file or a folder of files."""
    name = path.as_posix()
    try:
        texts = read(name)
    except Unreadable as error:
        return Examined.unreadable(error)
    if list(texts) == [name]:
        return examine_text(texts[name], name, environ, read)
    return examine_texts(texts, name, environ, read)


def _service(examined: Examined) -> Service:
    if examined.service is None or examined.errors:
        raise FlowsInvalid(examined.errors)
    return examined.service


def _nothing_to_include(name: str) -> Mapping[str, str]:
    raise Unreadable(name, "there are no other files here")
