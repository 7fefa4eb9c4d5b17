"""A word from the process that runs the emulator to whoever looks at the phone page."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from router.emulator.account.json_bodies import answer


class Item(Struct, frozen=True):
    """One of the things that a notice names; `excerpt` keeps its columns."""

    message: str
    excerpt: str = ""


class NoticeView(Struct, frozen=True):
    """What is said; all of it empty when there is nothing to say."""

    title: str = ""
    items: Sequence[Item] = ()


class Notice:
    """Stands on the page until it is withdrawn."""

    def __init__(self) -> None:
        self.view = NoticeView()
        self._follow: Callable[[NoticeView], None] = _nobody

    def show(self, title: str, items: Sequence[Item] = ()) -> None:
        self.view = NoticeView(title, items)
        self._follow(self.view)

    def withdraw(self) -> None:
        self.show("")

    def on_change(self, follow: Callable[[NoticeView], None]) -> None:
        self._follow = follow

    def routes(self) -> list[Route]:
        return [Route("/_emulator/notice", self._shown, methods=["GET"])]

    async def _shown(self, _request: Request) -> Response:
        return answer(self.view)


def _nobody(_view: NoticeView) -> None:
    return
