"""The resources below /_emulator that make things go wrong."""

from msgspec.json import Decoder
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from router.emulator.account.json_bodies import answer, read
from router.emulator.carrier.fault_dials import Dials
from router.emulator.carrier.fault_script import Fault, FaultScript
from router.emulator.carrier.luck import Luck


class FaultControl:
    """Faults by script, which go first, and by dial."""

    def __init__(self, script: FaultScript, luck: Luck) -> None:
        self._script = script
        self._luck = luck
        self._scripts = Decoder(Fault | list[Fault])
        self._dials = Decoder(Dials)

    def routes(self) -> list[Route]:
        return [
            Route("/_emulator/faults", self.script, methods=["GET"]),
            Route("/_emulator/faults", self.extend_script, methods=["POST"]),
            Route("/_emulator/dials", self.dials, methods=["GET"]),
            Route("/_emulator/dials", self.turn_dials, methods=["PUT"]),
        ]

    async def script(self, _request: Request) -> Response:
        return answer(self._script.remaining())

    async def extend_script(self, request: Request) -> Response:
        faults = await read(request, self._scripts)
        self._script.append([faults] if isinstance(faults, Fault) else faults)
        return answer(self._script.remaining())

    async def dials(self, _request: Request) -> Response:
        return answer(self._luck.dials)

    async def turn_dials(self, request: Request) -> Response:
        self._luck.turn(await read(request, self._dials))
        return answer(self._luck.dials)
