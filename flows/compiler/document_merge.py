"""Adds what an included file says to the document of the root file."""

from typing import Any, Final

from flows.compiler.grammar.service_parts import ServicePart
from flows.source.did_you_mean import did_you_mean
from flows.source.document import Document, Map, Mark, Sequence

#: What an included file may hold: by its key, what one entry is called.
_ENTRIES: Final = {"flows": "flow", "hours": "hours", "teams": "team", "senders": "sender"}
INCLUDABLE: Final = (*_ENTRIES, "keywords", "brand", "include")


def merge(included: Document, document: Document) -> None:
    """Add its entries, each with its place. One that is there already is complained of and left out."""
    document.complaints += included.complaints
    document.allowances |= included.allowances
    document.damaged |= included.damaged
    document.incomplete |= included.incomplete
    if isinstance(included.root, Map) and isinstance(document.root, Map):
        for key in included.root:
            _merge_key(key, included.root, document)
    elif included.root is not None:
        mark = Mark(included.file, 1, 1)
        document.complain_at(mark, 'the file must be a mapping, with keys like "flows" or "keywords"', "bad-value")


def _merge_key(key: str, written: Map, document: Document) -> None:
    if key in _ENTRIES:
        _merge_entries(key, _ENTRIES[key], written, document.root, document)
    elif key == "brand":
        _merge_brand(written, document)
    elif key == "keywords":
        _merge_list(key, written, document)
    elif key != "include":
        document.complain_at(written.keys_at[key], _misplaced(key, document.file), "unknown-key")


def _misplaced(key: str, root: str) -> str:
    if key in ServicePart.model_fields:
        return f'"{key}" belongs in {root}, the first file of the service'
    return f'unknown key "{key}"{did_you_mean(key, INCLUDABLE)}'


def _merge_entries(key: str, kind: str, written: Map, root: Map, document: Document) -> None:
    entries, present = written[key], _present(key, Map(), written, root)
    if entries is None or not isinstance(present, Map):
        return
    if not isinstance(entries, Map):
        document.complain_at(written.values_at[key], f'"{key}" must be a mapping of keys to values', "bad-value")
        return
    for name, entry in entries.items():
        if name in present:
            there = present.keys_at[name]
            verb = "are" if kind == "hours" else "is"
            problem = f'{kind} "{name}" {verb} already in {there.file}:{there.line}'
            document.complain_at(entries.keys_at[name], problem, "duplicate-name")
        else:
            present.put(name, entry, entries.keys_at[name], entries.values_at[name])


def _merge_list(key: str, written: Map, document: Document) -> None:
    items, present = written[key], _present(key, Sequence(), written, document.root)
    if items is None or not isinstance(present, Sequence):
        return
    if not isinstance(items, Sequence):
        document.complain_at(written.values_at[key], f'"{key}" must be a list', "bad-value")
        return
    for item, mark in zip(items, items.values_at, strict=True):
        present.put(item, mark)


def _merge_brand(written: Map, document: Document) -> None:
    """Wordings may be in files of their own, by language say; whose service it is stands in the root file."""
    brand, root = written["brand"], document.root.get("brand")
    if not isinstance(brand, Map):
        document.complain_at(written.values_at["brand"], '"brand" must be a mapping of keys to values', "bad-value")
        return
    for key in brand:
        if key != "wordings":
            problem = f'"{key}" belongs in {document.file}: of the brand, other files have only "wordings"'
            document.complain_at(brand.keys_at[key], problem, "unknown-key")
    if "wordings" in brand and isinstance(root, Map):
        _merge_entries("wordings", "wording", brand, root, document)


def _present(key: str, empty: Map | Sequence, written: Map, root: Map) -> Any:
    """What the root file has under a key; something empty to add to, where it has nothing."""
    if root.get(key) is None:
        root.put(key, empty, written.keys_at[key], written.values_at[key])
    return root[key]
