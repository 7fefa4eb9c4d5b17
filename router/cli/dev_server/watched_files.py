"""The files that a service is made of, as they were read and as they are now."""

from collections.abc import Mapping

from flows.source.flow_files import Unreadable, read_files

#: Of one file, or of each flow file in a folder, by name; or why they could not be read.
Texts = Mapping[str, str] | str


class Reading:
    """Reads for the loader, and remembers what it asked for.

    Texts are compared rather than dates: a file that is written anew with the same text is no change, a change within
    the same second is one, and a file that was missed is noticed when it comes.
    """

    def __init__(self) -> None:
        self._read: dict[str, Texts] = {}

    def __call__(self, name: str) -> Mapping[str, str]:
        """As `read_files`. Raises Unreadable."""
        texts = self._read[name] = _texts_of(name)
        if isinstance(texts, str):
            raise Unreadable(name, texts)
        return texts

    def is_current(self) -> bool:
        """Whether every file still reads as it did."""
        return all(_texts_of(name) == texts for name, texts in self._read.items())


def _texts_of(name: str) -> Texts:
    try:
        return read_files(name)
    except (Unreadable, OSError) as error:  # a folder may go while it is read
        return str(error)
