"""Who gets in, how they are kept in, and how they are put out."""

import re
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

from router.console.password_check import DEFAULT_FAILURE_SECONDS
from router.store import console_users, passwords
from router.store.tables import sessions
from tests.router.console.conftest import Browser, Clock, Desk, hidden
from tests.router.console.console_data import PASSWORD, agent_joins


@pytest.mark.parametrize("path", ["/console", "/console?show=all", "/console/unsettled", "/console/conversations/7"])
def test_a_stranger_is_sent_to_the_login_and_back(desk: Desk, path: str) -> None:
    browser = desk.browser()
    answer = browser.get(path)
    assert answer.status == 303
    login = browser.get(answer.header("location") or "")
    assert login.status == 200
    welcome = browser.post("/console/login", {**hidden(login), "name": "ana", "password": PASSWORD})
    assert (welcome.status, welcome.header("location")) == (303, path)


def test_a_strangers_deed_leads_to_the_login_and_does_nothing(desk: Desk) -> None:
    answer = desk.browser().post("/console/conversations/7/reply", {"text": "hi", "key": "k" * 32})
    assert answer.header("location") == "/console/login?next=/console/conversations/7"
    assert desk.events() == []


def test_a_strangers_refresh_is_401_so_that_a_page_keeps_its_draft(desk: Desk) -> None:
    assert desk.browser().get("/console/conversations/7/live").status == 401


