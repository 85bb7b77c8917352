"""The WebSocket endpoint: checks the origin, finds room, and leaves the rest to the gateway."""

from fastapi import APIRouter
from starlette.websockets import WebSocket

from app.live.admission import Refused
from app.live.gateway import join
from app.live.host import Host
from app.settings import Settings
from app.web.security import origin_allowed

POLICY_VIOLATION = 1008


def router(settings: Settings, host: Host) -> APIRouter:
    """Return the route of the WebSocket."""
    routes = APIRouter()

    @routes.websocket("/ws")
    async def run(socket: WebSocket) -> None:
        if not origin_allowed(socket.headers, settings.allowed_origins):
            # Closing before accepting answers the handshake with 403.
            await socket.close(POLICY_VIOLATION)
            return
        try:
            connection = host.open(socket.client.host if socket.client else "")
        except Refused as refused:
            await socket.accept()
            await socket.close(refused.close.code, refused.close.reason)
            return
        try:
            await socket.accept()
            await join(socket, connection, settings.send_seconds)
        finally:
            connection.close()

    return routes
