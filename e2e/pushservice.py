"""A push service, such as those of browsers: a program of its own, which prints its address and serves until whoever started
it is gone.

    POST /push/DEVICE    what a server that pushes asks (RFC 8030)
    /                    what a browser asks, over a WebSocket: the protocol of autopush, which Firefox speaks
    /control/…           what a test asks: devices, what has arrived, what to answer

It is as strict as pushrules.py, reads what came as the browser would, and answers what it was told to: as services do that
are at their end, late, with a line that breaks, or by bringing a message twice. With `--later` it takes everything unread, and
reads it when it is asked to: for who measures how fast it is handed over."""

import asyncio
import json
import secrets
import sys
import time
from collections import deque
from dataclasses import asdict

from aiohttp import WSMsgType, web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid.utils import b64urlencode

import pushrules

# How long a test's question may wait for something to come.
LONGEST_WAIT = 30.0
# How long a held or slow answer may take: nobody waits for ever for a test that has ended.
LONGEST_ANSWER = 120.0


class Device:
    """A browser that has subscribed. One of the service's own has its keys here; of a real one they are its own."""

    def __init__(self, key=None, line=None, channel=None):
        self.id, self.key = secrets.token_urlsafe(24), key
        self.line, self.channel, self.browser = line, channel, line and line["browser"]
        self.private = None if line else ec.generate_private_key(ec.SECP256R1())
        self.secret = secrets.token_bytes(16)
        self.is_awake, self.is_gone = True, False
        self.most = pushrules.MOST_BYTES
        # What it answers to the next requests, each once; then `always`, where there is one.
        self.answers, self.always = deque(), None
        # What waits for it to wake, by topic: a newer message takes the place of an older one (RFC 8030, section 5.4).
        self.waiting = {}

    def subscription(self, origin):
        """As `PushSubscription.toJSON()` has it."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{origin}/push/{self.id}", "expirationTime": None,
                "keys": {"p256dh": b64urlencode(point), "auth": b64urlencode(self.secret)}}

    def answer(self):
        return self.answers.popleft() if self.answers else self.always or {}


class PushService:
    def __init__(self, is_later=False):
        self.is_later, self.kept = is_later, []
        self.devices = {}
        # All that came to devices, in that order, and all that was asked, taken or not.
        self.arrived, self.tries = [], []
        # The devices of those requests whose line was gone when the answer came.
        self.unheard = []
        # By device: what its browser said of the last that it was brought.
        self.acknowledged = {}
        self.came = asyncio.Condition()
        self.open, self.over = asyncio.Event(), asyncio.Event()
        self.open.set()
        self.origin = None

    # --- the side of those who push -----------------------------------------------------------------------------------

    async def push(self, request):
        began = time.time()
        body = await request.read()
        device = self.devices.get(request.match_info["device"])
        if self.is_later and device:
            self.kept.append((began, device, request.headers, body))
            return web.Response(status=201)
        planned = device.answer() if device and not device.is_gone else {}
        status, why, more = await self.take(request, body, device, planned)
        peer = request.transport.get_extra_info("peername") if request.transport else None
        self.tries.append({
            "device": request.match_info["device"], "at": began, "status": status, "why": why,
            "port": peer[1] if peer else None, "bytes": len(body)})
        async with self.came:
            self.came.notify_all()
        if planned.get("slow"):
            await passes(self.over, min(planned["slow"], LONGEST_ANSWER))
        await asyncio.wait_for(self.open.wait(), LONGEST_ANSWER)
        if request.transport is None or request.transport.is_closing():
            self.unheard.append(request.match_info["device"])
        if planned.get("cut") and request.transport:
            # The line breaks where the answer should be.
            request.transport.abort()
        return web.Response(status=status or 503, text=why, headers=more)

    async def take(self, request, body, device, planned):
        """Status, why, headers; what is taken is with the device then."""
        if device is None:
            return 404, "there is no such subscription", {}
        if device.is_gone:
            return 410, "it has been ended", {}
        try:
            asked = pushrules.read(request.headers, body, self.origin, device.key, device.most)
            # A real browser's keys are its own.
            words = pushrules.decrypted(body, device.private, device.secret) if device.private else None
        except pushrules.Refused as no:
            return no.status, no.why, {}
        if planned.get("status", 201) != 201:
            more = {"Retry-After": str(planned["retryAfter"])} if "retryAfter" in planned else {}
            return planned["status"], "as it was told to", more
        if planned.get("cut") == "before":
            return 0, "the line broke before it was taken", {}
        message = {"id": secrets.token_hex(8), "device": device.id, "at": time.time(), **asdict(asked), "words": words}
        for _ in range(2 if planned.get("twice") else 1):
            await self.bring(device, message, body)
        return 201, "", {"Location": f"{self.origin}/message/{message['id']}", "TTL": str(asked.ttl)}

    async def bring(self, device, message, body=b""):
        if not device.is_awake:
            if message["ttl"] > 0:
                device.waiting[message["topic"] or message["id"]] = message
            return
        if device.line is not None and not device.line.closed:
            await device.line.send_json({
                "messageType": "notification", "channelID": device.channel, "version": message["id"],
                "data": b64urlencode(body), "headers": {"encoding": "aes128gcm"}})
        async with self.came:
            self.arrived.append({**message, "number": len(self.arrived)})
            self.came.notify_all()

    # --- the side of browsers (autopush) ------------------------------------------------------------------------------

    async def browser(self, request):
        line = web.WebSocketResponse(protocols=("push-notification",), heartbeat=20)
        await line.prepare(request)
        async for said in line:
            if said.type is not WSMsgType.TEXT:
                break
            answer = await self.hear(line, json.loads(said.data))
            if answer is not None:
                await line.send_json(answer)
        return line

    async def hear(self, line, said):
        kind = said.get("messageType")
        if kind == "hello":
            # One that was here before comes back by the name that it was given.
            line["browser"] = said.get("uaid") or secrets.token_hex(16)
            for device in self.devices.values():
                if device.browser == line["browser"]:
                    device.line = line
            return {"messageType": "hello", "uaid": line["browser"], "status": 200, "use_webpush": True,
                    "broadcasts": {}}
        if kind == "register":
            # Firefox writes it with padding.
            device = Device(key=(said.get("key") or "").rstrip("=") or None, line=line, channel=said["channelID"])
            self.devices[device.id] = device
            return {"messageType": "register", "channelID": device.channel, "status": 200,
                    "pushEndpoint": f"{self.origin}/push/{device.id}"}
        if kind == "unregister":
            for device in self.devices.values():
                device.is_gone |= device.channel == said["channelID"]
            return {"messageType": "unregister", "channelID": said["channelID"], "status": 200}
        if kind == "ack":
            # 100 is for what the browser could read and gave to the worker.
            for one in said["updates"]:
                for message in self.arrived:
                    if message["id"] == one["version"]:
                        self.acknowledged[message["device"]] = one.get("code")
            return None
        return {} if not kind else None

    # --- the side of tests --------------------------------------------------------------------------------------------

    async def make(self, request):
        asked = await request.json()
        made = [Device(key=asked.get("key")) for _ in range(asked.get("count", 1))]
        self.devices.update((device.id, device) for device in made)
        return web.json_response([{"id": device.id, **device.subscription(self.origin)} for device in made])

    async def change(self, request):
        device, wish = self.devices[request.match_info["device"]], await request.json()
        device.answers.extend(wish.get("answers", []))
        device.always = wish.get("always", device.always)
        device.most = wish.get("most", device.most)
        device.is_gone = wish.get("isGone", device.is_gone)
        device.is_awake = wish.get("isAwake", device.is_awake)
        if device.is_awake:
            waited, device.waiting = device.waiting, {}
            for message in waited.values():
                if message["at"] + message["ttl"] > time.time():
                    await self.bring(device, message)
        return web.json_response({"waiting": list(device.waiting.values())})

    async def look(self, request):
        device = self.devices[request.match_info["device"]]
        return web.json_response({
            "isGone": device.is_gone, "waiting": list(device.waiting.values()),
            "acknowledged": self.acknowledged.get(device.id)})

    async def lost(self, _):
        return web.json_response(self.unheard)

    async def browsers(self, _):
        return web.json_response([device.id for device in self.devices.values() if device.line is not None])

    async def followed(self, request):
        """What came after `arrived` and `tries`, as soon as there is anything."""
        places = {name: int(request.query.get(name, 0)) for name in ("arrived", "tries")}

        def news():
            return {name: getattr(self, name)[place:] for name, place in places.items()}

        async with self.came:
            try:
                await asyncio.wait_for(self.came.wait_for(lambda: any(news().values())), LONGEST_WAIT)
            except TimeoutError:
                pass
        return web.json_response(news())

    async def hold(self, request):
        """Takes what comes, and does not say so until it is released."""
        if (await request.json())["isHeld"]:
            self.open.clear()
        else:
            self.open.set()
        return web.json_response({})

    async def read_kept(self, _):
        """When each came that was taken unread, and what is wrong with any of them."""
        kept, self.kept = self.kept, []
        faults = []
        for _, device, headers, body in kept:
            try:
                pushrules.read(headers, body, self.origin, device.key, device.most)
                pushrules.decrypted(body, device.private, device.secret)
            except pushrules.Refused as no:
                faults.append(no.why)
        return web.json_response({
            "at": [at for at, *_ in kept], "devices": len({device.id for _, device, *_ in kept}), "faults": faults})

    async def count_kept(self, _):
        return web.json_response({"count": len(self.kept)})

    # --- all of it ----------------------------------------------------------------------------------------------------

    async def serve(self):
        application = web.Application(client_max_size=100_000)
        application.add_routes([
            web.post("/push/{device}", self.push), web.get("/", self.browser),
            web.post("/control/devices", self.make), web.patch("/control/devices/{device}", self.change),
            web.get("/control/devices/{device}", self.look), web.get("/control/browsers", self.browsers),
            web.get("/control/followed", self.followed), web.get("/control/kept", self.count_kept),
            web.delete("/control/kept", self.read_kept), web.put("/control/hold", self.hold),
            web.get("/control/unheard", self.lost)])
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        port = runner.addresses[0][1]
        self.origin = f"http://127.0.0.1:{port}"
        print(self.origin, flush=True)
        # Until whoever started it is gone.
        await asyncio.to_thread(sys.stdin.read)
        self.over.set()
        await runner.cleanup()


async def passes(event, seconds):
    """Waits for something, but no longer than so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        pass


if __name__ == "__main__":
    asyncio.run(PushService(is_later="--later" in sys.argv).serve())
