"""Which intents are taken for which, as a picture: a row for each intent, a column for what it was taken for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree import ElementTree

from bot.evaluation.predictions import Prediction

CELL_SIZE: Final = 26
#: Of a sans-serif letter, on average, at the size below.
_LETTER_WIDTH: Final = 7.0
_SIZE: Final = 13
_MARGIN: Final = 12
#: More intents make a picture that nobody can read: those that are never mistaken are left out first.
MAX_INTENTS: Final = 40
_NONE: Final = "none of them"
_STYLE: Final = f"""
text {{ font: {_SIZE}px system-ui, sans-serif; fill: #1f2933 }}
rect {{ stroke: #cbd2d9; stroke-width: .5 }}
.count {{ text-anchor: middle }}
.row {{ text-anchor: end }}
.right {{ fill: #2f855a }} .wrong {{ fill: #c53030 }} .empty {{ fill: none }}
@media (prefers-color-scheme: dark) {{
  svg {{ background: #14181d }} text {{ fill: #e4e7eb }} rect {{ stroke: #3e4c59 }}
}}
"""


def confusion_matrix_svg(predictions: Sequence[Prediction]) -> str:
    """The picture as SVG."""
    counted = Counter((each.example.intent, each.likeliest or _NONE) for each in predictions)
    rows = _shown(counted)
    columns = [*rows, _NONE]
    left = _MARGIN + _LETTER_WIDTH * max(map(len, columns), default=0) + 8
    root = _sheet(left + CELL_SIZE * len(columns) + _MARGIN, left + CELL_SIZE * len(rows) + _MARGIN)
    _label_columns(root, columns, left)
    for down, intent in enumerate(rows):
        _label_row(root, intent, left, down)
        total = sum(times for (name, _), times in counted.items() if name == intent)
        for across, taken_for in enumerate(columns):
            _cell(root, left, down, across, counted[intent, taken_for], total, right=intent == taken_for)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")


def _shown(counted: Counter[tuple[str, str]]) -> list[str]:
    """Intents by name; where there are too many, those that are mistaken most."""
    mistaken: Counter[str] = Counter({intent: 0 for intent, _ in counted})
    for (intent, taken_for), times in counted.items():
        if intent != taken_for:
            mistaken.update({intent: times} if taken_for == _NONE else {intent: times, taken_for: times})
    return sorted(intent for intent, _ in mistaken.most_common(MAX_INTENTS))


def _sheet(width: float, height: float) -> ElementTree.Element:
    size = {"width": f"{width:.0f}", "height": f"{height:.0f}", "viewBox": f"0 0 {width:.0f} {height:.0f}"}
    root = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
    ElementTree.SubElement(root, "title").text = "Rows: what was meant. Columns: what it was taken for."
    ElementTree.SubElement(root, "style").text = _STYLE
    return root


def _label_columns(root: ElementTree.Element, columns: Iterable[str], left: float) -> None:
    for across, name in enumerate(columns):
        x = left + CELL_SIZE * (across + 0.5) + _SIZE / 3
        turned = {"transform": f"translate({x:.1f} {left - 6:.1f}) rotate(-90)"}
        ElementTree.SubElement(root, "text", turned).text = name


def _label_row(root: ElementTree.Element, name: str, left: float, down: int) -> None:
    place = {"class": "row", "x": f"{left - 6:.1f}", "y": f"{left + CELL_SIZE * (down + 0.5) + _SIZE / 3:.1f}"}
    ElementTree.SubElement(root, "text", place).text = name


def _cell(
    root: ElementTree.Element, left: float, down: int, across: int, times: int, total: int, *, right: bool
) -> None:
    x, y = left + CELL_SIZE * across, left + CELL_SIZE * down
    share = times / total if total else 0.0
    square = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": str(CELL_SIZE), "height": str(CELL_SIZE)}
    look = {"class": ("right" if right else "wrong") if times else "empty", "fill-opacity": f"{0.15 + 0.6 * share:.2f}"}
    ElementTree.SubElement(root, "rect", {**square, **look})
    if times:
        middle = {"class": "count", "x": f"{x + CELL_SIZE / 2:.1f}", "y": f"{y + CELL_SIZE / 2 + _SIZE / 3:.1f}"}
        ElementTree.SubElement(root, "text", middle).text = str(times)
