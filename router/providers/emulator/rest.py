"""The part of api.twilio.com that sends and shows messages."""

from typing import Any

from msgspec.json import encode
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from router.providers.emulator.account import Account
from router.providers.emulator.creation import Rules, check_draft, read_draft
from router.providers.emulator.errors import not_found
from router.providers.emulator.fault_answers import answer_with, spoil
from router.providers.emulator.listing import list_page, read_query
from router.providers.emulator.messages import Message
from router.providers.emulator.outbox import Outbox
from router.providers.emulator.representation import created, fetched, messages_path
from router.providers.emulator.state import State


class MessagesApi:
    """The messages resource of one account."""

    def __init__(self, account: Account, rules: Rules, state: State, outbox: Outbox) -> None:
        self._account = account
        self._rules = rules
        self._state = state
        self._outbox = outbox

    def routes(self) -> list[Route]:
        path = messages_path("{account_sid}")
        return [
            Route(f"{path}.json", self.create, methods=["POST"]),
            Route(f"{path}.json", self.list, methods=["GET"]),
            Route(f"{path}/{{sid}}.json", self.fetch, methods=["GET"]),
            Route(f"{path}/{{sid}}/Media/{{media_sid}}", self.fetch_media, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        self._authorize(request)
        draft = read_draft(await request.body())
        self._state.creates.count(draft.status_callback)
        fault = self._state.faults.take() or self._state.luck.fault()
        if fault is not None and not fault.kind.accepts:
            return await answer_with(fault, request)
        check_draft(draft, self._rules)
        answer = _json(created(self._outbox.accept(draft), self._account.sid), 201)
        return answer if fault is None else await spoil(answer, fault, request)

    async def list(self, request: Request) -> Response:
        self._authorize(request)
        return _json(list_page(self._state.messages, read_query(request.query_params), self._account.sid))

    async def fetch(self, request: Request) -> Response:
        self._authorize(request)
        return _json(fetched(self._find(request), self._account.sid))

    async def fetch_media(self, request: Request) -> Response:
        self._authorize(request)
        message, media_sid = self._find(request), request.path_params["media_sid"]
        media = self._state.media.get(media_sid)
        if media is None or all(picture.media_sid != media_sid for picture in message.pictures):
            raise not_found(request.url.path)
        return Response(media.data, media_type=media.content_type)

    def _authorize(self, request: Request) -> None:
        authorization = request.headers.get("authorization")
        self._account.check(request.path_params["account_sid"], authorization, request.url.path)

    def _find(self, request: Request) -> Message:
        message = self._state.messages.get(request.path_params["sid"])
        if message is None:
            raise not_found(request.url.path)
        return message


def _json(content: dict[str, Any], status: int = 200) -> Response:
    return Response(encode(content), status, media_type="application/json")
