"""What Twilio has no API for: phones that text, and the emulator's inside. For tests and the phone page."""

from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct
from msgspec.json import Decoder
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from router.emulator.account.channel_addresses import Channel, channel_of, is_phone_number
from router.emulator.account.emulated_message import Message
from router.emulator.account.emulator_config import EmulatorConfig
from router.emulator.account.json_bodies import answer, read
from router.emulator.account.sender_types import sender_sid
from router.emulator.carrier.emulator_state import State
from router.emulator.carrier.inbound_carriage import Inbound
from router.emulator.carrier.message_views import MessageView, view
from router.emulator.carrier.phone_texts import PhoneText, UnsendableTextError
from router.emulator.carrier.phones import Phone, PhoneState


class LineView(Struct, frozen=True):
    """One of our senders."""

    address: str
    channel: Channel
    #: PN…, SC…, AI… or XE…, to put it into a messaging service with.
    sid: str


class PhoneChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What may be set on a phone."""

    state: PhoneState = PhoneState.ON
    reads: bool = False


class Overview(Struct, frozen=True):
    """All messages, oldest first; `create_requests` counts refused and failed ones too."""

    messages: Sequence[MessageView]
    create_requests: int
    #: StatusCallback addresses that more than one create carried, and how many did.
    repeated: dict[str, int]


class Control:
    """The resources below /_emulator."""

    def __init__(
        self, config: EmulatorConfig, state: State, inbound: Inbound, drop_traffic: Callable[[], Awaitable[None]]
    ) -> None:
        self._config = config
        self._state = state
        self._inbound = inbound
        self._drop_traffic = drop_traffic
        self._texts = Decoder(PhoneText)
        self._phone_changes = Decoder(PhoneChange)

    def routes(self) -> list[Route]:
        return [
            Route("/_emulator/lines", self.lines, methods=["GET"]),
            Route("/_emulator/texts", self.text, methods=["POST"]),
            Route("/_emulator/messages", self.messages, methods=["GET"]),
            Route("/_emulator/media/{sid}", self.media, methods=["GET"]),
            Route("/_emulator/feed", self.feed, methods=["GET"]),
            Route("/_emulator/phones", self.phones, methods=["GET"]),
            Route("/_emulator/phones/{number}", self.set_up_phone, methods=["POST"]),
            Route("/_emulator/reset", self.reset, methods=["POST"]),
        ]

    async def lines(self, _request: Request) -> Response:
        return answer([LineView(number, channel_of(number), sender_sid(number)) for number in self._config.numbers])

    async def text(self, request: Request) -> Response:
        try:
            message = await self._inbound.receive(await read(request, self._texts))
        except UnsendableTextError as error:
            raise HTTPException(400, str(error)) from error
        return answer(view(message), 201)

    async def messages(self, request: Request) -> Response:
        creates = self._state.creates
        return answer(
            Overview(
                messages=[
                    view(message, creates.of(message.status_callback))
                    for message in self._state.messages
                    if _asked_for(message, request)
                ],
                create_requests=creates.total,
                repeated=creates.repeated(),
            )
        )

    async def media(self, request: Request) -> Response:
        media = self._state.media.get(request.path_params["sid"])
        if media is None:
            raise HTTPException(404)
        # Somebody else's bytes: shown as a picture they are harmless, opened as a page they must do nothing.
        headers = {"content-security-policy": "default-src 'none'; sandbox", "x-content-type-options": "nosniff"}
        return Response(media.data, headers=headers, media_type=media.content_type)

    async def feed(self, request: Request) -> Response:
        events = self._state.feed.follow(request.query_params.get("phone", ""))
        return StreamingResponse(events, headers={"cache-control": "no-store"}, media_type="text/event-stream")

    async def phones(self, _request: Request) -> Response:
        return answer(list(self._state.phones))

    async def set_up_phone(self, request: Request) -> Response:
        number = request.path_params["number"]
        if not is_phone_number(number):
            raise HTTPException(400, f"not a phone number: {number}")
        change = await read(request, self._phone_changes)
        phone = Phone(number, change.state, change.reads)
        self._state.phones.set_up(phone)
        return answer(phone)

    async def reset(self, _request: Request) -> Response:
        await self._drop_traffic()
        self._state.clear()
        return Response(status_code=204)


def _asked_for(message: Message, request: Request) -> bool:
    phone, line = request.query_params.get("phone"), request.query_params.get("line")
    return phone in (None, message.phone) and line in (None, message.line)
