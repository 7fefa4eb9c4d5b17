"""What the processes that run actions see of the environment: everything but what is Parley's own."""

import re
from collections.abc import Mapping
from typing import Final

#: Parley's settings and the provider's keys, whichever way they are given (`…_FILE` too), and ways into databases.
_WITHHELD: Final = re.compile(r"^(PARLEY|TWILIO|PG|EMULATOR)|DATABASE_URL|REDIS_URL", re.IGNORECASE)
#: NumPy would start a thread for each processor, whose stacks alone may be more than a process may have.
_DEFAULT_VARIABLES: Final = {"OMP_NUM_THREADS": "1"}


def action_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The author's own variables, and what Python and the system need."""
    return _DEFAULT_VARIABLES | {name: value for name, value in environment.items() if not _WITHHELD.search(name)}
