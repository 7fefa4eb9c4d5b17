"""Messages in api.twilio.com: created, listed, fetched, changed, deleted."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from router.emulator.account.api_errors import ApiError, not_found
from router.emulator.account.create_parameters import read_create_parameters
from router.emulator.account.emulated_message import Message
from router.emulator.account.json_bodies import answer
from router.emulator.account.representation import created, fetched, messages_path
from router.emulator.account.request_form import Form
from router.emulator.api.authentication import Account
from router.emulator.api.create_checks import check_create
from router.emulator.api.fault_answers import answer_with, spoil
from router.emulator.api.magic_account import MagicAccount
from router.emulator.api.message_listing import FILTERS, list_messages
from router.emulator.api.pagination import read_query
from router.emulator.carrier.carrier_outbox import Outbox
from router.emulator.carrier.emulator_state import State

IN_PROGRESS = frozenset({"scheduled", "accepted", "queued", "sending"})


class MessagesApi:
    """The messages resource of one account."""

    def __init__(self, account: Account, state: State, outbox: Outbox, test_account: MagicAccount) -> None:
        self._account = account
        self._rules = state.rules()
        self._state = state
        self._outbox = outbox
        self._test_account = test_account

    def routes(self) -> list[Route]:
        path = messages_path("{account_sid}")
        return [
            Route(f"{path}.json", self.create, methods=["POST"]),
            Route(f"{path}.json", self.list, methods=["GET"]),
            Route(f"{path}/{{sid}}.json", self.fetch, methods=["GET"]),
            Route(f"{path}/{{sid}}.json", self.update, methods=["POST"]),
            Route(f"{path}/{{sid}}.json", self.delete, methods=["DELETE"]),
        ]

    async def create(self, request: Request) -> Response:
        if self._account.is_test(request):
            return answer(self._test_account.create(read_create_parameters(Form(await request.body()))), 201)
        self._account.check(request)
        parameters = read_create_parameters(Form(await request.body()))
        self._state.creates.count(parameters.status_callback)
        fault = self._state.faults.take() or self._state.luck.fault()
        if fault is not None and not fault.kind.accepts:
            return await answer_with(fault, request)
        check_create(parameters, self._rules)
        taken = answer(created(self._outbox.accept(parameters), self._account.sid), 201)
        return taken if fault is None else await spoil(taken, fault, request)

    async def list(self, request: Request) -> Response:
        self._account.check(request)
        query = read_query(request.query_params, FILTERS)
        return answer(list_messages(self._state.messages, query, self._account.sid))

    async def fetch(self, request: Request) -> Response:
        self._account.check(request)
        return answer(fetched(find_message(self._state, request), self._account.sid))

    async def update(self, request: Request) -> Response:
        self._account.check(request)
        message, form = find_message(self._state, request), Form(await request.body())
        if form.choice("Status", "canceled") and not self._outbox.cancel(message):
            raise ApiError(30409, "This message cannot be canceled")
        if "Body" in form:
            self._redact(message, form.text("Body"))
        return answer(fetched(message, self._account.sid))

    def _redact(self, message: Message, body: str) -> None:
        if body:
            raise ApiError(20001, "A message's Body can only be made empty")
        message.redacted = True
        self._state.messages.changed(message)

    async def delete(self, request: Request) -> Response:
        self._account.check(request)
        message = find_message(self._state, request)
        if message.status in IN_PROGRESS:
            raise ApiError(20009, "Cannot delete message because delivery has not been completed.", 409)
        self._state.messages.remove(message)
        return Response(status_code=204)


def find_message(state: State, request: Request) -> Message:
    """The message that the path names. Raises ApiError 20404."""
    message = state.messages.get(request.path_params["sid"])
    if message is None:
        raise not_found(request.url.path)
    return message
