"""Which network addresses a call may go to.

The host is written out in the flow file, so its author decides where calls go. No author means a cloud's metadata
service, which gives its secrets to whoever asks from this machine: a name that leads there is a mistake or an attack.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

import aiohttp
from aiohttp.abc import ResolveResult

#: Metadata services outside of the link-local networks: AWS by IPv6, Alibaba Cloud.
_METADATA: Final = frozenset({ip_address("fd00:ec2::254"), ip_address("100.100.100.200")})


class AddressForbidden(OSError):
    """A host that leads to a network address that no call may go to."""


def require_allowed(host: str) -> None:
    """Raise AddressForbidden for a literal network address that no call may go to; names are checked when resolved."""
    if _is_forbidden(host):
        raise AddressForbidden("its host is a link-local address, where calls are not allowed to go")


def _is_forbidden(host: str) -> bool:
    try:
        address: IPv4Address | IPv6Address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_link_local or address in _METADATA


class CheckedResolver(aiohttp.ThreadedResolver):
    """Resolves names as the system does; the connection then goes to the very address that was checked."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        allowed = [result for result in found if not _is_forbidden(result["host"])]
        if found and not allowed:
            raise AddressForbidden("its host leads to a link-local address, where calls are not allowed to go")
        return allowed
