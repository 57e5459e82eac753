from __future__ import annotations

import http.client

import httpx
import pytest

from pipeline.errors import UsageError
from pipeline.review.desk import Desk
from pipeline.review.settings import ReviewSettings, is_loopback
from pipeline.review.web.gate import CSRF_HEADER
from tests.review.made import Opener, Stage, browser_like


def test_pages_carry_strict_headers(client: httpx.Client) -> None:
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy and "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "<script>" not in answer.text and " style=" not in answer.text
    assert " onclick" not in answer.text


def test_another_host_name_is_refused(client: httpx.Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    port = client.base_url.port
    assert client.get("/", headers={"host": f"rebound.example:{port}"}).status_code == 421
    assert client.get("/", headers={"host": f"localhost:{port}"}).status_code == 200


def test_a_post_from_another_site_is_refused(client: httpx.Client) -> None:
    assert client.post("/skip", headers={"origin": "http://evil.example"}).status_code == 403
    other_port = {"origin": "http://127.0.0.1:1"}
    assert client.post("/skip", headers=other_port).status_code == 403


def test_a_post_without_the_pages_secret_is_refused(client: httpx.Client) -> None:
    assert client.post("/skip", headers={CSRF_HEADER: "0" * 64}).status_code == 403


def test_a_form_that_is_too_large_is_refused(client: httpx.Client) -> None:
    assert client.post("/decide", data={"text": "长" * 150_000}).status_code == 413


def test_chunks_beyond_the_limit_are_cut_off(client: httpx.Client) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", client.base_url.port)
    headers = {
        **dict(client.headers),
        "cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items()),
        "content-type": "application/x-www-form-urlencoded",
    }
    chunks = (b"text=" + b"x" * 300_000 for _ in range(5))
    connection.request("POST", "/decide", chunks, headers, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize(
    "path",
    [
        "/static/..%2Fstation.py",
        "/static/words.yaml",
        "/picture/cell?cell=..%2F..%2Fetc%2Fpasswd",
        "/picture/page?id=..%2F..&page=1",
        "/document?id=..%2F..%2Fetc",
        "/evidence?cell=%2Fetc%2Fpasswd",
        "/picture/cell?cell=x&part=-1",
    ],
    ids=["static", "source", "cell", "page", "document", "evidence", "number"],
)
def test_no_path_from_a_request_reaches_a_file(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_that_is_not_there_says_so_in_words(client: httpx.Client) -> None:
    answer = client.get("/document?id=none", headers={"accept-language": "zh"})
    assert "没有这个页面、文件或单元格" in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_bug_is_told_without_its_traceback(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Desk) -> int:
        raise ZeroDivisionError("a secret of the program")

    monkeypatch.setattr(Desk, "groups", broken)
    answer = client.get("/queue", headers={"accept-language": "en"})
    assert answer.status_code == 500
    assert "confirmed decisions are saved" in answer.text
    assert "secret" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_open_to_the_network_needs_a_token(stage: Stage) -> None:
    with pytest.raises(UsageError, match="token"):
        stage.settings(host="0.0.0.0")
    assert stage.settings(host="0.0.0.0", token="s3cret").url.endswith("/?token=s3cret")


def test_the_token_is_asked_for_once(stage: Stage, open_station: Opener) -> None:
    settings = stage.settings(token="s3cret")
    address = open_station(settings, stage.services())
    with browser_like(address, settings.port) as visitor:
        assert visitor.get("/").status_code == 403
        assert visitor.get("/?token=wrong").status_code == 403
        first = visitor.get("/?token=s3cret&document=a")
        assert (first.status_code, first.headers["location"]) == (303, "/?document=a")
        assert "s3cret" not in first.headers["set-cookie"]
        assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("a.cn", False)],
    ids=["v4", "name", "v6", "all", "other"],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_share_of_second_looks_is_checked(stage: Stage) -> None:
    assert isinstance(stage.settings(second_share=0.1), ReviewSettings)
    with pytest.raises(UsageError):
        stage.settings(second_share=5)
