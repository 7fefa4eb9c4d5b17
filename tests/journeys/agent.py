"""An agent's browser, without the browser."""

import re

import requests

from router.cli.dev_login import renew_dev_login
from tests.journeys.installation import DEADLINE, Installation, eventually


class Agent:
    """Logged in, and ready to fill in what the pages ask."""

    def __init__(self, installation: Installation) -> None:
        self._url = f"{installation.url}/console"
        self._session = requests.Session()
        self._session.headers["Origin"] = installation.url
        name, password = renew_dev_login(installation.parley.database)
        self.post("/login", self.page("/login"), name=name, password=password)

    def page(self, path: str = "") -> str:
        answer = self._session.get(self._url + path, timeout=DEADLINE)
        assert answer.status_code == 200
        return answer.text

    def post(self, path: str, page: str, **fields: str) -> None:
        """Fill in and send the form that the page has for this path, hidden fields as they are."""
        form = page[page.index(f'action="/console{path}"') :].partition("</form>")[0]
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
        answer = self._session.post(
            self._url + path, data={**hidden, **fields}, timeout=DEADLINE, allow_redirects=False
        )
        assert answer.status_code == 303, answer.text

    def finds_conversation(self, of: str = "") -> str:
        """The path of the first conversation on the list, or the first of this customer."""
        return eventually(lambda: self._conversation(of), f"a conversation of {of or 'anybody'}")

    def sees(self, *parts: str, of: str) -> str:
        """The page of this customer's conversation, once it has all of this; as it is read, without its tags."""
        path = self.finds_conversation(of)

        def read() -> str:
            words = _read(self.page(path))
            return words if all(part in words for part in parts) else ""

        return eventually(read, f"a page with {parts}, not {_read(self.page(path))}")

    def _conversation(self, customer: str) -> str | None:
        rows = self.page().split('<li id="row-')[1:]
        paths = (re.search(r'href="/console(/conversations/\d+)#', row) for row in rows if customer in row)
        return next((found.group(1) for found in paths if found is not None), None)


def _read(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())
