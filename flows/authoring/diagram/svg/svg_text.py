"""Numbers, texts and names as SVG has them."""

import re
from typing import Final
from xml.sax.saxutils import escape

from flows.authoring.diagram.font_metrics import showable
from flows.authoring.diagram.layered_layout.geometry import Point

_NO_ID: Final = re.compile(r"[^A-Za-z0-9_-]")


def written(number: float) -> str:
    """A tenth of a pixel is as fine as anyone sees; and there is no minus nought."""
    return f"{round(number, 1) + 0.0:.10g}"


def written_point(point: Point) -> str:
    """`12.5,40`."""
    return f"{written(point.x)} {written(point.y)}"


def escaped(text: str) -> str:
    """Text that is safe between tags and in attributes."""
    return escape(showable(text))


def class_names(*names: str) -> str:
    """A `class` attribute, empty names left out."""
    return " ".join(filter(None, names))


def identifier(*names: str) -> str:
    """An id that no other names give, out of letters that every reader of SVG takes."""
    return ".".join(_NO_ID.sub(lambda match: f":{ord(match[0]):x}:", name) for name in ("flow", *names))
