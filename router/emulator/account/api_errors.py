"""Twilio's errors, as its REST API words them."""

from msgspec import Struct
from msgspec.json import encode
from starlette.responses import Response


class ErrorBody(Struct):
    """What an error looks like on the wire."""

    code: int
    message: str
    more_info: str
    status: int


class Failure(Struct, frozen=True):
    """Why a message came to nothing after Twilio took it: a code and its title."""

    code: int
    message: str


class ApiError(Exception):
    """A request that Twilio refuses."""

    def __init__(self, code: int, message: str, status: int = 400, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.headers = headers

    def response(self) -> Response:
        """As Twilio answers it: its status, and JSON with code, message and more_info."""
        more_info = f"https://www.twilio.com/docs/errors/{self.code}"
        body = encode(ErrorBody(self.code, self.message, more_info, self.status))
        return Response(body, self.status, dict(self.headers), media_type="application/json")


def unauthenticated() -> ApiError:
    return ApiError(20003, "Authenticate", 401, (("www-authenticate", 'Basic realm="Twilio API"'),))


def test_account_forbidden() -> ApiError:
    return ApiError(20008, "Resource not accessible with Test Account Credentials", 403)


def not_found(path: str) -> ApiError:
    return ApiError(20404, f"The requested resource {path} was not found", 404)


def method_not_allowed() -> ApiError:
    return ApiError(20004, "Method not allowed", 405)


def too_many_requests() -> ApiError:
    # The account's concurrency, the limit of which Twilio does not publish.
    headers = (("retry-after", "1"), ("twilio-concurrent-requests", "100"))
    return ApiError(20429, "Too Many Requests", 429, headers)


def internal_server_error() -> ApiError:
    return ApiError(20500, "An internal server error has occurred", 500)


def service_unavailable() -> ApiError:
    return ApiError(20503, "Service is unavailable", 503)
