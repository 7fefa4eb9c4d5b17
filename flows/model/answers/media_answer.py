"""Answers that are no text: pictures, sounds, documents, places."""

from dataclasses import dataclass
from typing import Final

from flows.matching.utterance import Utterance
from flows.model.situation import Situation
from flows.types.location import Location
from flows.types.media import Media

_OF_THEIR_OWN: Final = ("image", "video", "audio")


@dataclass(frozen=True, slots=True)
class MediaAnswer:
    """At least one attachment, of one kind where one is named."""

    kind: str | None = None
    retry: str = "retry_media"
    accepts: tuple[str, ...] = ("media",)

    def read(self, utterance: Utterance, _situation: Situation) -> tuple[Media, ...] | None:
        return tuple(medium for medium in utterance.media if self.kind in (None, kind_of(medium))) or None


def kind_of(medium: Media) -> str:
    """image, video, audio, or document: whatever is none of them."""
    kind = medium.content_type.partition("/")[0].lower()
    return kind if kind in _OF_THEIR_OWN else "document"


@dataclass(frozen=True, slots=True)
class LocationAnswer:
    """A place shared from the phone."""

    retry: str = "retry_location"
    accepts: tuple[str, ...] = ("location",)

    def read(self, utterance: Utterance, _situation: Situation) -> Location | None:
        return utterance.location
