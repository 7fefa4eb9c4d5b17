"""The bytes of pictures, in memory and bounded."""

from msgspec import Struct

#: Content types that a browser shows as a picture without running anything.
INERT_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})


class StoredMedia(Struct, frozen=True):
    """One picture."""

    content_type: str
    data: bytes


class MediaStore:
    """Media by ME SID; forgets the oldest beyond the limit."""

    def __init__(self, bytes_limit: int) -> None:
        self._bytes_limit = bytes_limit
        self._bytes = 0
        self._media: dict[str, StoredMedia] = {}

    def add(self, sid: str, media: StoredMedia) -> None:
        self._media[sid] = media
        self._bytes += len(media.data)
        self._forget_the_oldest()

    def _forget_the_oldest(self) -> None:
        while self._bytes > self._bytes_limit and len(self._media) > 1:
            oldest = self._media.pop(next(iter(self._media)))
            self._bytes -= len(oldest.data)

    def get(self, sid: str) -> StoredMedia | None:
        return self._media.get(sid)

    def remove(self, sid: str) -> None:
        media = self._media.pop(sid, None)
        self._bytes -= len(media.data) if media else 0

    def clear(self) -> None:
        self._media.clear()
        self._bytes = 0
