"""The environment: all complaints at once, each naming its variable and how to set it; secrets never shown."""

from hashlib import sha256
from pathlib import Path

import pytest

from router import bot_settings, settings
from router.environment import Secret, SettingsInvalid
from router.settings import Settings

SECRETS = {
    "PARLEY_SECRET_KEY": "secret-key-" + "k" * 32,
    "TWILIO_AUTH_TOKEN": "primary-token",
    "TWILIO_AUTH_TOKEN_SECONDARY": "secondary-token",
    "TWILIO_API_KEY_SECRET": "api-key-secret",
    "TWILIO_WEBHOOK_SHARED_KEYS": "webhooks_sharedkey_1:shared-secret",
    "PARLEY_BOT_TOKEN": "rasa-token",
    "PARLEY_LLM_KEY": "model-key",
}
COMPLETE = {
    "PARLEY_PUBLIC_URL": "https://sms.example.com",
    "PARLEY_SECRET_KEY": SECRETS["PARLEY_SECRET_KEY"],
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": SECRETS["TWILIO_AUTH_TOKEN"],
}
DIGEST = sha256(b"token").hexdigest()


def complaints(**changes: str) -> list[str]:
    with pytest.raises(SettingsInvalid) as raised:
        settings.read({**COMPLETE, **changes})
    return raised.value.complaints


def test_what_is_needed_is_enough_and_the_rest_has_defaults() -> None:
    read = settings.read(COMPLETE)
    assert (read.database_url, read.flows, read.public_url) == (
        "sqlite:///var/parley.db",
        Path("flows.yaml"),
        "https://sms.example.com",
    )
    assert read.twilio_auth_token.reveal() == "primary-token"


def test_everything_that_is_missing_is_named_at_once_with_how_to_set_it() -> None:
    with pytest.raises(SettingsInvalid) as raised:
        settings.read({})
    named = [complaint.split()[0] for complaint in raised.value.complaints]
    assert named == ["PARLEY_PUBLIC_URL", "PARLEY_SECRET_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"]
    assert all(
        f"set it, or {name}_FILE, to " in complaint
        for name, complaint in zip(named, raised.value.complaints, strict=True)
    )
    assert str(raised.value).count("\n") == 3


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        pytest.param("PARLEY_PUBLIC_URL", "sms.example.com", "web address", id="an address without its scheme"),
        pytest.param("PARLEY_PUBLIC_URL", "ftp://sms.example.com", "web address", id="an address of another kind"),
        pytest.param("PARLEY_PUBLIC_URL", "https://a.example/?b=c", "web address", id="an address with a query"),
        pytest.param("PARLEY_PUBLIC_URL", "https://[", "web address", id="an address that cannot be read"),
        pytest.param("PARLEY_PUBLIC_URL", "https://a b.example", "web address", id="an address with a blank"),
        pytest.param("PARLEY_SECRET_KEY", "short", "at least 32", id="a short secret key"),
        pytest.param("PARLEY_DATABASE_URL", "mysql://db/parley", "postgresql+psycopg://", id="another database"),
        pytest.param("PARLEY_DATABASE_URL", "sqlite:///", "sqlite:///", id="a database that only lives in memory"),
        pytest.param("PARLEY_DATABASE_URL", "sqlite:///:memory:", "name a file", id="memory by its SQLite name"),
        pytest.param("PARLEY_DATABASE_URL", "sqlite:///file:x?uri=true", "name a file", id="an address in an address"),
        pytest.param(
            "PARLEY_DATABASE_URL", "postgresql+psycopg://db:port/x", "postgresql+psycopg://", id="a port that is none"
        ),
        pytest.param(
            "PARLEY_TRUSTED_PROXIES", "127.0.0.1, proxy.example", "proxy.example is neither", id="a proxy's name"
        ),
        pytest.param(
            "PARLEY_TRUSTED_PROXIES", "10.0.0.1/8", "addresses and networks", id="an address that is no network"
        ),
        pytest.param("PARLEY_TRUSTED_PROXIES", "*", "addresses and networks", id="everybody as a proxy"),
        pytest.param("TWILIO_ACCOUNT_SID", "AC123", "AC and 32", id="half an account id"),
        pytest.param("TWILIO_ACCOUNT_SID", "AC" + "x" * 32, "AC and 32", id="an account id that is no hexadecimal"),
        pytest.param("TWILIO_API_BASE", "localhost:8010", "web address", id="a base without its scheme"),
        pytest.param("TWILIO_API_KEY", "SK1", "both or neither", id="an API key without its secret"),
        pytest.param("TWILIO_API_KEY_SECRET", "s", "both or neither", id="a secret without its API key"),
        pytest.param("PARLEY_API_TOKENS", "shop", "name:value", id="a token without its name"),
        pytest.param("PARLEY_API_TOKENS", "shop:token", "sha256sum", id="a token that is not hashed"),
        pytest.param("TWILIO_WEBHOOK_SHARED_KEYS", ":s", "name:value", id="a shared key without its id"),
        pytest.param("PARLEY_BOT", "tests", "no domain.yml", id="a folder that is no bot's project"),
        pytest.param("PARLEY_BOT_TIER", "huge", "plain, static, accurate", id="a tier that there is not"),
        pytest.param("PARLEY_BOT_URL", "localhost:5005", "web address", id="a Rasa server without its scheme"),
    ],
)
def test_one_wrong_value_is_one_complaint_that_names_it(name: str, value: str, words: str) -> None:
    (complaint,) = complaints(**{name: value})
    assert complaint.startswith("TWILIO_API_KEY " if words == "both or neither" else f"{name} ")
    assert words in complaint