@pytest.mark.parametrize(
    "goal",
    [
        "https://evil.example/console",
        "//evil.example/console",
        "/\\evil.example",
        "/console/../evil",
        "/console//evil.example",
        "/console@evil.example",
        "/consolex",
        "javascript:alert(1)",
        "/console\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_a_forged_way_back_leads_to_the_console(desk: Desk, goal: str) -> None:
    browser = desk.browser()
    form = {**hidden(browser.get("/console/login")), "next": goal, "name": "ana", "password": PASSWORD}
    assert browser.post("/console/login", form).header("location") == "/console"


@pytest.mark.parametrize(
    ("name", "password"), [("ana", "wrong"), ("nobody", PASSWORD), ("", ""), ("ana", "x" * 5000), ("ana\0", PASSWORD)]
)
def test_a_wrong_name_or_password_is_told_apart_by_nobody(desk: Desk, name: str, password: str) -> None:
    answer = desk.browser().log_in(name, password)
    assert answer.status == 403
    assert "The name or the password is wrong." in answer.text
    assert "parley=" not in (answer.header("set-cookie") or "")


def test_a_disabled_user_is_out_at_once_and_stays_out(desk: Desk, ana: Browser) -> None:
    assert ana.get("/console").status == 200
    desk.database.write_now(lambda connection: console_users.disable(connection, "ana"))
    assert ana.get("/console").status == 303
    assert ana.log_in().status == 403


def test_a_session_ends_when_it_is_not_used(ana: Browser, clock: Clock) -> None:
    clock.goes_on(hours=11.9)
    assert ana.get("/console").status == 200
    clock.goes_on(hours=11.9)
    assert ana.get("/console").status == 200
    clock.goes_on(hours=12)
    assert ana.get("/console").status == 303


def test_a_page_that_refreshes_itself_does_not_keep_a_session(ana: Browser, clock: Clock) -> None:
    for _ in range(13):
        last = ana.get("/console/live").status
        clock.goes_on(hours=1)
    assert last == 401


def test_a_session_ends_after_a_week_however_much_it_is_used(ana: Browser, clock: Clock) -> None:
    for _ in range(27):
        clock.goes_on(hours=6)
        assert ana.get("/console").status == 200
    clock.goes_on(hours=6)
    assert ana.get("/console").status == 303


def test_logging_out_ends_the_session_not_just_the_cookie(ana: Browser) -> None:
    cookies = dict(ana.cookies)
    page = ana.get("/console")
    assert ana.submit(page, "/console/logout").header("location") == "/console/login"
    assert ana.cookies == {}
    ana.cookies.update(cookies)
    assert ana.get("/console").status == 303


def test_a_login_always_makes_a_new_session(desk: Desk) -> None:
    browser = desk.browser()
    browser.get("/console/login")
    planted = dict(browser.cookies)
    browser.log_in()
    assert browser.cookies["parley"] != planted["parley"]
    victim = desk.browser()
    victim.cookies.update(planted)
    assert victim.get("/console").status == 303


def test_the_database_holds_no_token(desk: Desk, ana: Browser) -> None:
    stored = desk.database.read_now(
        lambda connection: connection.execute(select(sessions.c.token_hash)).scalars().all()
    )
    assert len(stored) == 1
    assert ana.cookies["parley"] not in stored


def test_on_https_the_cookie_is_fixed_to_the_host(desk: Desk, make_desk: Callable[[str], Desk]) -> None:
    browser = make_desk("https://sms.example.com").browser()
    cookie = browser.log_in().header("set-cookie") or ""
    assert cookie.startswith("__Host-parley=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/", "Max-Age=604800"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_on_http_the_cookie_is_plain(desk: Desk) -> None:
    cookie = desk.browser().log_in().header("set-cookie") or ""
    assert cookie.startswith("parley=")
    assert "HttpOnly" in cookie
    assert "Secure" not in cookie


@pytest.mark.parametrize("path", ["/console/login", "/console", "/console/nothing", "/console/static/console.css"])
@pytest.mark.parametrize(
    ("public_url", "header"), [("https://sms.example.com", "max-age=31536000"), ("http://127.0.0.1:8000", None)]
)
def test_a_browser_that_came_by_https_comes_by_nothing_else(
    desk: Desk, make_desk: Callable[[str], Desk], path: str, public_url: str, header: str | None
) -> None:
    assert make_desk(public_url).browser().get(path).header("strict-transport-security") == header


def test_an_account_rests_for_a_client_after_ten_wrong_passwords_and_for_nobody_else(desk: Desk, clock: Clock) -> None:
    attacker = desk.browser("203.0.113.99")
    assert {attacker.log_in("ana", "wrong").status for _ in range(10)} == {403}
    refused = attacker.log_in()
    assert (refused.status, refused.header("retry-after")) == (429, "301")
    assert "Too many attempts" in refused.text
    assert desk.browser().log_in().status == 303
    clock.goes_on(minutes=5)
    assert attacker.log_in().status == 303


def test_an_account_rests_for_everybody_after_fifty_wrong_passwords_from_many_clients(desk: Desk, clock: Clock) -> None:
    for number in range(50):
        assert desk.browser(f"203.0.113.{number}").log_in("ana", "wrong").status == 403
    refused = desk.browser("203.0.113.99").log_in()
    assert refused.status == 403
    assert "a name rests for five minutes" in refused.text
    clock.goes_on(minutes=5)
    assert desk.browser("203.0.113.99").log_in().status == 303


def test_one_subscribers_many_addresses_are_one_client(desk: Desk) -> None:
    statuses = [desk.browser(f"2001:db8:1:2::{number:x}").log_in("ana", "wrong").status for number in range(11)]
    assert statuses == [403] * 10 + [429]
    assert desk.browser("2001:db8:1:3::1").log_in().status == 303


@pytest.mark.parametrize("names", [["ana"] * 30, [f"name {number}" for number in range(30)]], ids=["one", "many"])
def test_wrong_passwords_of_others_keep_nobody_out_who_comes_from_the_same_address(
    desk: Desk, names: list[str]
) -> None:
    """As behind a proxy that PARLEY_TRUSTED_PROXIES does not name: everybody comes from it."""
    desk.database.write_now(lambda connection: agent_joins(connection, "ben"))
    browser = desk.browser("127.0.0.1")
    assert [browser.log_in(name, "wrong").status for name in names] == [403] * 10 + [429] * 20
    assert browser.log_in("ben").status == 303


def test_a_name_that_nobody_has_hears_what_a_name_that_rests_hears(desk: Desk) -> None:
    heard = []
    for name in ("ana", "nobody"):
        browser = desk.browser(f"client of {name}")
        answers = [browser.log_in(name, "wrong") for _ in range(12)]
        heard.append([(answer.status, _without(answer.text, name), answer.header("retry-after")) for answer in answers])
    assert heard[0] == heard[1]
    assert set(desk.delayed) == {DEFAULT_FAILURE_SECONDS}


def test_names_that_nobody_has_cost_no_hash(desk: Desk) -> None:
    began = time.process_time()
    passwords.hashed("wrong")
    one_hash, browser = time.process_time() - began, desk.browser()
    began = time.process_time()
    for number in range(20):
        browser.log_in(f"name {number}", "wrong")
    assert time.process_time() - began < 10 * one_hash


def test_right_passwords_use_up_no_attempts(desk: Desk) -> None:
    assert {desk.browser().log_in().status for _ in range(12)} == {303}


def _without(page: str, name: str) -> str:
    """The page, less what differs by who asks."""
    return re.sub('value="[0-9a-f]{64}"', "", page.replace(f'value="{name}"', ""))


@pytest.mark.parametrize(
    ("change", "headers"),
    [
        ({"form_token": ""}, {}),
        ({"form_token": "é"}, {}),
        ({}, {"sec-fetch-site": "cross-site"}),
        ({}, {"sec-fetch-site": "same-site"}),
        ({}, {"sec-fetch-site": "", "origin": "https://evil.example"}),
        ({}, {"sec-fetch-site": "", "origin": "null"}),
        ({}, {"sec-fetch-site": ""}),
    ],
)
def test_a_login_from_elsewhere_is_refused(desk: Desk, change: dict[str, str], headers: dict[str, str]) -> None:
    browser = desk.browser()
    form = {**hidden(browser.get("/console/login")), "name": "ana", "password": PASSWORD, **change}
    answer = browser.post("/console/login", form, headers)
    assert answer.status == 403
    assert "out of date" in answer.text


def test_a_browser_without_fetch_metadata_is_known_by_its_origin(desk: Desk) -> None:
    browser = desk.browser()
    form = {**hidden(browser.get("/console/login")), "name": "ana", "password": PASSWORD}
    answer = browser.post("/console/login", form, {"sec-fetch-site": "", "origin": "http://127.0.0.1:8000"})
    assert answer.status == 303


def test_somebody_who_is_logged_in_sees_no_login(ana: Browser) -> None:
    assert ana.get("/console/login?next=/console/unsettled").header("location") == "/console/unsettled"
