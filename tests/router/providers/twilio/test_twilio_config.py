"""A wrong setting is refused by name, and a secret is never shown."""

from typing import Any

import pytest

from router.providers.provider_contract import Provider
from router.providers.twilio import TwilioConfig, TwilioProvider
from tests.router.providers.twilio.forms import ACCOUNT, CONFIG, PUBLIC_URL

RIGHT: dict[str, Any] = {"account_sid": ACCOUNT, "public_url": PUBLIC_URL, "auth_tokens": ("12345",)}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("account_sid", {"account_sid": "SK1"}),
        ("public_url", {"public_url": "bot.example.com"}),
        ("public_url", {"public_url": "https://bot.example.com/#rc=5"}),
        ("auth_tokens", {"auth_tokens": ()}),
        ("auth_tokens", {"auth_tokens": ("12345", "")}),
        ("shared_keys", {"shared_keys": {"webhooks_sharedkey_1": ""}}),
        ("api_key", {"auth_tokens": (), "shared_keys": {"webhooks_sharedkey_1": "x"}}),
        ("api_key", {"api_key": ("SK1", "")}),
        ("api_base", {"api_base": "127.0.0.1:8080"}),
        ("connect_timeout", {"timeout": 1.0, "connect_timeout": 2.0}),
        ("connections", {"connections": 0}),
    ],
)
def test_a_wrong_setting_is_refused_by_name(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=field):
        TwilioConfig(**RIGHT | changes)


def test_shared_keys_and_an_api_key_do_without_the_auth_token() -> None:
    config = TwilioConfig(ACCOUNT, PUBLIC_URL, shared_keys={"webhooks_sharedkey_1": "x"}, api_key=("SK1", "y"))
    assert config.credentials() == ("SK1", "y")


def test_secrets_are_not_shown() -> None:
    assert "12345" not in repr(CONFIG)


def test_it_is_a_provider() -> None:
    provider: Provider = TwilioProvider(CONFIG)
    assert provider.name == "twilio"
