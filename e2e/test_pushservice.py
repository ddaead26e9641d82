"""The push service of the tests is as strict as the standards: it takes what pywebpush sends, which knows nothing of Saar,
and refuses each breach of them; and it speaks to browsers as Firefox's does."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import httpx
import pytest
from py_vapid import Vapid
from py_vapid.jwt import sign
from py_vapid.utils import b64urldecode, b64urlencode
from pywebpush import WebPusher, webpush

from conftest import wait_for
from pushed import PushService

WORDS = json.dumps({"web_push": 8030, "notification": {"title": "Wakker", "tag": "een"}})
CONTACT = "mailto:wacht@saar.example.org"


@pytest.fixture(scope="module")
def service():
    service = PushService()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def site():
    site = Vapid()
    site.generate_keys()
    return site


def public_key(site):
    return site.sign({"sub": CONTACT, "aud": "https://x.example"})["Authorization"].rsplit("k=")[1]


def send(device, site, **more):
    return webpush(
        device.subscription, more.pop("words", WORDS), vapid_private_key=site, ttl=more.pop("ttl", 60),
        vapid_claims={"sub": CONTACT}, headers={"Urgency": "high", "Topic": "een", **more.pop("headers", {})}, timeout=30)


def raw(device, site, change=None, claims=None, **headers):
    """The same request, with what is wrong about it; its answer."""
    body = WebPusher(device.subscription).encode(WORDS.encode(), "aes128gcm")["body"]
    signed = {"sub": CONTACT, "aud": device.service.url, "exp": int(time.time()) + 3600, **(claims or {})}
    token = sign({key: value for key, value in signed.items() if value}, site.private_key)
    whole = {"TTL": "60", "Content-Encoding": "aes128gcm",
             "Authorization": f"vapid t={token}, k={public_key(site)}", **headers}
    return httpx.post(
        device.subscription["endpoint"], content=change(body) if change else body, timeout=30,
        headers={name: value for name, value in whole.items() if value is not None})


def test_takes_what_another_sender_sends_and_reads_it(service, site):
    device = service.device(public_key(site))
    answer = send(device, site)
    assert answer.status_code == 201 and answer.headers["Location"].startswith(service.url)
    message = device.get()
    assert message.words == json.loads(WORDS)
    assert (message.ttl, message.urgency, message.topic, message.contact) == (60, "high", "een", CONTACT)


def flip(place):
    return lambda body: body[:place] + bytes([body[place] ^ 1]) + body[place + 1:]


@pytest.mark.parametrize("status, wrong", [
    (400, {"TTL": None}), (400, {"TTL": "-1"}), (400, {"TTL": "soon"}), (400, {"Urgency": "urgent"}),
    (400, {"Topic": "x" * 33}), (400, {"Topic": "a+b"}), (400, {"Topic": ""}), (400, {"Content-Encoding": "aesgcm"}),
    (400, {"Content-Encoding": None}), (400, {"Crypto-Key": "dh=x"}), (401, {"Authorization": None}),
    (401, {"Authorization": "WebPush x.y.z"}), (403, {"claims": {"aud": "https://push.example"}}),
    (403, {"claims": {"exp": int(time.time()) + 25 * 3600}}), (403, {"claims": {"exp": int(time.time()) - 3600}}),
    (403, {"claims": {"sub": "mailto:wacht"}}), (403, {"claims": {"sub": None}}), (413, {"change": lambda body: body + bytes(4096)}),
    (400, {"change": lambda body: body[:60]}), (400, {"change": flip(-1)}), (400, {"change": flip(100)}),
    (400, {"change": flip(20)}), (400, {"change": lambda body: body[:16] + bytes(4) + body[20:]}),
])
def test_refuses_what_the_standards_do_not_allow(service, site, status, wrong):
    device = service.device(public_key(site))
    answer = raw(device, site, **wrong)
    assert answer.status_code == status, answer.text
    assert raw(device, site).status_code == 201
    assert len(device.gets(1)) == 1


def test_refuses_another_signature_and_another_key(service, site):
    device = service.device(public_key(site))
    other = Vapid()
    other.generate_keys()
    assert raw(device, other).status_code == 403
    header = site.sign({"sub": CONTACT, "aud": service.url})["Authorization"]
    token, key = header.removeprefix("vapid t=").split(",k=")
    head, claims, _ = token.split(".")
    forged = b64urlencode(b64urldecode(claims.encode()).replace(b"mailto:wacht", b"mailto:dief"))
    signature = token.rsplit(".", 1)[1]
    assert raw(device, site, Authorization=f"vapid t={head}.{forged}.{signature},k={key}").status_code == 403
    # A space after the comma is allowed, and so is the other order.
    assert raw(device, site, Authorization=f"vapid k={key}, t={token}").status_code == 201


def test_answers_as_it_is_told(service, site):
    device = service.device()
    device.answers({"status": 429, "retryAfter": 2}, {"status": 503}, {"slow": 0.2}, {"twice": True})
    assert [(answer.status_code, answer.headers.get("Retry-After")) for answer in (
        raw(device, site) for _ in range(2))] == [(429, "2"), (503, None)]
    began = time.monotonic()
    assert raw(device, site).status_code == 201 and time.monotonic() - began >= 0.2
    assert raw(device, site).status_code == 201 and len(device.gets(3)) == 3
    for cut, count in (("before", 3), ("after", 4)):
        device.answers({"cut": cut})
        with pytest.raises(httpx.TransportError):
            raw(device, site)
        wait_for("the try to be known", lambda: len(device.tries()) == count + 2)
        assert len(device.gets(count)) == count
    device.change(most=500)
    assert raw(device, site).status_code == 201
    device.change(most=100)
    assert raw(device, site).status_code == 413
    device.ends()
    assert raw(device, site).status_code == 410
    device.subscription["endpoint"] += "x"
    assert raw(device, site).status_code == 404


def test_a_newer_message_takes_the_place_of_what_waits(service, site):
    device = service.device()
    device.sleep()
    for words, topic in (("1", "een"), ("2", "twee"), ("3", "een")):
        assert send(device, site, words=words, headers={"Topic": topic}).status_code == 201
    assert send(device, site, words="0", ttl=0).status_code == 201
    assert device.messages() == [] and [one["words"] for one in device.waiting()] == ["3", "2"]
    device.wake()
    wait_for("what waited", lambda: [one["words"] for one in service.arrived if one["device"] == device.id] == ["3", "2"])


def test_nothing_is_answered_while_it_is_held(service, site):
    device = service.device()
    service.hold()
    try:
        with pytest.raises(httpx.TimeoutException):
            httpx.post(device.subscription["endpoint"], timeout=0.3, headers={
                "TTL": "60", "Content-Encoding": "aes128gcm", **site.sign({"sub": CONTACT, "aud": service.url})},
                content=WebPusher(device.subscription).encode(WORDS.encode(), "aes128gcm")["body"])
        assert len(device.gets(1)) == 1
    finally:
        service.release()
    wait_for("who gave up to be known for it", lambda: service.unheard() == [device.id])
    assert raw(device, site).status_code == 201
    assert service.unheard() == [device.id], "an answer that was heard"


def test_a_browser_subscribes_and_is_brought_what_comes(service, site):
    async def browse():
        async with aiohttp.ClientSession() as session, session.ws_connect(
                service.url, protocols=("push-notification",), timeout=aiohttp.ClientWSTimeout(ws_receive=30)) as line:
            assert line.protocol == "push-notification"
            await line.send_json({"messageType": "hello", "use_webpush": True, "broadcasts": {}})
            hello = await line.receive_json()
            assert hello["status"] == 200 and hello["use_webpush"] and hello["uaid"]
            await line.send_json({"messageType": "register", "channelID": "c-1", "key": public_key(site)})
            registered = await line.receive_json()
            assert registered["status"] == 200 and registered["channelID"] == "c-1"
            [browser] = service.browsers()
            # The browser's keys are its own.
            browser.subscription = {"endpoint": registered["pushEndpoint"], "keys": service.device().subscription["keys"]}
            answer = await asyncio.to_thread(raw, browser, site)
            assert answer.status_code == 201
            came = await line.receive_json()
            assert came["messageType"] == "notification" and came["channelID"] == "c-1"
            assert came["headers"] == {"encoding": "aes128gcm"} and len(b64urldecode(came["data"].encode())) > 86
            await line.send_json({
                "messageType": "ack", "updates": [{"channelID": "c-1", "version": came["version"], "code": 100}]})
            await line.send_str("{}")
            assert await line.receive_json() == {}
            assert await asyncio.to_thread(browser.acknowledged) == 100
            await line.send_json({"messageType": "unregister", "channelID": "c-1"})
            assert (await line.receive_json())["status"] == 200
            assert (await asyncio.to_thread(raw, browser, site)).status_code == 410

    # On a thread of its own: a browser of another file may have a loop on this one.
    with ThreadPoolExecutor(1) as place:
        place.submit(asyncio.run, browse()).result()
