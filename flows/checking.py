"""Finds everything to correct in flow files: what cannot be served, and what its author should look at."""

from collections.abc import Mapping
from pathlib import Path as FilePath

from flows.linting.lint import lint
from flows.loading import load
from flows.loading.examining import Examined
from flows.loading.files import read_files
from flows.loading.including import ReadFiles


def examine(path: FilePath, environ: Mapping[str, str], read: ReadFiles = read_files) -> Examined:
    """All that can be said about a file or a folder of files. One with errors is not looked at further."""
    examined = load.examine(path, environ, read)
    if examined.service is not None and not examined.errors:
        examined.document.complaints += lint(examined.service, examined.document)
    return examined
