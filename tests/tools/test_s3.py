"""A built site into a bucket, asked through a local S3 server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.site import write
from tools import s3
from tools.s3 import Bucket, SyncRefused

NOW, DAY = 1_800_000_000, 24 * 3600
TABLE = "old,new,status\n"
SITE = {
    "index.html": "trang chủ",
    "tin-tuc/a/index.html": "A",
    "feeds/all.json": "{}",
    "feeds/all.rss.xml": "<rss/>",
    "theme/css/site-0123456789.css": "a{}",
    "redirects.csv": TABLE,
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "thu")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("no_proxy", "127.0.0.1")
        yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, request: pytest.FixtureRequest) -> Bucket:
    client = boto3.client("s3", endpoint_url=endpoint)
    name = f"kho-{abs(hash(request.node.name))}"
    client.create_bucket(Bucket=name)
    return Bucket(client, name, "trang")


def keys(bucket: Bucket) -> set[str]:
    listed = bucket.client.list_objects_v2(Bucket=bucket.name).get("Contents", [])
    return {one["Key"].removeprefix("trang/") for one in listed}


def publish(bucket: Bucket, folder: Path, now: int = NOW) -> list[str]:
    said: list[str] = []
    s3.publish(bucket, folder, now, said.append)
    return said


def test_every_file_lies_there_with_its_kind_and_its_time(bucket: Bucket, tmp_path: Path) -> None:
    assert publish(bucket, write(tmp_path, SITE)) == ["6 tệp đã gửi, 0 tệp vẫn như trước, 0 tệp đã gỡ."]
    assert keys(bucket) == {*SITE, s3.MANIFEST}
    kinds = {
        "tin-tuc/a/index.html": ("text/html; charset=utf-8", "public, max-age=0, must-revalidate"),
        "feeds/all.json": ("application/feed+json; charset=utf-8", "public, max-age=300"),
        "feeds/all.rss.xml": ("application/rss+xml", "public, max-age=300"),
        "theme/css/site-0123456789.css": ("text/css; charset=utf-8", "public, max-age=31536000, immutable"),
    }
    for path, (kind, caching) in kinds.items():
        head = bucket.client.head_object(Bucket=bucket.name, Key=bucket.key(path))
        assert (head["ContentType"], head["CacheControl"]) == (kind, caching)


def test_only_what_changed_is_sent(bucket: Bucket, tmp_path: Path) -> None:
    publish(bucket, write(tmp_path, SITE))
    write(tmp_path, {"tin-tuc/a/index.html": "A, sửa"})
    assert publish(bucket, tmp_path) == ["1 tệp đã gửi, 5 tệp vẫn như trước, 0 tệp đã gỡ."]
    assert bucket.read("tin-tuc/a/index.html") == "A, sửa".encode()


class Recorder:
    """A client that notes what it is asked, and dies where it is told to."""

    def __init__(self, client: Any, last: int = 1 << 30) -> None:
        self.client, self.last = client, last
        self.asked: list[tuple[str, str]] = []
        self.exceptions = client.exceptions

    def __getattr__(self, name: str) -> Any:
        def call(**facts: Any) -> Any:
            if name != "get_object":
                if len(self.asked) >= self.last:
                    raise ConnectionError
                self.asked.append((name, facts["Key"].removeprefix("trang/")))
            return getattr(self.client, name)(**facts)

        return call


def test_assets_come_first_and_pages_after_what_they_ask_for(bucket: Bucket, tmp_path: Path) -> None:
    client = Recorder(bucket.client)
    index = {
        "pagefind/0/pagefind-entry.json": "{}",
        "pagefind/0/index/vi_0123456.pf_index": "x",
        "pagefind/0/pagefind.vi.pf_meta": "m",
    }
    publish(Bucket(client, bucket.name, "trang"), write(tmp_path, SITE | index))
    order = [path for _, path in client.asked if path != s3.MANIFEST]
    assert order[:2] == ["pagefind/0/index/vi_0123456.pf_index", "theme/css/site-0123456789.css"]
    assert order.index("theme/css/site-0123456789.css") < order.index("pagefind/0/pagefind.vi.pf_meta")
    assert order[-2:] == ["tin-tuc/a/index.html", "index.html"]


def test_a_page_that_is_gone_is_refused_unless_its_address_answers(bucket: Bucket, tmp_path: Path) -> None:
    publish(bucket, write(tmp_path, SITE))
    (tmp_path / "tin-tuc/a/index.html").unlink()
    with pytest.raises(SyncRefused, match="Địa chỉ /tin-tuc/a/ đã từng được đăng"):
        publish(bucket, tmp_path)
    assert bucket.read("tin-tuc/a/index.html") == b"A"
    write(tmp_path, {"redirects.csv": f"{TABLE}/tin-tuc/a/,,410\n"})
    publish(bucket, tmp_path)
    assert "tin-tuc/a/index.html" not in keys(bucket)


def test_an_asset_stays_for_a_day_and_what_others_put_there_for_ever(bucket: Bucket, tmp_path: Path) -> None:
    publish(bucket, write(tmp_path, SITE))
    bucket.client.put_object(Bucket=bucket.name, Key="trang/cua-nguoi-khac.txt", Body=b"x")
    old = "theme/css/site-0123456789.css"
    (tmp_path / old).unlink()
    write(tmp_path, {"theme/css/site-9876543210.css": "b{}"})
    publish(bucket, tmp_path, NOW + 10)
    publish(bucket, tmp_path, NOW + DAY)
    assert old in keys(bucket)
    publish(bucket, tmp_path, NOW + 10 + DAY)
    assert old not in keys(bucket)
    assert "cua-nguoi-khac.txt" in keys(bucket)


@pytest.mark.parametrize("last", range(1, 8))
def test_a_run_that_broke_off_is_finished_by_the_next(bucket: Bucket, tmp_path: Path, last: int) -> None:
    with pytest.raises(ConnectionError):
        publish(Bucket(Recorder(bucket.client, last), bucket.name, "trang"), write(tmp_path, SITE))
    (tmp_path / "theme/css/site-0123456789.css").unlink()
    publish(bucket, tmp_path, NOW + 1)
    publish(bucket, tmp_path, NOW + 2 + DAY)
    assert keys(bucket) == {*SITE, s3.MANIFEST} - {"theme/css/site-0123456789.css"}


@pytest.mark.parametrize("left", [b"", b"[]", b"{}", b"<html>"])
def test_a_bucket_whose_notes_are_strange_is_left_alone(bucket: Bucket, tmp_path: Path, left: bytes) -> None:
    bucket.client.put_object(Bucket=bucket.name, Key=f"trang/{s3.MANIFEST}", Body=left)
    with pytest.raises(SyncRefused, match="không đọc được"):
        publish(bucket, write(tmp_path, SITE))


def test_a_folder_that_is_no_site_is_refused(bucket: Bucket, tmp_path: Path) -> None:
    with pytest.raises(SyncRefused, match="không phải trang đã dựng"):
        publish(bucket, tmp_path)
    assert keys(bucket) == set()
