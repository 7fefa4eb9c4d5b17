from hypothesis import example, given
from hypothesis import strategies as st

from bot.rasa_server.parse_result import without_command


@given(st.text() | st.text(alphabet=" /\n\u3000\x1ca"))
@example("/restart")
def test_no_text_is_left_a_command(text: str) -> None:
    # What the server itself does: yaml_story_reader.unpack_regex_message.
    assert not without_command(text).strip().startswith("/")


@given(st.text())
def test_only_a_beginning_is_taken_away(text: str) -> None:
    assert text.endswith(without_command(text))
    if not text.strip().startswith("/"):
        assert without_command(text) == text
