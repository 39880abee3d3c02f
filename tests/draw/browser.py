"""Drives a headless Chromium, through the two pipes that it offers to programs.

Commands go in and events come out as JSON (the Chrome DevTools Protocol), so nothing has to be
installed beside the browser, and no port is opened.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), ""
)
REQUIRED = os.environ.get("MINIGRAD_BROWSER") == "required"
needs_browser = pytest.mark.skipif(
    not CHROMIUM and not REQUIRED,
    reason="no Chromium to open the page in (an error with MINIGRAD_BROWSER=required)",
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-pipe",
]
KEYS = {" ": "Space", "/": "Slash", ",": "Comma", ".": "Period", "-": "Minus", "0": "Digit0"}
CODES = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowRight": 39}


PATIENCE = 300.0  # seconds that a busy machine may need for an answer


class Browser:
    """A browser with one tab."""

    def __init__(self, folder):
        if not CHROMIUM:
            raise FileNotFoundError("MINIGRAD_BROWSER=required, and there is no Chromium")
        # Chromium reads commands from descriptor 3 and writes to descriptor 4.
        onto_pipes = 'exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1'
        command = ["sh", "-c", onto_pipes, CHROMIUM, *FLAGS, f"--user-data-dir={folder}"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.sent = 0
        self.buffer = b""
        self.events = []
        self.session = None
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self.session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self(f"{domain}.enable")

    def __call__(self, method, **params):
        """Give a command and wait for its answer; what happens meanwhile is kept in `events`."""
        self.sent += 1
        message = {"id": self.sent, "method": method, "params": params}
        if self.session is not None:
            message["sessionId"] = self.session
        self.process.stdin.write(json.dumps(message).encode() + b"\0")
        self.process.stdin.flush()
        while True:
            answer = self._read()
            if answer.get("id") == self.sent:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]
            self.events.append(answer)

    def _read(self):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
            assert ready, "the browser says nothing"
            part = os.read(self.process.stdout.fileno(), 1 << 16)
            assert part, "the browser has ended"
            self.buffer += part
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def wait_for(self, event):
        while not any(seen.get("method") == event for seen in self.events):
            self.events.append(self._read())

    def open(self, place: Path | str, hash="", width=1200, height=800):
        """Open a file or an address, in a new document even where only the hash differs."""
        self.resize(width, height)
        self("Page.navigate", url="about:blank")
        self.events.clear()
        self("Page.navigate", url=(place if isinstance(place, str) else place.as_uri()) + hash)
        self.wait_for("Page.loadEventFired")
        self.run("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")

    def resize(self, width, height, touch=False):
        size = {"width": width, "height": height}
        self("Emulation.setDeviceMetricsOverride", **size, deviceScaleFactor=1, mobile=touch)

    def run(self, expression):
        """The value of an expression in the page."""
        result = self(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait_until(self, condition):
        """Wait until an expression holds, as the page goes on."""
        self.run(
            "new Promise((done) => { const look = () => "
            f"({condition}) ? done() : requestAnimationFrame(look); look(); }})"
        )

    def complaints(self):
        """What the page wrote to its console, errors, and what its policy forbade."""
        self.run("new Promise(requestAnimationFrame)")
        wanted = {"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"}
        return [event["params"] for event in self.events if event.get("method") in wanted]

    def requests(self):
        """The addresses that were asked for."""
        return [
            event["params"]["request"]["url"]
            for event in self.events
            if event.get("method") == "Network.requestWillBeSent"
        ]

    def mouse(self, kind, x, y, **more):
        self("Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, **more)

    def centre(self, selector):
        """Where an element is."""
        return self.run(
            f"(() => {{ const box = document.querySelector({json.dumps(selector)})"
            ".getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )

    def point_at(self, selector):
        self.mouse("Moved", *self.centre(selector))

    def click(self, selector, times=1):
        x, y = self.centre(selector)
        self.mouse("Moved", x, y)
        for count in range(1, times + 1):
            self.mouse("Pressed", x, y, button="left", clickCount=count)
            self.mouse("Released", x, y, button="left", clickCount=count)

    def press(self, key, modifiers=0):
        """Press a key, by its name in JavaScript."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        more = {"text": text} if text else {}
        code = {"code": KEYS.get(key, key), "windowsVirtualKeyCode": CODES.get(key, 0)}
        for kind in ("keyDown", "keyUp"):
            self("Input.dispatchKeyEvent", type=kind, key=key, modifiers=modifiers, **code, **more)

    def type(self, text):
        self("Input.insertText", text=text)

    def picture(self):
        """A picture of the window, as PNG."""
        return b64decode(self("Page.captureScreenshot", format="png")["data"])

    def close(self):
        self.session = None
        try:
            self("Browser.close")
        finally:
            self.process.stdin.close()
            self.process.wait(PATIENCE)
            self.process.stdout.close()
