"""The account that the tests use."""

ACCOUNT_SID = "AC" + "1" * 32
AUTH_TOKEN = "token of the tests"
API_KEY = ("SK" + "2" * 32, "secret of the tests")
LINE = "+14155550100"
SECOND_LINE = "+12125550101"
WHATSAPP_LINE = "whatsapp:+14155550100"
CUSTOMER = "+16175550123"
WHATSAPP_CUSTOMER = "whatsapp:+16175550123"
OTHER_CUSTOMER = "+13125550188"
SHORT_CODE = "12345"
TOLL_FREE_LINE = "+18445550102"
TEST_ACCOUNT = ("AC" + "3" * 32, "token for testing")
TEMPLATE = "HX" + "4" * 32
APPLICATION = "AP" + "5" * 32
