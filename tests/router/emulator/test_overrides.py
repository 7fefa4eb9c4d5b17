"""Connection overrides in a webhook's address."""

import pytest

from router.emulator.webhooks.connection_overrides import ALL, Overrides, read_overrides


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", Overrides()),
        ("rc=3", Overrides(retries=3)),
        ("rc=9", Overrides(retries=5)),
        ("rc=x", Overrides(retries=1)),
        ("rc=2&rp=rt,5xx", Overrides(retries=2, policy=frozenset({"rt", "5xx"}))),
        ("rp=all", Overrides(policy=ALL)),
        ("rp=nonsense", Overrides(policy=frozenset())),
        ("ct=200&rt=300&tt=400", Overrides(connect_seconds=0.2, read_seconds=0.3, total_seconds=0.4)),
        ("ct=1&rt=99999&tt=99999", Overrides(connect_seconds=0.1, read_seconds=15, total_seconds=15)),
        ("ct=x&rt=-1&tt=", Overrides()),
        ("sni=y&e=ashburn", Overrides()),
    ],
)
def test_a_fragment_says_how_patient_twilio_is(fragment: str, expected: Overrides) -> None:
    assert read_overrides(fragment) == expected
