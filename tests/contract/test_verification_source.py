"""What every `VerificationSource` promises, on the yard's own records and on a registry asked over
real HTTP; and that a registry in any kind of trouble never makes a check pass."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest

from appliance.config import load_settings
from appliance.domain.customers import BusinessLicense, CredentialState
from appliance.domain.errors import ConfigurationError
from appliance.domain.registries import RegistryKind
from appliance.domain.verification import VerificationResult
from appliance.gateway.registry import HttpRegistry, RegistryServer
from appliance.ports.rental_life import ChangeOrder
from appliance.ports.verification import VerificationSource
from appliance.rental.confirming import OwnRecords, Registries
from appliance.rental.desk import LocalDesk
from appliance.storage.store import DuckDbStore
from tests.rental.yard import SINCE, UNTIL, SetClock, TestYard, days

TOKEN = "a token of forty characters or so, 012345"
Answer = tuple[int, dict[str, str], bytes]


def known() -> dict[tuple[str, str], dict[str, Any]]:
    valid = {"state": "active", "valid_from": str(SINCE), "valid_to": str(UNTIL)}
    return {
        ("business_license", "BL-204518"): valid,
        ("certificate", "CERT-1001"): {**valid, "certification": "Aerial Lift"},
        ("policy", "POL-550001"): {**valid, "coverage": "1000000.00"},
    }


class Registry:
    """A registry server on loopback that may misbehave."""

    def __init__(self) -> None:
        self.records = known()
        self.asked: list[str] = []
        self.tokens: list[str] = []
        self.instead: Callable[[str, str], Answer | None] | None = None
        """What it answers in place of the truth; None hangs up."""
        self.delay_s = 0.0
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                registry.serve(self)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is logged."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        self.tokens.append(handler.headers.get("authorization", ""))
        time.sleep(self.delay_s)
        _, _, kind, number = unquote(handler.path).split("/", 3)
        answer = self.instead(kind, number) if self.instead else self.truth(kind, number)
        if answer is None:
            handler.connection.close()
            return
        status, headers, body = answer
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        try:
            handler.wfile.write(body)
        except OSError:
            return  # the client has heard enough

    def truth(self, kind: str, number: str) -> Answer:
        record = self.records.get((kind, number))
        body = {"kind": kind, "number": number, "found": record is not None, **(record or {})}
        return (200 if record else 404), {}, json.dumps(body).encode()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def registry() -> Iterator[Registry]:
    served = Registry()
    yield served
    served.close()


@pytest.fixture
def yard() -> Iterator[TestYard]:
    store = DuckDbStore(":memory:", wait_s=30)
    yield TestYard(store)
    store.close()


def over_http(registry: Registry, clock: SetClock, **changes: Any) -> HttpRegistry:
    server = RegistryServer(url=registry.url, token=TOKEN, deadline_s=8.0)
    return HttpRegistry(replace(server, **changes), clock.now)


@pytest.fixture(params=["own records", "http"])
def source(request: pytest.FixtureRequest, yard: TestYard) -> VerificationSource:
    if request.param == "own records":
        return OwnRecords(yard.store, yard.clock)
    return over_http(request.getfixturevalue("registry"), yard.clock)


class TestEverySource:
    def test_a_license_on_record(self, source: VerificationSource, yard: TestYard) -> None:
        answer = source.look_up(RegistryKind.BUSINESS_LICENSE, "BL-204518")
        assert (answer.kind, answer.number) == (RegistryKind.BUSINESS_LICENSE, "BL-204518")
        assert (answer.at, answer.trouble) == (yard.clock.now(), "")
        assert answer.record is not None
        assert answer.record.state is CredentialState.ACTIVE
        assert (answer.record.valid_from, answer.record.valid_to) == (SINCE, UNTIL)

    def test_a_certificate_and_a_policy(self, source: VerificationSource) -> None:
        certificate = source.look_up(RegistryKind.CERTIFICATE, "CERT-1001").record
        assert certificate is not None
        assert certificate.certification == "Aerial Lift"
        policy = source.look_up(RegistryKind.POLICY, "POL-550001").record
        assert policy is not None
        assert policy.coverage == Decimal(1_000_000)

    @pytest.mark.parametrize("kind", RegistryKind)
    @pytest.mark.parametrize("number", ["BL-999999", "../../etc/passwd", "a b?c=d#e", "ß"])
    def test_a_number_that_is_not_on_record(
        self, source: VerificationSource, kind: RegistryKind, number: str
    ) -> None:
        answer = source.look_up(kind, number)
        assert (answer.record, answer.trouble) == (None, "")


def test_the_token_goes_along_and_the_answer_is_remembered(
    registry: Registry, yard: TestYard
) -> None:
    registries = Registries(over_http(registry, yard.clock), yard.clock)
    for _ in range(3):
        registries.ask([(RegistryKind.POLICY, "POL-550001"), (RegistryKind.POLICY, "POL 550001")])
    assert len(registry.asked) == 1
    assert registry.tokens == [f"Bearer {TOKEN}"]
    yard.clock.forward(minutes=4)
    registries.ask([(RegistryKind.POLICY, "POL-550001")])
    assert len(registry.asked) == 2


def told(**changes: Any) -> Callable[[str, str], Answer]:
    """The truth with something wrong in it."""

    def answer(kind: str, number: str) -> Answer:
        body = {"kind": kind, "number": number, "found": True, **known().get((kind, number), {})}
        return 200, {}, json.dumps({**body, **changes}).encode()

    return answer


TROUBLES: dict[str, Callable[[str, str], Answer | None]] = {
    "500": lambda *_: (500, {}, b"oops"),
    "503 with a yes": lambda k, n: (503, {}, told()(k, n)[2]),
    "hangs up": lambda *_: None,
    "nothing": lambda *_: (200, {}, b""),
    "garbage": lambda *_: (200, {}, b"\xff\xfe<html>yes</html>"),
    "json of another kind": lambda *_: (200, {}, b'["found", true]'),
    "unknown fields": told(verified=True),
    "another number": told(number="BL-771393"),
    "another kind": lambda k, n: told(kind="policy" if k != "policy" else "certificate")(k, n),
    "no state": told(state=None),
    "an unknown state": told(state="fine"),
    "found as text": told(found="yes"),
    "dates that are none": told(valid_to="next year"),
    "ends before it begins": told(valid_from="2029-01-01", valid_to="2028-01-01"),
    "no dates": told(valid_from=None),
    "404 with a yes": lambda k, n: (404, {}, told()(k, n)[2]),
    "200 with a no": told(found=False),
    "redirects": lambda *_: (302, {"Location": "http://127.0.0.1:9/v1/yes"}, b""),
    "redirects with a yes": lambda k, n: (307, {"Location": "/"}, told()(k, n)[2]),
    "a huge body": lambda *_: (200, {}, b" " * 5_000_000),
    "an endless header": lambda *_: (200, {"X": "y" * 200_000}, b"{}"),
    "unauthorized": lambda *_: (401, {}, b"{}"),
    "no content": lambda *_: (204, {}, b""),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_no_trouble_makes_a_check_pass(registry: Registry, yard: TestYard, trouble: str) -> None:
    registry.instead = TROUBLES[trouble]
    source = over_http(registry, yard.clock)
    answer = source.look_up(RegistryKind.BUSINESS_LICENSE, "BL-204518")
    assert answer.record is None
    assert answer.trouble
    yard.desk.confirm_with(Registries(source, yard.clock))
    check = yard.desk.verify_customer("BL-204518")
    assert check.verification.result is VerificationResult.REVIEW
    assert check.customer_id is None
    assert yard.desk.book(yard.request(yard.call(), f"t:{trouble}")).booking is None
    assert yard.bookings() == 0


def test_a_slow_registry_is_not_waited_for_longer_than_agreed(
    registry: Registry, yard: TestYard
) -> None:
    registry.delay_s = 5.0
    source = over_http(registry, yard.clock, deadline_s=0.3)
    started = time.monotonic()
    assert source.look_up(RegistryKind.POLICY, "POL-550001").trouble
    assert time.monotonic() - started < 1.5
    registry.delay_s = 0.0


def test_the_records_thread_does_not_wait_for_the_registry(
    registry: Registry, yard: TestYard
) -> None:
    registry.delay_s = 1.0
    yard.desk.confirm_with(Registries(over_http(registry, yard.clock, deadline_s=3), yard.clock))
    waiting = threading.Thread(target=yard.desk.verify_customer, args=("BL-204518",))
    waiting.start()
    while not registry.asked:
        time.sleep(0.01)
    started = time.monotonic()
    yard.desk.asset_tags()
    assert time.monotonic() - started < 0.5
    waiting.join()


def test_the_circuit_opens_and_closes_again(registry: Registry, yard: TestYard) -> None:
    registry.instead = TROUBLES["500"]
    source = over_http(registry, yard.clock, tries=1)
    for _ in range(6):
        assert source.look_up(RegistryKind.POLICY, "POL-550001").trouble
    assert len(registry.asked) == 3
    registry.instead = None
    source._breaker.half_open()
    assert source.look_up(RegistryKind.POLICY, "POL-550001").record is not None
    assert source.look_up(RegistryKind.POLICY, "POL-550001").record is not None


def test_a_lost_connection_is_tried_again_and_a_wrong_answer_is_not(
    registry: Registry, yard: TestYard
) -> None:
    source = over_http(registry, yard.clock, tries=3)
    registry.instead = TROUBLES["500"]
    source.look_up(RegistryKind.POLICY, "POL-550001")
    assert len(registry.asked) == 3
    registry.instead = TROUBLES["garbage"]
    source.look_up(RegistryKind.POLICY, "POL-550001")
    assert len(registry.asked) == 4


@pytest.mark.parametrize(
    "url", ["http://203.0.113.9:8090", "http://0.0.0.0:8090", "http://224.0.0.1", "http://[::]:80"]
)
def test_only_the_local_network_is_asked(yard: TestYard, url: str) -> None:
    server = RegistryServer(url=url, token=TOKEN, deadline_s=0.5)
    answer = HttpRegistry(server, yard.clock.now).look_up(RegistryKind.POLICY, "POL-550001")
    assert answer.trouble == "It is not on the local network."


@pytest.mark.parametrize(
    "changes, result, words",
    [
        ({"state": "revoked"}, VerificationResult.FAIL, "revoked"),
        ({"valid_to": "2027-02-27"}, VerificationResult.FAIL, "valid to"),
        ({"valid_from": "2028-01-01"}, VerificationResult.FAIL, "only becomes valid"),
    ],
)
def test_what_the_registry_says_narrows_the_records(
    registry: Registry,
    yard: TestYard,
    changes: dict[str, Any],
    result: VerificationResult,
    words: str,
) -> None:
    registry.records["business_license", "BL-204518"].update(changes)
    yard.desk.confirm_with(Registries(over_http(registry, yard.clock), yard.clock))
    check = yard.desk.verify_customer("BL-204518").verification
    assert check.result is result
    assert words in check.reason


def test_an_operator_and_a_policy_need_the_registrys_yes(
    registry: Registry, yard: TestYard
) -> None:
    yard.desk.confirm_with(Registries(over_http(registry, yard.clock), yard.clock))
    desk, period = yard.desk, days(2, 3)
    operator = desk.verify_operator("c1", "lift", period, "Maria Lopez", "CERT-1001")
    assert operator.verification.passed
    assert desk.verify_insurance("c1", "lift", period, 1, "POL-550001").passed
    registry.records["certificate", "CERT-1001"]["certification"] = "Forklift"
    registry.records["policy", "POL-550001"]["coverage"] = "100"
    yard.clock.forward(minutes=4)
    operator = desk.verify_operator("c1", "lift", period, "Maria Lopez", "CERT-1001")
    assert operator.verification.result is VerificationResult.FAIL
    insurance = desk.verify_insurance("c1", "lift", period, 1, "POL-550001")
    assert insurance.result is VerificationResult.FAIL


def test_with_the_registrys_yes_a_booking_is_made_and_with_its_silence_it_waits(
    registry: Registry, yard: TestYard
) -> None:
    yard.desk.confirm_with(Registries(over_http(registry, yard.clock), yard.clock))
    booked = yard.desk.book(yard.request(yard.call(), "yes")).booking
    assert booked is not None
    assert booked.state == "reserved"
    del registry.records["policy", "POL-550001"]
    yard.clock.forward(minutes=4)
    call = yard.call()
    assert yard.desk.book(yard.request(call, "no")).booking is None
    waits = yard.desk.book(yard.request(call, "later", review=("insurance",))).booking
    assert waits is not None
    assert waits.state == "pending_review"


def test_a_rental_is_changed_only_with_the_registrys_yes_to_the_new_end(
    registry: Registry, yard: TestYard
) -> None:
    yard.desk.confirm_with(Registries(over_http(registry, yard.clock), yard.clock))
    booked = yard.desk.book(yard.request(yard.call(), "first")).booking
    assert booked is not None
    ends = booked.period.end
    longer = ends + timedelta(days=1)

    def order(key: str) -> ChangeOrder:
        return ChangeOrder(key=key, actor="clerk", number=booked.number)

    registry.records["certificate", "CERT-1001"]["valid_to"] = ends.date().isoformat()
    yard.clock.forward(minutes=4)
    later = days(10, 3)
    for refused in (
        yard.desk.preview_extend(order("a"), longer),
        yard.desk.extend(order("b"), longer),
        yard.desk.move(order("c"), later),
    ):
        assert "valid to" in refused.refused
    registry.records["certificate", "CERT-1001"]["valid_to"] = "2028-01-01"
    registry.records["business_license", "BL-204518"]["state"] = "revoked"
    yard.clock.forward(minutes=4)
    assert "revoked" in yard.desk.swap_unit(order("d"), None, None).refused
    assert yard.desk.rental(booked.number, None) == booked
    registry.records["business_license", "BL-204518"]["state"] = "active"
    yard.clock.forward(minutes=4)
    assert yard.desk.extend(order("e"), longer).refused == ""


def test_the_registry_never_passes_what_the_records_refuse(
    registry: Registry, yard: TestYard
) -> None:
    yard.change(
        lambda records: records.licenses.put(
            BusinessLicense(
                number="BL-204518",
                customer_id="c1",
                valid_from=SINCE,
                valid_to=date(2026, 1, 1),
            )
        )
    )
    yard.desk.confirm_with(Registries(over_http(registry, yard.clock), yard.clock))
    check = yard.desk.verify_customer("BL-204518").verification
    assert check.result is VerificationResult.FAIL


def test_an_answer_that_has_grown_old_is_no_answer(registry: Registry, yard: TestYard) -> None:
    registries = Registries(over_http(registry, yard.clock), yard.clock, timedelta(minutes=1))
    answers = registries.ask([(RegistryKind.BUSINESS_LICENSE, "BL-204518")])
    yard.clock.forward(minutes=2)
    from appliance.rental.booking import book

    request = yard.request(yard.call(), "old")
    result = yard.store.write(
        lambda records: book(records, yard.clock.now(), request, answers=answers)
    )
    assert result.booking is None
    assert result.verification is not None
    assert result.verification.result is VerificationResult.REVIEW


def test_the_source_is_chosen_in_the_settings(
    registry: Registry, yard: TestYard, tmp_path: Any
) -> None:
    from appliance.bootstrap.records import build_registries

    (tmp_path / "appliance.toml").write_text(
        f'[registry]\nsource = "http"\nurl = "{registry.url}"\n', encoding="utf-8"
    )
    settings = load_settings(tmp_path)
    with pytest.raises(ConfigurationError, match="registry-token"):
        build_registries(settings, yard.store, yard.clock)
    (tmp_path / "secrets").mkdir(mode=0o700)
    token = tmp_path / "secrets" / "registry-token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    desk = LocalDesk(yard.store, yard.clock)
    desk.confirm_with(build_registries(settings, yard.store, yard.clock))
    assert desk.verify_customer("BL-204518").verification.passed
    assert registry.tokens == [f"Bearer {TOKEN}"]


def test_an_http_source_needs_an_address(tmp_path: Any) -> None:
    (tmp_path / "appliance.toml").write_text('[registry]\nsource = "http"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="registry"):
        load_settings(tmp_path)
