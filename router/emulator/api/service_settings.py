"""The settings of a messaging service, as a create or an update gives them."""

from router.emulator.account.api_errors import ApiError
from router.emulator.account.messaging_services import Service
from router.emulator.account.request_form import Form
from router.emulator.api.timing_checks import MAX_VALIDITY_SECONDS

USECASES = ("notifications", "marketing", "verification", "discussion", "poll", "undeclared")


def read_name(form: Form) -> str:
    name = form.text("FriendlyName")
    if not name:
        raise ApiError(20001, "Missing required parameter FriendlyName in the post body")
    return name


def change_settings(service: Service, form: Form) -> None:
    """Change what the form names; an empty address is none."""
    service.friendly_name = form.text("FriendlyName", service.friendly_name)
    _change_addresses(service, form)
    _change_flags(service, form)
    service.scan_message_content = form.choice(
        "ScanMessageContent", "inherit", "enable", "disable", otherwise=service.scan_message_content
    )
    service.usecase = form.choice("Usecase", *USECASES, otherwise=service.usecase)
    service.validity_period = _validity(form, service.validity_period)


def _change_addresses(service: Service, form: Form) -> None:
    service.inbound_request_url = form.text("InboundRequestUrl", service.inbound_request_url or "") or None
    service.fallback_url = form.text("FallbackUrl", service.fallback_url or "") or None
    service.status_callback = form.text("StatusCallback", service.status_callback or "") or None
    service.inbound_method = form.choice("InboundMethod", "GET", "POST", otherwise=service.inbound_method)
    service.fallback_method = form.choice("FallbackMethod", "GET", "POST", otherwise=service.fallback_method)


def _change_flags(service: Service, form: Form) -> None:
    service.sticky_sender = form.flag("StickySender", service.sticky_sender)
    service.mms_converter = form.flag("MmsConverter", service.mms_converter)
    service.smart_encoding = form.flag("SmartEncoding", service.smart_encoding)
    service.fallback_to_long_code = form.flag("FallbackToLongCode", service.fallback_to_long_code)
    service.area_code_geomatch = form.flag("AreaCodeGeomatch", service.area_code_geomatch)
    service.synchronous_validation = form.flag("SynchronousValidation", service.synchronous_validation)
    service.use_inbound_webhook_on_number = form.flag(
        "UseInboundWebhookOnNumber", service.use_inbound_webhook_on_number
    )


def _validity(form: Form, otherwise: int) -> int:
    seconds = form.number("ValidityPeriod")
    if seconds is None:
        return otherwise
    if not 1 <= seconds <= MAX_VALIDITY_SECONDS:
        raise ApiError(21624, f"Invalid validity period value: {seconds}")
    return seconds
