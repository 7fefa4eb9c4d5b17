"""Finds everything to correct in flow files: what cannot be served, and what its author should look at."""

from collections.abc import Mapping
from pathlib import Path as FilePath

from flows.authoring.lint.linter import lint
from flows.compiler import load
from flows.compiler.examination import Examined
from flows.compiler.includes import ReadFiles
from flows.source.flow_files import read_files


def examine(path: FilePath, environ: Mapping[str, str], read: ReadFiles = read_files) -> Examined:
    """All that can be said about a file or a folder of files. One with errors is not looked at further."""
    examined = load.examine(path, environ, read)
    if examined.service is not None and not examined.errors:
        examined.document.complaints += lint(examined.service, examined.document)
    return examined
