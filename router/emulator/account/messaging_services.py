"""Messaging services: pools of senders with settings of their own."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from router.emulator.account.sender_types import sender_sid
from router.emulator.account.sids import new_sid
from router.emulator.account.wall_clock import Clock


class PoolSender(Struct, frozen=True):
    """A sender in a pool."""

    sid: str
    address: str
    added_at: datetime


class Service(Struct, kw_only=True):
    """One messaging service, with the settings that Twilio gives a new one."""

    sid: str
    friendly_name: str
    created_at: datetime
    updated_at: datetime
    #: Without it, Twilio neither receives nor logs what customers text to the pool.
    inbound_request_url: str | None = None
    inbound_method: str = "POST"
    fallback_url: str | None = None
    fallback_method: str = "POST"
    status_callback: str | None = None
    sticky_sender: bool = True
    mms_converter: bool = True
    smart_encoding: bool = True
    scan_message_content: str = "inherit"
    fallback_to_long_code: bool = True
    area_code_geomatch: bool = True
    synchronous_validation: bool = False
    validity_period: int = 36_000
    usecase: str = "undeclared"
    use_inbound_webhook_on_number: bool = False
    pool: dict[str, PoolSender] = field(default_factory=dict)

    @property
    def addresses(self) -> list[str]:
        """The addresses of its senders, in order of preference."""
        return [sender.address for sender in self.pool.values()]


class Services:
    """Services by SID."""

    def __init__(self, configured: Mapping[str, Sequence[str]], clock: Clock) -> None:
        self._configured = configured
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        self._services = {sid: self._configured_service(sid, pool) for sid, pool in self._configured.items()}

    def _configured_service(self, sid: str, addresses: Sequence[str]) -> Service:
        now = self._clock()
        senders = [PoolSender(sender_sid(address), address, now) for address in addresses]
        # What is configured texts to the configured webhook, as its numbers would without a service.
        return Service(
            sid=sid,
            friendly_name="Configured",
            created_at=now,
            updated_at=now,
            use_inbound_webhook_on_number=True,
            pool={sender.sid: sender for sender in senders},
        )

    def __iter__(self) -> Iterator[Service]:
        return iter(self._services.values())

    def get(self, sid: str) -> Service | None:
        return self._services.get(sid)

    def of(self, address: str) -> Service | None:
        """The service that has this sender in its pool; None where none has."""
        return next((service for service in self if address in service.addresses), None)

    def create(self, friendly_name: str) -> Service:
        now = self._clock()
        service = Service(sid=new_sid("MG"), friendly_name=friendly_name, created_at=now, updated_at=now)
        self._services[service.sid] = service
        return service

    def touch(self, service: Service) -> None:
        service.updated_at = self._clock()

    def delete(self, sid: str) -> None:
        self._services.pop(sid, None)
