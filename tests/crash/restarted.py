"""What a killed process left, taken over by one whose clock can be put forward: minutes pass in a moment."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import flows
from router.app import Parley
from router.environment import Secret
from router.settings import Settings
from router.store import outbox
from tests.crash.process import ServedProcess
from tests.journeys.installation import ACCOUNT_SID, AUTH_TOKEN, Installation, serving

#: So much later everybody knows that the calls of the killed process have no one who waits for their answer.
LEFT_BEHIND = outbox.ABANDONED_AFTER + timedelta(seconds=1)


@contextmanager
def restarted(served: ServedProcess, clock: Callable[[], datetime]) -> Iterator[Installation]:
    """The same installation, at the same address, in this process."""
    settings = Settings(
        database_url=served.database_url,
        flows=served.flow_file,
        public_url=served.url,
        secret_key=Secret("k" * 32),
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=Secret(AUTH_TOKEN),
        twilio_api_base=served.emulator,
    )
    parley = Parley(settings, flows.load(served.flow_file, {}), clock)
    with socket.create_server(("127.0.0.1", served.port)) as listening, serving(parley.app(), listening):
        yield Installation(settings, parley, served.emulator)