def test_lists_of_pairs_may_be_separated_as_one_likes() -> None:
    read = settings.read({**COMPLETE, "PARLEY_API_TOKENS": f"shop:{DIGEST},\n billing:{DIGEST}"})
    assert read.api_tokens == {"shop": DIGEST, "billing": DIGEST}


def test_proxies_are_trusted_only_where_they_are_named() -> None:
    assert settings.read(COMPLETE).trusted_proxies == ()
    read = settings.read({**COMPLETE, "PARLEY_TRUSTED_PROXIES": "127.0.0.1, ::1,\n10.0.0.0/8"})
    assert read.trusted_proxies == ("127.0.0.1", "::1", "10.0.0.0/8")


def test_every_value_may_come_from_a_file(tmp_path: Path) -> None:
    for name, value in COMPLETE.items():
        (tmp_path / name).write_text(f"  {value}\n")
    assert repr(settings.read({f"{name}_FILE": str(tmp_path / name) for name in COMPLETE})) == repr(
        settings.read(COMPLETE)
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    rest = {name: value for name, value in COMPLETE.items() if name != "TWILIO_AUTH_TOKEN"}
    with pytest.raises(SettingsInvalid) as raised:
        settings.read({**rest, "TWILIO_AUTH_TOKEN_FILE": str(tmp_path / "nothing")})
    assert raised.value.complaints == ["TWILIO_AUTH_TOKEN_FILE names a file that cannot be read: FileNotFoundError"]


def test_a_value_and_its_file_exclude_each_other(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("another")
    assert complaints(TWILIO_AUTH_TOKEN_FILE=str(tmp_path / "token")) == [
        "TWILIO_AUTH_TOKEN and TWILIO_AUTH_TOKEN_FILE are both set: keep one"
    ]


def test_no_secret_shows_in_settings_or_complaints() -> None:
    read = settings.read({**COMPLETE, **SECRETS, "TWILIO_API_KEY": "SK1"})
    shown = f"{read!r} {read} {read.secret_key} {read.secret_key!r}"
    complained = str(complaints(**dict.fromkeys(("PARLEY_PUBLIC_URL", "PARLEY_DATABASE_URL"), "x")))
    for value in (*SECRETS.values(), "shared-secret"):
        assert value not in shown
        assert value not in complained


def test_a_database_password_shows_nowhere() -> None:
    address = "postgresql+psycopg://parley:hunter2@db.example/parley"
    assert "hunter2" not in repr(settings.read({**COMPLETE, "PARLEY_DATABASE_URL": address}))
    assert "hunter2" not in str(complaints(PARLEY_DATABASE_URL=address.replace("psycopg", "other")))


def test_a_command_beside_the_service_needs_only_the_database() -> None:
    assert settings.read_database_url({}) == Settings.database_url
    with pytest.raises(SettingsInvalid, match="PARLEY_DATABASE_URL"):
        settings.read_database_url({"PARLEY_DATABASE_URL": "oracle://x"})


def test_a_bot_is_there_only_where_its_project_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert bot_settings.read({}).project is None
    (tmp_path / "bot" / "example").mkdir(parents=True)
    (tmp_path / "bot" / "example" / "domain.yml").touch()
    assert bot_settings.read({}).project == Path("bot/example")
    (tmp_path / "bot" / "domain.yml").touch()
    assert bot_settings.read({}).project == Path("bot")
    assert bot_settings.read({"PARLEY_BOT": str(tmp_path / "bot")}).project == tmp_path / "bot"


def test_a_language_model_needs_its_name() -> None:
    with pytest.raises(SettingsInvalid, match="PARLEY_LLM_MODEL"):
        bot_settings.read({"PARLEY_LLM_URL": "https://models.example/v1"})


def test_an_empty_secret_is_false() -> None:
    assert (bool(Secret("")), bool(Secret("x")), repr(Secret(""))) == (False, True, "Secret()")
