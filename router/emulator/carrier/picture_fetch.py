"""Fetching the pictures that the service sends, so that the phone page can show them."""

from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from router.emulator.account.emulated_message import Message, Picture
from router.emulator.account.media_store import MediaStore, StoredMedia
from router.emulator.account.message_log import MessageLog
from router.emulator.webhooks.background_tasks import Background

LIMIT_BYTES = 5 * 1024 * 1024
#: Nothing leaves this computer: a picture elsewhere stays a link.
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class PictureFetch:
    """Fetches in the background; a picture that cannot be had stays a link."""

    def __init__(self, store: MediaStore, log: MessageLog) -> None:
        self._store = store
        self._log = log
        self._background = Background()

    def start(self, message: Message) -> None:
        self._background.spawn(self._fetch_all(message))

    async def _fetch_all(self, message: Message) -> None:
        async with ClientSession(timeout=ClientTimeout(total=10)) as session:
            for picture in message.pictures:
                if urlsplit(picture.source_url).hostname in LOCAL_HOSTS:
                    await self._fetch(session, picture)
        self._log.changed(message)

    async def _fetch(self, session: ClientSession, picture: Picture) -> None:
        try:
            async with session.get(picture.source_url, allow_redirects=False) as response:
                if response.status != 200 or (response.content_length or 0) > LIMIT_BYTES:
                    return
                picture.content_type = response.content_type
                self._store.add(picture.sid, StoredMedia(response.content_type, await response.read()))
                picture.stored = True
        except (ClientError, TimeoutError, ValueError):
            return

    async def stop(self) -> None:
        await self._background.stop()
