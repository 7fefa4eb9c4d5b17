"""What belongs to one message in api.twilio.com: its media and its feedback."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from router.emulator.account.api_errors import not_found
from router.emulator.account.emulated_message import Message, Picture
from router.emulator.account.json_bodies import answer
from router.emulator.account.representation import feedback_shown, media_shown, messages_path
from router.emulator.account.request_form import Form
from router.emulator.api.authentication import Account
from router.emulator.api.message_listing import list_media
from router.emulator.api.messages_api import find_message
from router.emulator.api.pagination import read_query
from router.emulator.carrier.emulator_state import State


class SubresourcesApi:
    """Media.json, Media/ME… and Feedback.json."""

    def __init__(self, account: Account, state: State) -> None:
        self._account = account
        self._state = state

    def routes(self) -> list[Route]:
        path = messages_path("{account_sid}") + "/{sid}"
        return [
            Route(f"{path}/Media.json", self.list_media, methods=["GET"]),
            Route(f"{path}/Media/{{media_sid}}.json", self.fetch_media, methods=["GET"]),
            Route(f"{path}/Media/{{media_sid}}.json", self.delete_media, methods=["DELETE"]),
            Route(f"{path}/Media/{{media_sid}}", self.media_bytes, methods=["GET"]),
            Route(f"{path}/Feedback.json", self.give_feedback, methods=["POST"]),
        ]

    async def list_media(self, request: Request) -> Response:
        self._account.check(request)
        message = find_message(self._state, request)
        return answer(list_media(message, read_query(request.query_params), self._account.sid))

    async def fetch_media(self, request: Request) -> Response:
        self._account.check(request)
        message, picture = self._find_picture(request)
        return answer(media_shown(picture, message, self._account.sid))

    async def delete_media(self, request: Request) -> Response:
        self._account.check(request)
        message, picture = self._find_picture(request)
        self._state.media.remove(picture.sid)
        message.pictures.remove(picture)
        return Response(status_code=204)

    async def media_bytes(self, request: Request) -> Response:
        self._account.check(request)
        _, picture = self._find_picture(request)
        media = self._state.media.get(picture.sid)
        if media is None:
            raise not_found(request.url.path)
        return Response(media.data, media_type=media.content_type)

    def _find_picture(self, request: Request) -> tuple[Message, Picture]:
        message, sid = find_message(self._state, request), request.path_params["media_sid"]
        for picture in message.pictures:
            if picture.sid == sid:
                return message, picture
        raise not_found(request.url.path)

    async def give_feedback(self, request: Request) -> Response:
        self._account.check(request)
        message = find_message(self._state, request)
        form = Form(await request.body())
        outcome = form.choice("Outcome", "confirmed", "unconfirmed", otherwise="confirmed")
        return answer(feedback_shown(outcome, message, self._account.sid, self._state.clock()))
