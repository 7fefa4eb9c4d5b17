"""`parley event`: something happened, said by hand."""

from pathlib import Path

import pytest

from flows.protocol.events import BusinessEventReceived
from router.store import business_events
from router.store.database import Database
from tests.router.cli.commands import Shell

SHOP = str(Path(__file__).parents[1] / "api" / "shop.yaml")
SHIPPED = ("order.shipped", "order=A-7", "parcels=2", "gift=no", "day=2026-11-24", "from_hour=09:30", "items=tea,milk")
CUSTOMER = "+12125550123"


def test_an_event_is_written_for_the_serving_process(shell_on_each_database: Shell) -> None:
    ended = shell_on_each_database.run("event", *SHIPPED, "--to", CUSTOMER, PARLEY_FLOWS=SHOP)
    assert ended.exit_code == 0, ended.output
    database = Database.open(shell_on_each_database.database_url)
    fate = database.read_now(lambda connection: business_events.fate(connection, ended.stdout.strip()))
    database.close()
    assert fate is not None
    assert (fate.status, fate.customer) == ("pending", CUSTOMER)
    assert fate.event == BusinessEventReceived(
        "+12125550102",
        "order.shipped",
        {
            "order": "A-7",
            "parcels": 2,
            "gift": False,
            "day": {"$date": "2026-11-24"},
            "from_hour": {"$time": "09:30"},
            "items": ["tea", "milk"],
        },
    )


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["order.lost", "--to", CUSTOMER], 1, "no flow knows this event; they know payment.received, order.shipped"),
        (["payment.received", "amount=a lot", "--to", CUSTOMER], 1, "amount must be a number"),
        (["payment.received", "amount=1.2.3", "--to", CUSTOMER], 1, "amount must be a number"),
        (["payment.received", "--to", CUSTOMER], 1, "amount is missing"),
        (["payment.received", "amount", "--to", CUSTOMER], 2, "amount is not FIELD=VALUE"),
        (["payment.received", "amount=1", "--to", "12"], 1, "to must be a phone number"),
    ],
)
def test_what_cannot_be_used_is_refused(shell: Shell, arguments: list[str], exit_code: int, words: str) -> None:
    ended = shell.run("event", *arguments, PARLEY_FLOWS=SHOP)
    assert (ended.exit_code, words in ended.output) == (exit_code, True), ended.output
