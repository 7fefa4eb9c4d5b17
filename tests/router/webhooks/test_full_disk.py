"""A database that is full takes nothing and says so; the provider is never told that something was kept."""

import requests
from sqlalchemy import Table, func, select

from router.store.tables import deliveries, events
from tests.journeys.installation import DEADLINE, Installation, eventually
from tests.journeys.webhook import INBOUND, inbound_form, post_signed
from tests.router.webhooks.test_status_callbacks import STATUS

#: More than is free in the pages that are there.
LONG = "x" * 20_000


def limit_pages(installation: Installation, pages: int) -> int:
    """On the one connection that writes; SQLite takes no fewer than there are. The limit from now on."""
    pragma = f"PRAGMA max_page_count={pages}"
    return installation.parley.database.write_now(
        lambda connection: int(connection.exec_driver_sql(pragma).scalar_one())
    )


def count(installation: Installation, table: Table) -> int:
    query = select(func.count()).select_from(table)
    return installation.read(lambda connection: int(connection.execute(query).scalar_one()))


def reports_of(installation: Installation, provider_id: str) -> int:
    """Apart from those of the answer, which may be delivered by now."""
    query = select(func.count()).where(deliveries.c.provider_id == provider_id)
    return installation.read(lambda connection: int(connection.execute(query).scalar_one()))


def test_a_full_database_answers_503_until_there_is_room_again(installation: Installation) -> None:
    limit_pages(installation, 1)
    text = inbound_form("+12125550123", LONG)
    refused = post_signed(installation, text)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    report = {"AccountSid": text["AccountSid"], "MessageSid": text["MessageSid"], "MessageStatus": "sent", "X": LONG}
    assert post_signed(installation, report, f"{STATUS}?message=nobody").status_code == 503
    assert (count(installation, events), count(installation, deliveries)) == (0, 0)

    limit_pages(installation, 2**30)
    assert post_signed(installation, text).status_code == 204
    assert post_signed(installation, report, f"{STATUS}?message=nobody").status_code == 204
    assert (count(installation, events), reports_of(installation, text["MessageSid"])) == (1, 1)
    installation.phone().hears("Reply 1 to book")


def test_a_stop_that_could_not_be_kept_is_not_acknowledged(installation: Installation) -> None:
    limit_pages(installation, 1)
    stop = inbound_form("+12125550123", "STOP", Filler=LONG)
    assert post_signed(installation, stop, INBOUND).status_code == 503
    assert count(installation, events) == 0


def test_readiness_follows_the_database(installation: Installation) -> None:
    def ready() -> int:
        return requests.get(f"{installation.url}/readyz", timeout=DEADLINE).status_code

    assert ready() == 200
    limit_pages(installation, 1)
    for number in range(20):
        post_signed(installation, inbound_form("+12125550123", f"{LONG}{number}"))
    assert requests.get(f"{installation.url}/healthz", timeout=DEADLINE).status_code == 200
    limit_pages(installation, 2**30)
    eventually(lambda: ready() == 200)
