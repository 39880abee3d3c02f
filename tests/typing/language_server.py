"""A language server, as an editor speaks to it: questions about a place in a program."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any


class LanguageServer:
    """A server for a folder of programs.

    Parameters
    ----------
    command
        Starts it, to speak over its standard input and output.
    folder
        Of the programs and their settings.
    """

    def __init__(self, command: list[str], folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.number = 0
        root = {"uri": folder.as_uri(), "name": folder.name}
        options = {"rootUri": folder.as_uri(), "workspaceFolders": [root], "capabilities": {}}
        self.ask("initialize", processId=os.getpid(), **options)
        self._send(method="initialized", params={})

    def close(self) -> None:
        """End the server."""
        self.process.kill()
        self.process.communicate()

    def at_end(self, question: str, program: str) -> Any:
        """The answer to a question about the last character of a program."""
        lines = program.splitlines()
        uri = (self.folder / f"program{self.number}.py").as_uri()
        opened = {"uri": uri, "languageId": "python", "version": 1, "text": program}
        self._send(method="textDocument/didOpen", params={"textDocument": opened})
        column = len(lines[-1]) - (question == "hover")
        place = {"line": len(lines) - 1, "character": column}
        return self.ask(f"textDocument/{question}", textDocument={"uri": uri}, position=place)

    def ask(self, method: str, **params: Any) -> Any:
        """The answer to one question, while those of the server are answered."""
        self.number += 1
        self._send(id=self.number, method=method, params=params)
        while (message := self._receive()).get("id") != self.number or "method" in message:
            if "method" in message and "id" in message:
                items = message.get("params", {}).get("items", [])
                self._send(id=message["id"], result=[{} for _ in items] or None)
        return message["result"]

    def _send(self, **message: Any) -> None:
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        size = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        assert size, "the language server ended"
        return json.loads(self.process.stdout.read(size))
