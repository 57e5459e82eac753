"""What the station is told when it starts: where things lie, who may reach it, and how much."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """Options of one station.

    `out` is the output folder, `scans` the drop folder, `decisions` the log (decisions.jsonl).
    `person` is who decides unless a visitor says otherwise ("" asks everyone). `token` is wanted
    in the URL of the first visit; it is required when `host` is not loopback. `allowed_hosts` are
    further names the machine is called by. `second_share` is the share of decided cells that a
    second person decides blind (0 switches that off). `language` is "zh" or "en"; None follows the
    browser, and what a visitor chose comes first.

    Raises:
        UsageError: When the station would be open to the network without a token.
    """

    out: Path
    scans: Path
    decisions: Path
    person: str = ""
    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    max_upload_bytes: int = 200 * 2**20
    second_share: float = 0.0
    language: str | None = None

    def __post_init__(self) -> None:
        """Refuse what would be unsafe or meaningless."""
        if not self.is_local and not self.token:
            raise UsageError(
                f"对外开放（{self.host}）须有访问令牌 listening on {self.host} needs a token",
                "请设置令牌，或只在本机使用 set a token, or listen on 127.0.0.1",
            )
        if not 0 <= self.second_share <= 1:
            raise UsageError(
                f"复核比例应在 0 与 1 之间 second_share is {self.second_share}",
                "例如 0.05 for example 0.05",
            )

        if self.language not in (None, *LANGUAGES):
            raise UsageError(
                f"没有这种界面语言 no such language: {self.language}",
                f"可用 one of {', '.join(LANGUAGES)}",
            )

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the station."""
        return is_loopback(self.host)

    @property
    def url(self) -> str:
        """The address to open, with the token when there is one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        query = f"?token={self.token}" if self.token else ""
        return f"http://{host}:{self.port}/{query}"


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
