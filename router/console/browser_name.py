"""A browser in a few words, for people to recognize their own."""

from starlette.requests import Request

from router.client_address import client_of
from router.store.console_sessions import Origin

#: What a `User-Agent` contains → how it is called; the first that fits, since most claim to be others too.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def origin_of(request: Request) -> Origin:
    """Where a session is begun with this request."""
    return Origin(browser_name(request.headers.get("user-agent", "")), client_of(request) or None)


def browser_name(user_agent: str) -> str | None:
    """Like "Firefox on Windows"; None for what is no browser that we know. Anybody can claim any."""
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    return f"{browser} on {system}" if browser and system else browser


def _first(names: dict[str, str], user_agent: str) -> str | None:
    return next((name for sign, name in names.items() if sign in user_agent), None)
