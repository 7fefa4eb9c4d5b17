"""What a customer does with a phone on the page, and sees on it."""

from playwright.sync_api import Locator, Page

Place = Page | Locator


def text(place: Place, body: str) -> None:
    place.locator(".composer textarea").fill(body)
    place.locator(".composer textarea").press("Enter")


def mine(place: Place, body: str) -> Locator:
    return place.locator(".bubble.mine", has_text=body)


def theirs(place: Place, body: str) -> Locator:
    return place.locator(".bubble.theirs", has_text=body)
