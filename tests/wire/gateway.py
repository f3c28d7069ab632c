"""The loopback gateway: sessions, heartbeats, drops, resumes and replays."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from tests.wire.entities import GUILDS, Json
from tests.wire.sessions import Connection, Session
from tests.wire.world import World

# An instant acknowledgement makes discord.py compute a latency of one whole interval.
ACK_DELAY = 0.005

_ACK = b'{"op":11,"d":null,"s":null,"t":null}'


class Gateway:
    """All sessions of the bot. It outlives the bot's process and takes the next one in."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.url = ""
        self.heartbeat_interval = 41.25
        self.identifies = 0
        self.resumes = 0
        self.heartbeats = 0
        self.shards: dict[int, Session] = {}
        self.connections: set[Connection] = set()
        self.open = asyncio.Event()
        self.open.set()

    @property
    def connected(self) -> bool:
        """Whether any session has a live connection."""
        return any(s.connection is not None for s in self.shards.values())

    def emit(self, event: str, data: Json, guild_id: int | None, intent: int) -> None:
        """Send an event to the shard that serves the guild, if its intents ask for it."""
        for session in self.shards.values():
            if session.serves(guild_id) and session.intents & intent:
                session.send(event, orjson.dumps(data))

    def emit_raw(self, event: str, encoded: bytes, guild_id: int | None) -> int:
        """Send an event that no intent governs; how many sessions it was sent to."""
        sent = 0
        for session in self.shards.values():
            if session.serves(guild_id):
                session.send(event, encoded)
                sent += 1
        return sent

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one websocket from HELLO to its end."""
        ws = web.WebSocketResponse(max_msg_size=0, compress=False, timeout=1.0)
        await ws.prepare(request)
        connection = Connection(ws, request)
        self.connections.add(connection)
        try:
            await self.open.wait()
            hello = {"op": 10, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}}
            connection.push(orjson.dumps(hello))
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    await self._receive(connection, orjson.loads(message.data))
        finally:
            self._forget(connection)
            connection.writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await connection.writer
        return ws

    def _forget(self, connection: Connection) -> None:
        self.connections.discard(connection)
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            # A bot that closes with 1000 or 1001 gives its session up.
            if connection.ws.close_code in (1000, 1001):
                self.shards.pop(session.number, None)

    async def _receive(self, connection: Connection, packet: dict[str, Any]) -> None:
        match packet["op"]:
            case 1:
                self.heartbeats += 1
                asyncio.get_running_loop().call_later(ACK_DELAY, connection.push, _ACK)
            case 2:
                await self._identify(connection, packet["d"])
            case 6:
                self._resume(connection, packet["d"])
            case 8:
                self._members(connection, packet["d"])
            case _:
                pass

    async def _identify(self, connection: Connection, data: Json) -> None:
        if data["token"] != self.token:
            await connection.ws.close(code=4004, message=b"Authentication failed.")
            return
        number, count = data.get("shard") or (0, 1)
        session = Session(number, count, data["intents"])
        session.connection = connection
        connection.session = session
        self.shards[number] = session
        guilds = [g for g in self.world.guilds.values() if session.serves(g.id)]
        ready = {
            "v": 10,
            "user": self.world.bot.to_dict(),
            "guilds": [{"id": str(g.id), "unavailable": True} for g in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "shard": [number, count],
            "application": {"id": str(self.world.application_id), "flags": 0},
        }
        session.send("READY", orjson.dumps(ready))
        if session.intents & GUILDS:
            for guild in guilds:
                session.send("GUILD_CREATE", orjson.dumps(guild.to_dict()))
        self.identifies += 1

    def _resume(self, connection: Connection, data: Json) -> None:
        session = next((s for s in self.shards.values() if s.id == data["session_id"]), None)
        if session is None or data["token"] != self.token:
            connection.push(b'{"op":9,"d":false,"s":null,"t":null}')
            return
        session.connection = connection
        connection.session = session
        if not session.replay(data["seq"]):
            self.shards.pop(session.number)
            session.connection = None
            connection.push(b'{"op":9,"d":false,"s":null,"t":null}')
            return
        session.send("RESUMED", b'{"_trace":[]}')
        self.resumes += 1

    def _members(self, connection: Connection, data: Json) -> None:
        """Answer REQUEST_GUILD_MEMBERS."""
        if connection.session is None:
            return
        guild = self.world.guilds[int(data["guild_id"])]
        asked = data.get("user_ids")
        wanted = (
            {int(u) for u in (asked if isinstance(asked, list) else [asked])} if asked else None
        )
        prefix = (data.get("query") or "").lower()
        found = [
            m.to_dict()
            for m in guild.members.values()
            if (
                m.user.id in wanted
                if wanted is not None
                else m.user.name.lower().startswith(prefix)
            )
        ]
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": found,
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        connection.session.send("GUILD_MEMBERS_CHUNK", orjson.dumps(chunk))

    async def drop(self, *, code: int = 4000, abort: bool = False, rewind: int = 0) -> None:
        """Close all connections; sessions stay, so that the bot resumes them.

        From this call on events wait in the sessions' logs. `rewind` makes the resume replay
        that many events the bot had already seen, as the real gateway sometimes does.
        """
        open_now = list(self.connections)
        for connection in open_now:
            if connection.session is not None:
                connection.session.rewind = rewind
                connection.session.connection = None
        for connection in open_now:
            if abort:
                connection.abort()
            else:
                await connection.ws.close(code=code)

    def broadcast(self, frame: bytes) -> None:
        """Send a frame outside the numbered log to every connection."""
        for connection in self.connections:
            connection.push(frame)

    def invalidate(self, *, resumable: bool) -> None:
        """Send INVALID_SESSION; one that is not resumable is forgotten here too."""
        self.broadcast(b'{"op":9,"d":%b,"s":null,"t":null}' % (b"true" if resumable else b"false"))
        if not resumable:
            for session in self.shards.values():
                session.connection = None
            self.shards.clear()

    async def close(self) -> None:
        """Close every connection for good."""
        self.open.set()
        for connection in list(self.connections):
            with contextlib.suppress(ConnectionError):
                await connection.ws.close(code=1001)
