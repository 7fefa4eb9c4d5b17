"""A burst of webhooks loses none."""

import asyncio
from urllib.parse import urlencode

import aiohttp
import pytest
from sqlalchemy import func, select

from router.store.tables import messages
from tests.journeys.installation import Installation, eventually
from tests.journeys.webhook import INBOUND, Form, inbound_form, sign


@pytest.mark.count(400, full=2000)
def test_hundreds_of_texts_at_once_are_all_answered(installation: Installation, count: int) -> None:
    forms = [inbound_form(f"+1212555{number:04}", "hi") for number in range(count)]
    assert asyncio.run(_post_all(installation, forms)) == [204] * count
    eventually(lambda: _count(installation, "inbound") == count, "all handled")
    eventually(lambda: _count(installation, "outbound") == count, "all answered")


async def _post_all(installation: Installation, forms: list[Form]) -> list[int]:
    url = installation.url + INBOUND
    connector = aiohttp.TCPConnector(limit=200)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def post(form: Form) -> int:
            headers = {"X-Twilio-Signature": sign(url, form), "Content-Type": "application/x-www-form-urlencoded"}
            async with session.post(url, data=urlencode(form), headers=headers) as answer:
                return answer.status

        return list(await asyncio.gather(*map(post, forms)))


def _count(installation: Installation, direction: str) -> int:
    query = select(func.count()).select_from(messages).where(messages.c.direction == direction)
    return installation.read(lambda connection: connection.execute(query).scalar()) or 0
