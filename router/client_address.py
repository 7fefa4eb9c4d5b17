"""Whoever calls, by address: the last hop that is no proxy of ours."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

#: One subscriber has that much of IPv6 (RFC 6177, 2), and could come from another address each time.
_SUBSCRIBER_BITS = 64
#: The longest address in words: IPv6 with a zone.
_MAX_LENGTH = 64


def behind(trusted_proxies: Sequence[str]) -> list[Middleware]:
    """Middleware that takes `X-Forwarded-For` from these addresses and networks, and from nobody else."""
    if not trusted_proxies:
        return []
    return [Middleware(ProxyHeadersMiddleware, trusted_hosts=list(trusted_proxies))]


def client_of(connection: HTTPConnection) -> str:
    """Whoever calls; empty when it is not known, as on a Unix socket."""
    return connection.client.host[:_MAX_LENGTH] if connection.client else ""


def subscriber_of(client: str) -> str:
    """The address itself, or the network of one that could be changed at will."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _SUBSCRIBER_BITS), strict=False))
    return client
