"""The sandbox, started for one suite."""

import json
import os
import pathlib
import subprocess
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Sandbox:
    """A sandbox of this suite alone, on free ports. It records its exchanges with Jira where `WEFTLINE_RECORD` says."""

    def __init__(self):
        program = (
            os.environ.get("WEFTLINE_SANDBOX_BIN")
            or os.environ.get("WEFTLINE_SANDBOX")
            or ROOT / "target/debug/weftline-sandbox"
        )
        record = os.environ.get("WEFTLINE_RECORD")
        self._process = subprocess.Popen(
            [program, "--die-with-parent", *(["--record", record] if record else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the sandbox ended with {self._process.wait()}")
        self.world = json.loads(line)

    def control(self, route, method="GET", body=None):
        """The sandbox's controls: `clock`, `faults`, `switches`, `unknown`."""
        request = urllib.request.Request(
            f"{self.world['forge']}/control/{route}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def stop(self):
        self._process.terminate()
        self._process.communicate()
