"""The gate every request passes: host, token, origin, size; and the headers every answer carries.

What is read from scans is hostile text. Answers forbid inline scripts and styles altogether, and
nothing is accepted from another site, another port or a name that merely resolves to this machine.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.review.settings import ReviewSettings

MAX_FORM_BYTES = 2**20
"""A form carries the text shown, its candidates and what was typed, nine bytes a character."""
UPLOAD_PATH = "/intake/upload"
CSRF_HEADER = "x-station-csrf"
TOO_LARGE = "太大 too large"

ANSWER_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Gate:
    """Pure ASGI middleware around the whole station."""

    def __init__(self, app: ASGIApp, settings: ReviewSettings) -> None:
        """Guard `app` as `settings` say."""
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = _cookies(headers)
        session = cookies.get(self.session_cookie, "")
        is_new = not _is_session(session)
        if is_new:
            session = secrets.token_hex(16)
        scope["station_session"] = session
        scope["station_csrf"] = csrf_token(session)
        seal = self._seal(session if is_new else None)
        refusal = self._refuse(scope, headers, cookies, session)
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send, seal))
            return
        await self.app(scope, _limited(receive, self._limit(scope)), _with_headers(send, seal))

    @property
    def session_cookie(self) -> str:
        """Cookies do not know ports: two stations on one machine must not share one."""
        return f"station-{self.settings.port}"

    @property
    def token_cookie(self) -> str:
        """Cookie that remembers that the token was shown."""
        return f"station-token-{self.settings.port}"

    def _refuse(
        self, scope: Scope, headers: Headers, cookies: dict[str, str], session: str
    ) -> Response | None:
        host = headers.get("host", "")
        if not self._is_own_host(host):
            return PlainTextResponse("主机名不被接受 host not allowed", 421)
        refusal = self._ask_for_token(scope, cookies)
        if refusal is not None:
            return refusal
        if scope["method"] in ("GET", "HEAD"):
            return None
        if headers.get("origin") != f"{scope['scheme']}://{host}":
            return PlainTextResponse("来源不符 cross-site request refused", 403)
        if not hmac.compare_digest(headers.get(CSRF_HEADER, ""), csrf_token(session)):
            return PlainTextResponse("请刷新页面后重试 reload the page and try again", 403)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._limit(scope):
            return PlainTextResponse(TOO_LARGE, 413)
        return None

    def _is_own_host(self, host: str) -> bool:
        name, _, port = host.rpartition(":")
        if not port.isdigit():
            name, port = host, "80"
        if int(port) != self.settings.port:
            return False
        name = name.strip("[]").lower()
        own = {"localhost", "127.0.0.1", "::1"} if self.settings.is_local else {"localhost"}
        called = {host.lower() for host in (self.settings.host, *self.settings.allowed_hosts)}
        if name in own or name in called:
            return True
        return not self.settings.is_local and _is_address(name)

    def _ask_for_token(self, scope: Scope, cookies: dict[str, str]) -> Response | None:
        token = self.settings.token
        if token is None:
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"))
        shown = dict(query).get("token", "")
        if _is_same(shown, token):
            rest = urlencode([pair for pair in query if pair[0] != "token"])
            target = scope["path"] + (f"?{rest}" if rest else "")
            answer = RedirectResponse(target if target.startswith("/") else "/", 303)
            answer.set_cookie(
                self.token_cookie, token_proof(token), httponly=True, samesite="strict"
            )
            return answer
        if _is_same(cookies.get(self.token_cookie, ""), token_proof(token)):
            return None
        return PlainTextResponse("需要访问令牌 open the address with its token", 403)

    def _limit(self, scope: Scope) -> int:
        if scope["path"] == UPLOAD_PATH:
            return self.settings.max_upload_bytes + MAX_FORM_BYTES
        return MAX_FORM_BYTES

    def _seal(self, new_session: str | None) -> str | None:
        if new_session is None:
            return None
        return f"{self.session_cookie}={new_session}; HttpOnly; Path=/; SameSite=Strict"


def csrf_token(session: str) -> str:
    """What a page of this session carries; survives a restart, since it needs no memory."""
    return hashlib.sha256(f"csrf:{session}".encode()).hexdigest()


def token_proof(token: str) -> str:
    """What the cookie holds instead of the token itself."""
    return hashlib.sha256(f"token:{token}".encode()).hexdigest()


def _is_same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _is_session(value: str) -> bool:
    return len(value) == 32 and all(char in "0123456789abcdef" for char in value)


def _is_address(name: str) -> bool:
    """An address cannot be rebound to another machine as a name can."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _cookies(headers: Headers) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    jar.load(headers.get("cookie", ""))
    return {name: morsel.value for name, morsel in jar.items()}


def _with_headers(send: Send, seal: str | None) -> Send:
    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in ANSWER_HEADERS.items():
                headers[name] = value
            if "cache-control" not in headers:
                headers["cache-control"] = "no-store"
            if seal is not None:
                headers.append("set-cookie", seal)
        await send(message)

    return sealed


def _limited(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, TOO_LARGE)
        return message

    return counted
