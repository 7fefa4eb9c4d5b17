"""A service that answers every text through the REST API, for the phone page to talk to."""

from urllib.parse import parse_qs

import aiohttp
from msgspec import Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ACCOUNT_SID = "AC" + "1" * 32
AUTH_TOKEN = "token of the tests"
LINE = "+14155550100"
SECOND_LINE = "+12125550101"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)


class AnsweringService(Struct):
    """Says the text back; a text "fail" gets a 503, a picture gets a picture."""

    base_url: str
    emulator_url: str

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/inbound", self._answer, methods=["POST"]),
                Route("/status", self._take_status, methods=["POST"]),
                Route("/picture.png", self._picture),
            ]
        )

    async def _answer(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if form.get("Body") == "fail":
            return Response(status_code=503)
        reply = {"Body": f"You said: {form.get('Body', '')}"}
        if form["NumMedia"] != "0":
            reply["MediaUrl"] = f"{self.base_url}/picture.png"
        await self._send(form["From"], form["To"], reply)
        return Response(status_code=204)

    async def _send(self, customer: str, line: str, reply: dict[str, str]) -> None:
        url = f"{self.emulator_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
        form = {"To": customer, "From": line, "StatusCallback": f"{self.base_url}/status", **reply}
        headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT_SID, AUTH_TOKEN)}
        async with aiohttp.ClientSession(headers=headers) as session, session.post(url, data=form) as response:
            await response.read()

    async def _take_status(self, _request: Request) -> Response:
        return Response(status_code=204)

    async def _picture(self, _request: Request) -> Response:
        return Response(PIXEL, media_type="image/png")
