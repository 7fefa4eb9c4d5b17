"""`parley bot actions`: the example's actions for a Rasa server, in a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import requests

from tests.waiting import eventually

BOT = Path(__file__).parents[3] / "bot" / "example"


@pytest.mark.parametrize("end", [pytest.param(signal.SIGTERM, marks=pytest.mark.proof), signal.SIGKILL])
def test_actions_are_served_on_loopback_and_their_processes_end_with_the_server(end: signal.Signals) -> None:
    command = [sys.executable, "-m", "router", "bot", "actions", str(BOT), "--port", "0", "--at-once", "1"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        assert address.startswith("http://127.0.0.1:")
        listed = eventually(lambda: _listed(address.replace("/webhook", "/actions")))
        processes = psutil.Process(server.pid).children(recursive=True)
        server.send_signal(end)
    assert {"name": "action_order_status"} in listed
    assert len(processes) == 1
    eventually(lambda: not any(process.is_running() for process in processes))


def _listed(address: str) -> list[dict[str, str]] | None:
    try:
        answer: list[dict[str, str]] = requests.get(address, timeout=10).json()
    except requests.ConnectionError:
        return None
    return answer
