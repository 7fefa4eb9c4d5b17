"""Errors as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse


class ProblemResponse(JSONResponse):
    """What went wrong, for a program and for whoever reads its log."""

    media_type = "application/problem+json"

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> None:
        """`errors` says what is wrong with each part of the request."""
        title = HTTPStatus(status).phrase
        content: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        if errors is not None:
            content["errors"] = [{"field": name, "problem": problem} for name, problem in errors.items()]
        super().__init__(content, status, headers)
