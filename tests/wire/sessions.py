"""Connections and sessions of the loopback gateway."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque

from aiohttp import WSMsgType, web

REPLAY_LIMIT = 10_000


class Connection:
    """One open websocket; a task of its own writes, so that sending never waits."""

    def __init__(self, ws: web.WebSocketResponse, request: web.BaseRequest) -> None:
        self.ws = ws
        self.request = request
        self.session: Session | None = None
        self._pending: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self.writer = asyncio.create_task(self._write(), name="wire-gateway-writer")

    def push(self, frame: bytes) -> None:
        """Send this frame after all those before it."""
        self._pending.append(frame)
        self._wake.set()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._pending:
                try:
                    await self.ws.send_frame(self._pending.popleft(), WSMsgType.TEXT)
                except ConnectionError:
                    return

    def abort(self) -> None:
        """Cut the wire without a word, as a lost network does."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Session:
    """What a resume continues: a numbered log of events, with or without a connection."""

    def __init__(self, number: int, count: int, intents: int) -> None:
        self.id = secrets.token_hex(16)
        self.number = number
        self.count = count
        self.intents = intents
        self.seq = 0
        self.rewind = 0
        self.log: deque[tuple[int, bytes]] = deque(maxlen=REPLAY_LIMIT)
        self.connection: Connection | None = None

    def serves(self, guild_id: int | None) -> bool:
        """Whether this shard hears of this guild (direct messages go to the first shard)."""
        return ((guild_id or 0) >> 22) % self.count == self.number

    def send(self, event: str, data: bytes) -> None:
        """Number an event, keep it for a replay, and send it if somebody listens."""
        self.seq += 1
        frame = b'{"op":0,"t":"%b","s":%d,"d":%b}' % (event.encode(), self.seq, data)
        self.log.append((self.seq, frame))
        if self.connection is not None:
            self.connection.push(frame)

    def replay(self, after: int) -> bool:
        """Send again all events after this number; False when some are gone."""
        after = max(0, after - self.rewind)
        self.rewind = 0
        if after > self.seq or (self.log and after < self.log[0][0] - 1):
            return False
        assert self.connection is not None
        for seq, frame in self.log:
            if seq > after:
                self.connection.push(frame)
        return True
