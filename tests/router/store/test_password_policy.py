"""Which passwords are refused, and that others are not."""

import pytest

from router.store.password_policy import objection


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("qwertyuiop", id="from the list"),
        pytest.param("QWERTYuiop", id="in capitals"),
        pytest.param("password2026", id="a common word and a year"),
        pytest.param("!!Summer2026", id="with signs before it"),
        pytest.param("P@ssw0rd123", id="with signs for letters"),
        pytest.param("ｐａｓｓｗｏｒｄ１２", id="in full width"),
    ],
)
def test_what_many_have_is_refused(password: str) -> None:
    assert "most common" in str(objection(password, "ana"))


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("aaaaaaaaaaaa", id="one letter"),
        pytest.param("abababababab", id="two letters"),
        pytest.param("tulip7tulip7", id="a word twice"),
        pytest.param("abcdefghijklmn", id="the alphabet"),
        pytest.param("98765432109876", id="counting down"),
    ],
)
def test_what_is_regular_is_refused(password: str) -> None:
    assert "too regular" in str(objection(password, "ana"))


@pytest.mark.parametrize(
    ("password", "name"),
    [
        ("Ana7391846", "ana"),
        ("lingling-4820", "Dr. Ling"),
        ("Müller-Lüdenscheidt", "Hans Müller-Lüdenscheidt"),
        ("parleyconsole", "ana"),
        ("ana@parley.1", "Ana"),
    ],
)
def test_the_name_and_parley_do_not_count(password: str, name: str) -> None:
    assert "do not count" in str(objection(password, name))


@pytest.mark.parametrize("password", ["ninechars", "", "x1" * 513])
def test_a_length_is_asked_for(password: str) -> None:
    assert objection(password, "ana") == "a password has 10 to 1024 characters"


@pytest.mark.parametrize(
    ("password", "name"),
    [
        ("correct horse battery", "ana"),
        ("the summer we met ana", "ana"),
        ("purple parley trains", "ana"),
        ("summer7391846205", "ana"),
        ("kjQ3-vv09_zLp", "Al"),
        ("十分に長いパスフレーズです", "ana"),
    ],
)
def test_what_nobody_guesses_soon_is_taken(password: str, name: str) -> None:
    assert objection(password, name) is None
