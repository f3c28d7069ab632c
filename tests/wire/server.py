"""A small Discord of our own on the loopback interface, for what only a wire shows.

It holds the gateway (v10) and the REST routes that the bot needs, outlives any number of runs
of the bot, and can be told to fail, to lag, to drop connections and to deliver twice.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

import orjson
from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.web_protocol import RequestHandler

import tests.wire.routes_account
import tests.wire.routes_channels
import tests.wire.routes_events
import tests.wire.routes_guilds
import tests.wire.routes_interactions  # noqa: F401 - these five register their routes
from tests.wire.faults import Fault, FaultControls
from tests.wire.gateway import Gateway
from tests.wire.messages import Message, Upload
from tests.wire.people import People
from tests.wire.rest import Call, RefusedError, Request, find
from tests.wire.world import World

API = "/api/v10"
MAX_BODY = 100 * 1024 * 1024
# With no such headers discord.py sends the requests of one channel strictly one by one.
LIMITS = {
    "X-RateLimit-Limit": "1000",
    "X-RateLimit-Remaining": "999",
    "X-RateLimit-Reset-After": "1.000",
}


class WireDiscord(People, FaultControls):
    """The server; use it as `async with WireDiscord() as wire:`.

    `record=False` keeps no requests and is meant for load.
    """

    def __init__(self, *, record: bool = True, token: str = "wire.test.token") -> None:
        People.__init__(self)
        FaultControls.__init__(self)
        self.token = token
        self.world = World()
        self.gateway = Gateway(self.world, token)
        self.world.emit = self.gateway.emit
        self.record = record
        self.requests: list[Request] = []
        self.unknown_routes: list[tuple[str, str]] = []
        self.errors: list[str] = []
        self.nonces: dict[tuple[int, str], Message] = {}
        self.answer_within = 3.0
        self.token_life = 900.0
        self.shard_count = 1
        self.origin = ""
        self._runner: web.ServerRunner | None = None

    @property
    def base_url(self) -> str:
        """What stands for https://discord.com/api/v10."""
        return self.origin + API

    @property
    def gateway_url(self) -> str:
        """What stands for wss://gateway.discord.gg."""
        return self.origin.replace("http", "ws", 1) + "/gateway"

    async def __aenter__(self) -> Self:
        server = web.Server(self._serve, request_factory=_request, access_log=None)
        self._runner = runner = web.ServerRunner(server, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        self.origin = f"http://127.0.0.1:{port}"
        self.gateway.url = self.gateway_url
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # The gateway ---------------------------------------------------------------------------

    async def drop(
        self,
        *,
        code: int = 4000,
        abort: bool = False,
        hold: bool = False,
        rewind: int = 0,
        forget: bool = False,
    ) -> None:
        """Close the gateway's sockets so that discord.py resumes.

        `abort` cuts without a closing frame; `hold` keeps new connections waiting until
        `release()`, so that what is sent meanwhile falls into the gap for certain; `rewind`
        replays that many events again that the bot had already seen; `forget` ends the
        sessions, so that the resume is refused and the bot must identify anew.
        """
        if hold:
            self.gateway.open.clear()
        await self.gateway.drop(code=code, abort=abort, rewind=rewind)
        if forget:
            self.gateway.shards.clear()

    def release(self) -> None:
        """Let held connections in."""
        self.gateway.open.set()

    async def reconnect_op(self) -> None:
        """Ask the bot to reconnect (op 7), as Discord does before a gateway restarts."""
        self.gateway.broadcast(b'{"op":7,"d":null,"s":null,"t":null}')

    async def invalid_session(self, *, resumable: bool = False) -> None:
        """Send INVALID_SESSION (op 9)."""
        self.gateway.invalidate(resumable=resumable)

    # Waiting and checking ----------------------------------------------------------------

    async def until(
        self, condition: Callable[[], object], timeout: float = 5.0, what: str = "condition"
    ) -> None:
        """Wait until the condition holds; an assertion fails when it does not in time."""
        end = time.perf_counter() + timeout
        while not condition():
            if time.perf_counter() > end:
                raise AssertionError(f"{what} did not come true within {timeout:g} s")
            await asyncio.sleep(0.005)

    async def wait_identify(self, count: int = 1, timeout: float = 30.0) -> None:
        """Wait for the given number of IDENTIFYs since the start; a restarted bot sends one."""
        await self.until(lambda: self.gateway.identifies >= count, timeout, f"IDENTIFY no {count}")

    async def wait_resume(self, count: int = 1, timeout: float = 30.0) -> None:
        """Wait for the given number of RESUMEs since the start."""
        await self.until(lambda: self.gateway.resumes >= count, timeout, f"RESUME no {count}")

    def check(self) -> None:
        """Fail if the bot used a route that is not here, or if the server itself erred."""
        assert not self.unknown_routes, f"routes that the wire lacks: {self.unknown_routes}"
        assert not self.errors, "the wire itself failed:\n" + "\n".join(self.errors)

    # Serving -----------------------------------------------------------------------------

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        if "%" in path:
            path = unquote(path)
        if path.startswith("/gateway"):
            return await self.gateway.handle(request)
        if not path.startswith(API):
            return self._download(request.method, path)
        call = Call(self, request.method, path[len(API) :], query)
        await self._read(request, call)
        failure: Fault | None = None
        if self.faults.waiting:
            pause, failure = self.faults.take(call.method, call.path)
            if pause:
                await asyncio.sleep(pause)
        entry: Request | None = None
        if self.record:
            multipart = request.content_type == "multipart/form-data"
            entry = Request(
                call.method,
                call.path,
                call.query,
                call.body,
                call.uploads,
                multipart,
                time.perf_counter(),
            )
            self.requests.append(entry)
        if failure is None or failure.after_effect:
            status, data = self._answer(call, request.headers.get("Authorization"))
        else:
            status, data = 0, None
        if failure is not None:
            if failure.cut:
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
            status, data = failure.status, failure.body()
        if entry is not None:
            entry.status = status
        return self._response(call, status, data)

    async def _read(self, request: web.BaseRequest, call: Call) -> None:
        if not request.can_read_body:
            return
        if request.content_type != "multipart/form-data":
            raw = await request.read()
            call.body = orjson.loads(raw) if raw else None
            return
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                content = value.file.read()
                value.file.close()
                call.uploads.append(Upload(name, value.filename, value.content_type, content))
            elif name == "payload_json":
                call.body = orjson.loads(value)

    def _answer(self, call: Call, authorization: str | None) -> tuple[int, Any]:
        found = find(call.method, call.path)
        if found is None:
            self.unknown_routes.append((call.method, call.path))
            return 404, {"message": "404: Not Found", "code": 0}
        handler, call.args = found
        open_to_all = call.path.startswith(("/interactions/", "/webhooks/")) or (
            call.path == "/gateway"
        )
        if not open_to_all and authorization != f"Bot {self.token}":
            return 401, {"message": "401: Unauthorized", "code": 0}
        try:
            status, data = handler(call)
        except RefusedError as refusal:
            return refusal.status, {"message": refusal.message, "code": refusal.code}
        except Exception:
            self.errors.append(f"{call.method} {call.path}\n{traceback.format_exc()}")
            return 400, {"message": "the wire itself failed", "code": 0}
        if self.record and isinstance(data, dict):
            self._keep_files(call, data)
        return status, data

    def _keep_files(self, call: Call, data: dict[str, Any]) -> None:
        """Make what the bot uploaded downloadable again."""
        message = (data.get("resource") or {}).get("message") or data
        urls = [a["url"] for a in message.get("attachments") or []][-len(call.uploads) :]
        if call.uploads:
            for url, upload in zip(urls, call.uploads, strict=False):
                self.files[url.removeprefix(self.origin)] = upload.data

    def _download(self, method: str, path: str) -> web.Response:
        content = self.files.get(path) if method == "GET" else None
        if content is None:
            self.unknown_routes.append((method, path))
            return web.Response(status=404)
        return web.Response(body=content, content_type="application/octet-stream")

    def _response(self, call: Call, status: int, data: Any) -> web.Response:
        headers = None
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            # Without a Via header discord.py takes a 429 for a ban by Cloudflare.
            headers = {"Via": "1.1 google", "Retry-After": str(data["retry_after"])}
        elif not call.path.startswith(("/interactions/", "/webhooks/")):
            headers = LIMITS
        if status == HTTPStatus.NO_CONTENT:
            return web.Response(status=status, headers=headers)
        body = orjson.dumps(data)
        return web.Response(
            status=status, body=body, headers=headers, content_type="application/json"
        )


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    """A request that may carry files; aiohttp's own limit is one mebibyte."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY)
