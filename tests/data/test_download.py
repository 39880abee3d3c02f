"""MNIST comes from the first mirror that has it, whole and with the right checksum, or not."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import re
import socket
import struct
import threading

import numpy as np
import pytest

from minigrad import data
from minigrad.data import sets
from minigrad.support.cache import cache_folder

NAMES = list(sets.FILES)


def content(name):
    """A small file as MNIST's, compressed the same every time."""
    images = np.arange(3 * 28 * 28).reshape(3, 28, 28) if "images" in name else np.arange(3)
    head = struct.pack(f">HBB{images.ndim}I", 0, 8, images.ndim, *images.shape)
    return gzip.compress(head + images.astype("u1").tobytes(), mtime=0)


class Mirrors(http.server.BaseHTTPRequestHandler):
    """Mirrors of all kinds, by the first part of the path."""

    def do_GET(self):
        kind, name = self.path.strip("/").split("/")
        self.server.asked.append((kind, name))
        getattr(self, f"answer_{kind}")(name)

    def answer(self, body, status=200, length=None, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def answer_good(self, name):
        self.answer(content(name))

    def answer_forbidden(self, name):
        self.answer(b"<html>no</html>", 403)

    def answer_missing(self, name):
        self.answer(b"", 404)

    def answer_broken(self, name):
        self.answer(b"", 503)

    def answer_wrong(self, name):
        body = bytearray(content(name))
        body[-1] ^= 1
        self.answer(bytes(body))

    def answer_page(self, name):
        self.answer(b"<html>please log in</html>")

    def answer_longer(self, name):
        self.answer(content(name) + b"and more")

    def answer_cut(self, name):
        self.answer(content(name)[:20], length=len(content(name)))

    def answer_endless(self, name):
        self.send_response(200)
        self.end_headers()
        while not self.server.closing.is_set():
            self.wfile.write(bytes(1 << 16))

    def answer_silent(self, name):
        self.server.closing.wait()

    def answer_trickle(self, name):
        self.send_response(200)
        self.send_header("Content-Length", str(len(content(name))))
        self.end_headers()
        for byte in content(name):
            if self.server.closing.wait(0.02):
                return
            self.wfile.write(bytes([byte]))

    def answer_redirect(self, name):
        self.answer(b"", 302, Location=f"/good/{name}")

    def answer_circle(self, name):
        self.answer(b"", 302, Location=f"/circle/{name}")

    def answer_elsewhere(self, name):
        self.answer(b"", 302, Location="file:///etc/hostname")

    def answer_nonsense(self, name):
        self.wfile.write(b"this is not http at all\r\n\r\n")

    def answer_hangup(self, name):
        self.connection.close()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    """A server on loopback that notes what it was asked for."""

    daemon_threads = True

    def handle_error(self, *_):
        """A client that went away is no failure."""


@pytest.fixture(scope="module")
def server():
    server = Server(("127.0.0.1", 0), Mirrors)
    server.asked, server.closing = [], threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def mirrors(server, monkeypatch, tmp_path):
    """Say which mirrors there are, by their kinds."""
    files = {
        name: sets.Source(len(content(name)), hashlib.sha256(content(name)).hexdigest())
        for name in NAMES
    }
    monkeypatch.setattr(sets, "FILES", files)
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("MINIGRAD_DATA", str(tmp_path / "データ"))
    server.asked.clear()

    def choose(*kinds):
        # A busy machine is slow as well: only who is to wait in vain waits for a short time.
        monkeypatch.setattr(sets, "SILENCE", 0.5 if "silent" in kinds else 30.0)
        monkeypatch.setattr(sets, "PATIENCE", 0.5 if "trickle" in kinds else 60.0)
        port = server.server_address[1]
        addresses = tuple(f"http://127.0.0.1:{port}/{kind}/" for kind in kinds)
        monkeypatch.setattr(sets, "MIRRORS", addresses)
        return tmp_path / "データ" / "mnist"

    return choose


FAILING = {
    "forbidden": "HTTP Error 403: Forbidden",
    "missing": "HTTP Error 404: Not Found",
    "broken": "HTTP Error 503: Service Unavailable",
    "wrong": "another file: its size or checksum is wrong",
    "page": "cut off after 26 of [0-9]+ bytes",
    "longer": "another file: its size or checksum is wrong",
    "cut": "cut off after 20 of|20 bytes read",
    "endless": "another file: its size or checksum is wrong",
    "silent": "timed out",
    "trickle": "too slow, [0-9]+ bytes in 0.5 s",
    "circle": "infinite loop",
    "elsewhere": "not allowed",
    "nonsense": "this is not http",
    "hangup": "[Rr]emote end closed|reset",
}


def test_the_addresses_are_several_and_encrypted():
    assert len(sets.MIRRORS) >= 2
    assert all(re.fullmatch(r"https://.+/", mirror) for mirror in sets.MIRRORS)
    assert sorted(NAMES) == sorted(
        f"{part}-{kind}-ubyte.gz"
        for part in ("train", "t10k")
        for kind in ("images-idx3", "labels-idx1")
    )
    assert all(re.fullmatch("[0-9a-f]{64}", source.sha256) for source in sets.FILES.values())


def test_a_file_that_is_there_at_last_is_taken(mirrors, monkeypatch):
    mirrors("good")
    monkeypatch.setattr(sets, "PATIENCE", 0.0)
    assert data.mnist().train.labels.tolist() == [0, 1, 2]


def test_the_files_are_brought_and_kept(mirrors, server):
    folder = mirrors("good")
    train, test = data.mnist(flatten=True)
    assert train.images.shape == test.images.shape == (3, 784)
    assert train.labels.tolist() == [0, 1, 2]
    assert sorted(p.name for p in folder.iterdir()) == sorted(NAMES)
    assert [name for _, name in server.asked] == NAMES
    server.asked.clear()
    data.mnist()
    assert server.asked == []


@pytest.mark.parametrize("kind", FAILING)
def test_where_a_mirror_fails_the_next_one_is_asked(mirrors, server, kind):
    folder = mirrors(kind, "good")
    assert data.mnist().train.labels.tolist() == [0, 1, 2]
    assert sorted(p.name for p in folder.iterdir()) == sorted(NAMES)
    assert {k for k, _ in server.asked} == {kind, "good"}


def test_a_mirror_that_points_elsewhere_is_followed(mirrors):
    mirrors("redirect")
    assert data.mnist().train.labels.tolist() == [0, 1, 2]


@pytest.mark.parametrize(("kind", "reason"), FAILING.items())
def test_where_all_fail_the_reasons_and_the_remedy_are_told(mirrors, kind, reason):
    folder = mirrors(kind, kind)
    with pytest.raises(data.DownloadError) as error:
        data.mnist()
    first, *reasons, remedy = str(error.value).splitlines()
    assert first == f"MNIST could not be downloaded: no mirror gave {NAMES[0]}"
    assert len(reasons) == 2
    for line in reasons:
        assert re.search(rf"^  http://127.*/{kind}/{NAMES[0]}: .*({reason})", line)
    assert all(name in remedy for name in NAMES)
    assert f"put the four files into {folder}" in remedy
    assert "data.mnist(folder)" in remedy
    assert not folder.exists()


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_without_a_network_it_is_told_what_to_do(mirrors, server, monkeypatch):
    mirrors("good")
    monkeypatch.setattr(sets, "MIRRORS", (f"http://127.0.0.1:{closed_port()}/",))
    with pytest.raises(data.DownloadError, match="If this machine is offline, get .* elsewhere"):
        data.mnist()


def test_only_what_is_not_there_is_brought(mirrors, server):
    folder = mirrors("good")
    folder.mkdir(parents=True)
    (folder / NAMES[0].removesuffix(".gz")).write_bytes(gzip.decompress(content(NAMES[0])))
    data.mnist()
    assert [name for _, name in server.asked] == NAMES[1:]


def test_what_was_brought_before_a_failure_is_kept(mirrors, server, monkeypatch):
    folder = mirrors("good")
    files = dict(sets.FILES)
    monkeypatch.setattr(sets, "FILES", files | {NAMES[2]: files[NAMES[2]]._replace(sha256="0")})
    with pytest.raises(data.DownloadError, match=NAMES[2]):
        data.mnist()
    assert sorted(p.name for p in folder.iterdir()) == sorted(NAMES[:2])
    monkeypatch.setattr(sets, "FILES", files)
    server.asked.clear()
    data.mnist()
    assert [name for _, name in server.asked] == NAMES[2:]


def test_nothing_is_brought_into_a_folder_that_was_given_but_on_demand(mirrors, server, tmp_path):
    mirrors("good")
    with pytest.raises(FileNotFoundError, match="download=True. brings them"):
        data.mnist(tmp_path / "own")
    assert server.asked == []
    assert data.mnist(tmp_path / "own", download=True).train.labels.tolist() == [0, 1, 2]
    assert (tmp_path / "own" / NAMES[0]).is_file()
    with pytest.raises(FileNotFoundError):
        data.mnist(download=False)


def test_a_full_disk_leaves_no_part_of_a_file(mirrors, monkeypatch):
    folder = mirrors("good")

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        data.mnist()
    assert list(folder.iterdir()) == []


def test_they_are_kept_where_the_variable_says_or_among_the_users_caches(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("MINIGRAD_DATA", str(tmp_path / "own"))
    assert sets.data_folder() == tmp_path / "own"
    monkeypatch.setenv("MINIGRAD_DATA", "")
    assert sets.data_folder() == cache_folder()
