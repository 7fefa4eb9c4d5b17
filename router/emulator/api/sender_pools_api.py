"""The senders of a messaging service: PhoneNumbers, ShortCodes, AlphaSenders, ChannelSenders."""

from collections.abc import Awaitable, Callable

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from router.emulator.account.api_errors import ApiError, not_found
from router.emulator.account.channel_addresses import bare_number, place_of
from router.emulator.account.json_bodies import answer
from router.emulator.account.messaging_services import PoolSender, Service
from router.emulator.account.representation import Json
from router.emulator.account.request_form import Form
from router.emulator.account.sender_types import ALPHANUMERIC, SenderType, sender_sid, type_of
from router.emulator.api.authentication import Account
from router.emulator.api.pagination import read_query
from router.emulator.api.services_api import PATH, find_service
from router.emulator.api.v1_lists import iso8601, list_page
from router.emulator.carrier.emulator_state import State


class Pool(Struct, frozen=True):
    """One kind of senders: its path, its list's key, the parameter that adds one, the field that names one."""

    path: str
    key: str
    parameter: str
    field: str
    types: frozenset[SenderType]


NUMBERS = frozenset({SenderType.LONG_CODE, SenderType.TOLL_FREE})
POOLS = (
    Pool("PhoneNumbers", "phone_numbers", "PhoneNumberSid", "phone_number", NUMBERS),
    Pool("ShortCodes", "short_codes", "ShortCodeSid", "short_code", frozenset({SenderType.SHORT_CODE})),
    Pool("AlphaSenders", "alpha_senders", "AlphaSender", "alpha_sender", frozenset({SenderType.ALPHANUMERIC})),
    Pool("ChannelSenders", "senders", "Sid", "sender", frozenset({SenderType.WHATSAPP})),
)
CAPABILITIES = {
    "PhoneNumbers": ["Voice", "SMS", "MMS"],
    "ShortCodes": ["SMS", "MMS"],
    "AlphaSenders": ["SMS"],
}

Endpoint = Callable[[Request], Awaitable[Response]]


class PoolsApi:
    """Add, list, fetch, remove senders."""

    def __init__(self, account: Account, state: State, base_url: str) -> None:
        self._account = account
        self._state = state
        self._base_url = base_url

    def routes(self) -> list[Route]:
        return [route for pool in POOLS for route in self._routes(pool)]

    def _routes(self, pool: Pool) -> list[Route]:
        path = f"{PATH}/{{service_sid}}/{pool.path}"
        return [
            Route(path, self._endpoint(pool, self._add), methods=["POST"]),
            Route(path, self._endpoint(pool, self._list), methods=["GET"]),
            Route(f"{path}/{{sid}}", self._endpoint(pool, self._fetch), methods=["GET"]),
            Route(f"{path}/{{sid}}", self._endpoint(pool, self._remove), methods=["DELETE"]),
        ]

    def _endpoint(self, pool: Pool, act: Callable[[Request, Pool, Service], Awaitable[Response]]) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            self._account.check(request)
            return await act(request, pool, find_service(self._state.services, request))

        return endpoint

    async def _add(self, request: Request, pool: Pool, service: Service) -> Response:
        named = Form(await request.body()).text(pool.parameter)
        address = self._address(pool, named)
        self._require_free(address, service)
        sender = PoolSender(sender_sid(address), address, self._state.clock())
        service.pool[sender.sid] = sender
        return answer(self._shown(sender, pool, service), 201)

    def _address(self, pool: Pool, named: str) -> str:
        if pool.path == "AlphaSenders":
            # Owned by nobody: the name itself is given.
            if not ALPHANUMERIC.fullmatch(named):
                raise ApiError(21709, f"Alpha Sender ID is invalid: {named}")
            return named
        owned = [number for number in self._state.numbers if type_of(number) in pool.types]
        for number in owned:
            if sender_sid(number) == named:
                return number
        raise not_found(f"{pool.path}/{named}")

    def _require_free(self, address: str, service: Service) -> None:
        holder = self._state.services.of(address)
        if holder is service:
            raise ApiError(21710, "Phone Number or Short Code is already in the Messaging Service.", 409)
        if holder is not None and type_of(address) is not SenderType.ALPHANUMERIC:
            raise ApiError(21712, "Phone Number or Short Code is associated with another Messaging Service.", 409)

    async def _list(self, request: Request, pool: Pool, service: Service) -> Response:
        senders = [sender for sender in service.pool.values() if type_of(sender.address) in pool.types]
        query = read_query(request.query_params)
        url = self._url(pool, service)
        shown = list_page(
            pool.key, senders, query, url, lambda sender: sender.sid, lambda sender: self._shown(sender, pool, service)
        )
        return answer(shown)

    async def _fetch(self, request: Request, pool: Pool, service: Service) -> Response:
        return answer(self._shown(_find(request, service), pool, service))

    async def _remove(self, request: Request, _pool: Pool, service: Service) -> Response:
        del service.pool[_find(request, service).sid]
        return Response(status_code=204)

    def _url(self, pool: Pool, service: Service) -> str:
        return f"{self._base_url}{PATH}/{service.sid}/{pool.path}"

    def _shown(self, sender: PoolSender, pool: Pool, service: Service) -> Json:
        shown: Json = {
            "account_sid": self._account.sid,
            "sid": sender.sid,
            "date_created": iso8601(sender.added_at),
            "date_updated": iso8601(sender.added_at),
            pool.field: sender.address,
            "url": f"{self._url(pool, service)}/{sender.sid}",
        }
        if pool.path == "ChannelSenders":
            return shown | _channel_fields(sender, service)
        shown |= {"service_sid": service.sid, "capabilities": CAPABILITIES[pool.path]}
        return shown if pool.path == "AlphaSenders" else shown | {"country_code": _country(sender)}


def _channel_fields(sender: PoolSender, service: Service) -> Json:
    return {"messaging_service_sid": service.sid, "sender_type": "WhatsApp", "country_code": _country(sender)}


def _country(sender: PoolSender) -> str:
    # Short codes are numbered by each country for itself; ours are American.
    return "US" if type_of(sender.address) is SenderType.SHORT_CODE else place_of(bare_number(sender.address)).country


def _find(request: Request, service: Service) -> PoolSender:
    sender = service.pool.get(request.path_params["sid"])
    if sender is None:
        raise not_found(request.url.path)
    return sender
