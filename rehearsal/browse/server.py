"""The page's server: on this computer only, and only for whoever has the address."""

from __future__ import annotations

import functools
import hmac
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.export_files import ExportFailed
from rehearsal.browse.hall import WENT_WRONG, Hall, Refused
from rehearsal.browse.shown import state

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
KEY = "X-Rehearsal-Key"
# As the Preview's own limit for files, and a little more.
MOST_BYTES = 27 * 1024 * 1024
PAGE = Path(__file__).resolve().parent / "page"
OURS = {
    "/": ("index.html", "text/html"),
    "/rehearsal/page.css": ("page.css", "text/css"),
    "/rehearsal/page.js": ("page.js", "text/javascript"),
}
COMMON = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OWN = COMMON | {
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
        " frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
}
# The Preview forbids every frame; ours is on the same address, and no other may show it.
FRAMED = COMMON | {
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; font-src 'self';"
        " connect-src 'self' blob:; img-src 'self' blob:; media-src 'self' blob:;"
        " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
}
PASSED_ON = ("Content-Type", "X-Simcord-Capability", "X-Simcord-Context")
FONTS = {"Cache-Control": "private, max-age=86400"}

Body = dict[str, Any]


class Server:
    """Serves the page, and the Preview behind it. ``url`` lets whoever has it into the world."""

    def __init__(self, hall: Hall, port: int) -> None:
        self._hall = hall
        self._asked_port = port
        self._key = secrets.token_urlsafe(32)
        self._runner: web.AppRunner | None = None
        self._client: aiohttp.ClientSession | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/#{self._key}"

    async def start(self) -> None:
        """Listen. Raises OSError."""
        app = web.Application(middlewares=[self._guard], client_max_size=MOST_BYTES)
        for path in OURS:
            app.router.add_get(path, self._own)
        app.router.add_get("/rehearsal/state", self._state)
        for path, work in (
            ("look", self._look),
            ("jump", self._jump),
            ("speed", self._speed),
            ("crowd", self._crowd),
            ("voice", self._voice),
            ("end", self._end),
        ):
            app.router.add_post(f"/rehearsal/{path}", self._asked(work))
        app.router.add_route("*", "/{path:.*}", self._preview)
        self._client = aiohttp.ClientSession(
            auto_decompress=False, connector=aiohttp.TCPConnector(force_close=True)
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        try:
            site = web.TCPSite(self._runner, HOST, self._asked_port)
            await site.start()
        except OSError:
            await self.close()
            raise
        self.port = int(self._runner.addresses[0][1])

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if self._client is not None:
            await self._client.close()

    # ------------------------------------------------------------ who is let in

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Only a browser that was given this very address, whatever another page makes it ask."""
        hosts = {f"{HOST}:{self.port}", f"localhost:{self.port}"}
        origin = request.headers.get("Origin")
        if request.headers.get("Host") not in hosts:
            raise web.HTTPForbidden(headers=OWN)
        if origin is not None and origin not in {f"http://{host}" for host in hosts}:
            raise web.HTTPForbidden(headers=OWN)
        return await handler(request)

    def _check(self, request: web.Request) -> None:
        if not hmac.compare_digest(request.headers.get(KEY, "").encode(), self._key.encode()):
            raise web.HTTPUnauthorized(headers=OWN)

    # ------------------------------------------------------------ the page

    async def _own(self, request: web.Request) -> web.Response:
        name, kind = OURS[request.path]
        text = (PAGE / name).read_text(encoding="utf-8")
        return web.Response(text=text, content_type=kind, headers=OWN)

    async def _state(self, request: web.Request) -> web.Response:
        self._check(request)
        return web.json_response(state(self._hall), headers=OWN)

    def _asked(
        self, work: Callable[[Body], Awaitable[None]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Do something, and answer with how it is now; a refusal is a sentence."""

        async def answer(request: web.Request) -> web.Response:
            self._check(request)
            try:
                body: Body = dict(await request.json())
                self._hall.problem = ""
                await work(body)
            except (ValueError, KeyError, TypeError):
                raise web.HTTPBadRequest(headers=OWN) from None
            except (Refused, ExportFailed) as error:
                self._hall.problem = str(error)
            except Exception:
                log.exception("the rehearsal goes on after this")
                self._hall.problem = WENT_WRONG
            return web.json_response(state(self._hall), headers=OWN)

        return answer

    async def _look(self, body: Body) -> None:
        place = body.get("place")
        await self._hall.look(str(body["person"]), int(place) if place else None)

    async def _jump(self, body: Body) -> None:
        await self._hall.jump(str(body["to"]))

    async def _speed(self, body: Body) -> None:
        self._hall.go_at(int(body["speed"]))

    async def _crowd(self, body: Body) -> None:
        if refused := self._hall.crowd.begin(str(body["act"])):
            raise Refused(refused)

    async def _voice(self, body: Body) -> None:
        await self._hall.change_voice()

    async def _end(self, body: Body) -> None:
        await self._hall.end()

    # ------------------------------------------------------------ the Preview behind it

    async def _preview(self, request: web.Request) -> web.Response:
        """Pass on to the Preview, which has its own capability, and take turns with the rest."""
        address = self._hall.window.address
        if address is None or self._client is None:
            raise web.HTTPServiceUnavailable(headers=FRAMED)
        path = "/" if request.path == "/channel" else request.path_qs
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        body = await request.read() if request.can_read_body else None
        ask = functools.partial(
            self._client.request, request.method, f"{address[0]}{path}", headers=headers
        )
        try:
            if request.path != "/api/action":
                async with ask(data=body) as got:
                    return await self._given_back(request, got)
            async with self._hall.turn:
                async with ask(data=body) as got:
                    first = await self._given_back(request, got)
                again = self._again(body, first.body)
                if again is None:
                    return first
                async with ask(data=again) as got:
                    return await self._given_back(request, got)
        except aiohttp.ClientError:  # somebody looked elsewhere in this moment
            raise web.HTTPServiceUnavailable(headers=FRAMED) from None

    def _again(self, asked: bytes | None, told: Any) -> bytes | None:
        """A press to send again: the channel was drawn anew in that moment, and nothing else.

        The Preview refuses what was pressed on an older drawing, and keeps no trace of it.
        """
        try:
            press, answer = json.loads(asked or b""), json.loads(told)
            codes = {one["code"] for one in answer["diagnostics"]}
            if not answer["rejected"] or codes != {"stale-revision"}:
                return None
            target = press.get("target_id")
            if target is not None and not self._hall.window.is_as_before(int(target)):
                return None
            return json.dumps(press | {"published_revision": answer["revision"]}).encode()
        except (ValueError, KeyError, TypeError):
            return None

    async def _given_back(self, request: web.Request, got: aiohttp.ClientResponse) -> web.Response:
        data = await got.read()
        kept = {
            name: value
            for name, value in got.headers.items()
            if name in ("Content-Type", "Content-Disposition") or name.startswith("X-")
        }
        headers = kept | FRAMED
        if request.path == "/preview.css":
            data += (PAGE / "channel.css").read_bytes()
        elif request.path.startswith("/fonts/"):
            headers |= FONTS
        return web.Response(status=got.status, body=data, headers=headers)
