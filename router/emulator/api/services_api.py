"""Messaging services in messaging.twilio.com: /v1/Services."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from router.emulator.account.api_errors import not_found
from router.emulator.account.json_bodies import answer
from router.emulator.account.messaging_services import Service, Services
from router.emulator.account.representation import Json
from router.emulator.account.request_form import Form
from router.emulator.api.authentication import Account
from router.emulator.api.pagination import read_query
from router.emulator.api.service_settings import change_settings, read_name
from router.emulator.api.v1_lists import iso8601, list_page

PATH = "/v1/Services"
LINKS = {
    "phone_numbers": "PhoneNumbers",
    "short_codes": "ShortCodes",
    "alpha_senders": "AlphaSenders",
    "channel_senders": "ChannelSenders",
}


class ServicesApi:
    """Create, list, fetch, update, delete."""

    def __init__(self, account: Account, services: Services, base_url: str) -> None:
        self._account = account
        self._services = services
        self._url = base_url + PATH

    def routes(self) -> list[Route]:
        return [
            Route(PATH, self.create, methods=["POST"]),
            Route(PATH, self.list, methods=["GET"]),
            Route(f"{PATH}/{{service_sid}}", self.fetch, methods=["GET"]),
            Route(f"{PATH}/{{service_sid}}", self.update, methods=["POST"]),
            Route(f"{PATH}/{{service_sid}}", self.delete, methods=["DELETE"]),
        ]

    async def create(self, request: Request) -> Response:
        self._account.check(request)
        form = Form(await request.body())
        service = self._services.create(read_name(form))
        change_settings(service, form)
        return answer(self._shown(service), 201)

    async def list(self, request: Request) -> Response:
        self._account.check(request)
        query = read_query(request.query_params)
        services = list(self._services)
        return answer(list_page("services", services, query, self._url, lambda service: service.sid, self._shown))

    async def fetch(self, request: Request) -> Response:
        self._account.check(request)
        return answer(self._shown(find_service(self._services, request)))

    async def update(self, request: Request) -> Response:
        self._account.check(request)
        service = find_service(self._services, request)
        change_settings(service, Form(await request.body()))
        self._services.touch(service)
        return answer(self._shown(service))

    async def delete(self, request: Request) -> Response:
        self._account.check(request)
        self._services.delete(find_service(self._services, request).sid)
        return Response(status_code=204)

    def _shown(self, service: Service) -> Json:
        url = f"{self._url}/{service.sid}"
        return {
            "account_sid": self._account.sid,
            "sid": service.sid,
            "friendly_name": service.friendly_name,
            "date_created": iso8601(service.created_at),
            "date_updated": iso8601(service.updated_at),
            "inbound_request_url": service.inbound_request_url,
            "inbound_method": service.inbound_method,
            "fallback_url": service.fallback_url,
            "fallback_method": service.fallback_method,
            "status_callback": service.status_callback,
            "sticky_sender": service.sticky_sender,
            "mms_converter": service.mms_converter,
            "smart_encoding": service.smart_encoding,
            "scan_message_content": service.scan_message_content,
            "fallback_to_long_code": service.fallback_to_long_code,
            "area_code_geomatch": service.area_code_geomatch,
            "synchronous_validation": service.synchronous_validation,
            "validity_period": service.validity_period,
            "usecase": service.usecase,
            "us_app_to_person_registered": False,
            "use_inbound_webhook_on_number": service.use_inbound_webhook_on_number,
            "url": url,
            "links": {name: f"{url}/{path}" for name, path in LINKS.items()},
        }


def find_service(services: Services, request: Request) -> Service:
    """The service that the path names. Raises ApiError 20404."""
    service = services.get(request.path_params["service_sid"])
    if service is None:
        raise not_found(request.url.path)
    return service
