"""An agent's own page: another password, and where they are logged in."""

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from router.console.browser_name import browser_name
from router.store import console_sessions, console_users, passwords
from tests.router.asgi_client import Answer
from tests.router.console.conftest import Browser, Clock, Desk, hidden
from tests.router.console.console_data import PASSWORD, agent_joins

PAGE = "/console/account"
CHANGE, END, END_OTHERS = f"{PAGE}/password", f"{PAGE}/end", f"{PAGE}/end-others"
NEW = "seven purple trains"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:149.0) Gecko/20100101 Firefox/149.0"


def change(browser: Browser, present: str = PASSWORD, new: str = NEW, again: str | None = None) -> Answer:
    return browser.submit(browser.get(PAGE), CHANGE, present=present, new=new, again=new if again is None else again)


def is_password(desk: Desk, password: str) -> bool:
    known = desk.database.read_now(lambda connection: console_users.credentials(connection, "ana"))
    assert known is not None
    return passwords.fits(password, known.password_hash)


def is_in(browser: Browser) -> bool:
    return browser.get("/console").status == 200


def test_a_new_password_counts_and_ends_every_other_session(desk: Desk, ana: Browser) -> None:
    elsewhere, before = desk.browser("198.51.100.9"), dict(ana.cookies)
    elsewhere.log_in()
    answer = change(ana)
    assert (answer.status, answer.header("location")) == (303, f"{PAGE}?done=password")
    assert "Your password is changed" in ana.get(f"{PAGE}?done=password").text
    assert (is_in(ana), is_in(elsewhere)) == (True, False)
    assert elsewhere.log_in().status == 403
    assert elsewhere.log_in(password=NEW).status == 303
    planted = desk.browser()
    planted.cookies.update(before)
    assert not is_in(planted)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"present": "wrong"}, "present", "That is not your present password"),
        ({"present": ""}, "present", "That is not your present password"),
        ({"new": "short"}, "new", "A password has 10 to 1024 characters"),
        ({"new": ""}, "new", "A password has 10 to 1024 characters"),
        ({"new": "Password2026!"}, "new", "most common passwords"),
        ({"new": "ana-7391846"}, "new", "do not count"),
        ({"again": "seven purple trams"}, "again", "not the same as above"),
    ],
)
def test_a_password_that_is_not_changed_says_why_beside_its_field(
    desk: Desk, ana: Browser, typed: dict[str, str], field: str, words: str
) -> None:
    answer = change(ana, **typed)
    assert answer.status == 422
    wrong = answer.text[answer.text.index(f'id="{field}"') :]
    assert words in wrong[: wrong.index("</p>", wrong.index('id="problem"'))]
    assert 'aria-invalid="true"' in wrong[: wrong.index(">")]
    assert answer.text.count("aria-invalid") == 1
    assert all(value not in answer.text for value in (PASSWORD, NEW, "Password2026!"))
    assert is_password(desk, PASSWORD)


def test_a_page_that_was_left_open_takes_only_ten_guesses_of_the_password(desk: Desk, ana: Browser) -> None:
    assert {change(ana, present="wrong").status for _ in range(10)} == {422}
    assert change(ana).status == 422
    assert is_password(desk, PASSWORD)


def test_a_password_is_not_set_by_a_session_that_another_password_ended(desk: Desk, ana: Browser) -> None:
    page = ana.get(PAGE)
    desk.database.write_now(lambda connection: console_users.set_password(connection, "ana", passwords.hashed(NEW)))
    form = {**hidden(page, CHANGE), "present": NEW, "new": "eight purple trains", "again": "eight purple trains"}
    assert ana.post(CHANGE, form).header("location") == f"/console/login?next={PAGE}"
    assert is_password(desk, NEW)


def test_a_change_is_logged_without_passwords(ana: Browser) -> None:
    with capture_logs() as logs:
        change(ana, present="wrong")
        change(ana)
    who = {"user": "ana", "client": "203.0.113.7"}
    assert logs == [
        {"event": "password_change_failed", "log_level": "warning", **who},
        {"event": "password_changed", "log_level": "info", **who},
    ]


