"""Inputs that are kept and spoiled further when they reach new code, by Atheris (libFuzzer), where it is installed.

    python -m tests.fuzz.coverage_guided RUNS SEED FOLDER

It is in no lock file: 35 MB for one run in a while, and Linux only. `pip install atheris` brings it.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

with atheris.instrument_imports(
    include=["flows", "router.providers.twilio", "router.emulator.account.channel_addresses"]
):
    from router.providers.provider_contract import WebhookMalformed
    from router.providers.twilio.delivery_reports import read_report
    from router.providers.twilio.inbound_message import read_text
    from tests.fuzz.addresses import Addresses
    from tests.fuzz.customer_texts import LINES, Texted, Texts
    from tests.fuzz.spoiled_flow_files import SMALL, File, FlowFiles
    from tests.fuzz.templates import Templates, Written

TEMPLATES, FLOW_FILES, ADDRESSES, TEXTS = Templates(), FlowFiles(), Addresses(), Texts()


def read_form(body: bytes) -> None:
    for read in (read_text, read_report):
        try:
            read(body)
        except WebhookMalformed:
            continue


def _written(data: bytes) -> str:
    return data.decode("utf-8", "replace")


RUNS: Final[tuple[Callable[[bytes], Any], ...]] = (
    read_form,
    lambda data: TEMPLATES.run(Written(_written(data))),
    lambda data: FLOW_FILES.run(File(_written(data))),
    lambda data: ADDRESSES.run(_written(data)),
    lambda data: TEXTS.run(Texted(_written(data), LINES[0], ("1",), None)),
)


#: What is right, for each of them, to be spoiled.
GOOD: Final = (
    b"MessageSid=SM"
    + b"0" * 32
    + b"&From=%2B12125550123&To=%2B12125550101&Body=hi&NumMedia=1&MediaUrl0=https://x.example",
    b"{% for day in list if n > 2 %}{{ day|title }}{% else %}{{ x or 'there' }}{% endfor %}",
    SMALL.encode(),
    b"whatsapp:+12125550123",
    "Yes, 1,200.50 \u4e88\u7d04".encode(),
)


def give(data: bytes) -> None:
    """The first byte says to whom."""
    if data:
        RUNS[data[0] % len(RUNS)](data[1:])


def main() -> None:
    runs, seed, corpus = sys.argv[1:]
    for number, good in enumerate(GOOD):
        (Path(corpus) / str(number)).write_bytes(bytes([number]) + good)
    # Whatever takes two seconds is reported as a hang.
    atheris.Setup([sys.argv[0], f"-runs={runs}", f"-seed={seed}", "-max_len=2000", "-timeout=2", corpus], give)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
