"""Pages from templates: everything that comes from outside is escaped."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from router.console import console_wording

PAGES = Path(__file__).parent / "pages"


class Pages:
    """The templates, and the words that they use."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._templates = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters.update(console_wording.FILTERS)
        self._templates.filters["ago"] = lambda moment: console_wording.duration(clock() - moment)
        self._templates.globals["static_version"] = _digest_of_files(PAGES / "static")

    def page(self, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        """A whole page; what it is given is escaped."""
        return HTMLResponse(self._render(template, values), status)

    def refreshed(self, request: Request, template: str, /, **values: Any) -> Response:
        """A part of a page; 304, before anything is rendered, when the same values were shown in the same minute."""
        seen = msgspec.json.encode([template, f"{self._clock():%H:%M}", values])
        etag = f'"{sha256(seen).hexdigest()[:32]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"ETag": etag})
        return HTMLResponse(self._render(template, values), headers={"ETag": etag})

    def _render(self, template: str, values: dict[str, Any]) -> str:
        return self._templates.get_template(template).render(values)


def _digest_of_files(folder: Path) -> str:
    """Part of the files' addresses, so that a browser never pairs old ones with new pages."""
    digest = sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