def test_ones_sessions_are_listed_with_where_they_were_begun(desk: Desk, ana: Browser, clock: Clock) -> None:
    desk.database.write_now(lambda connection: agent_joins(connection, "ben"))
    desk.browser_of("ben")
    elsewhere = desk.browser("198.51.100.9")
    form = {**hidden(elsewhere.get("/console/login")), "name": "ana", "password": PASSWORD}
    elsewhere.post("/console/login", form, {"user-agent": FIREFOX})
    clock.goes_on(minutes=20)
    page = ana.get(PAGE).text
    assert page.count('<li class="row session">') == 2
    assert page.count("this browser") == 1
    for words in ("Firefox on Windows", "from 198.51.100.9", "used 20 min ago", "An unknown browser", "23 Nov 14:30"):
        assert words in page
    assert ana.cookies["parley"] not in page


def test_a_session_is_ended_from_another(desk: Desk, ana: Browser) -> None:
    elsewhere = desk.browser("198.51.100.9")
    elsewhere.log_in()
    answer = ana.submit(ana.get(PAGE), END)
    assert answer.header("location") == f"{PAGE}?done=session"
    assert (is_in(ana), is_in(elsewhere)) == (True, False)


def test_all_others_are_ended_at_once(desk: Desk, ana: Browser) -> None:
    others = [desk.browser(f"198.51.100.{number}") for number in range(2)]
    for each in others:
        each.log_in()
    assert ana.submit(ana.get(PAGE), END_OTHERS).header("location") == f"{PAGE}?done=others"
    assert [is_in(each) for each in (ana, *others)] == [True, False, False]
    assert END_OTHERS not in ana.get(PAGE).text


def test_nobody_ends_anothers_session(desk: Desk, ana: Browser) -> None:
    desk.database.write_now(lambda connection: agent_joins(connection, "ben"))
    ben = desk.browser_of("ben")
    page, [bens] = ana.get(PAGE), _keys_of(desk, "ben")
    form = {"form_token": hidden(page, CHANGE)["form_token"], "session": bens}
    assert ana.post(END, form).status == 303
    assert is_in(ben)


def _keys_of(desk: Desk, name: str) -> list[str]:
    def read(connection: Connection) -> list[str]:
        known = console_users.credentials(connection, name)
        assert known is not None
        return [session.key for session in console_sessions.of_user(connection, known.user.id, desk.clock())]

    return desk.database.read_now(read)


@pytest.mark.parametrize("key", ["", "nothing", "0" * 63 + "\0"])
def test_a_made_up_session_is_refused(ana: Browser, key: str) -> None:
    form = {"form_token": hidden(ana.get(PAGE), CHANGE)["form_token"], "session": key}
    assert ana.post(END, form).status == 400


@pytest.mark.parametrize("path", [CHANGE, END, END_OTHERS])
def test_a_form_from_elsewhere_changes_nothing(desk: Desk, ana: Browser, path: str) -> None:
    elsewhere = desk.browser("198.51.100.9")
    elsewhere.log_in()
    [key] = [each for each in _keys_of(desk, "ana") if each != console_sessions.key_of(ana.cookies["parley"])]
    form = {"form_token": "0" * 64, "session": key, "present": PASSWORD, "new": NEW, "again": NEW}
    assert ana.post(path, form).status == 403
    assert is_in(elsewhere)
    assert is_password(desk, PASSWORD)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        pytest.param(FIREFOX, "Firefox on Windows", id="firefox"),
        pytest.param(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
            " Safari/537.36 Edg/143.0.0.0",
            "Edge on Windows",
            id="edge",
        ),
        pytest.param(
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile"
            " Safari/537.36",
            "Chrome on Android",
            id="chrome on a phone",
        ),
        pytest.param(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
            id="safari on a phone",
        ),
        pytest.param(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
            " Safari/605.1.15",
            "Safari on Mac",
            id="safari",
        ),
        pytest.param("curl/8.14", None, id="no browser"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_browser_is_named_in_a_few_words(user_agent: str, name: str | None) -> None:
    assert browser_name(user_agent) == name
