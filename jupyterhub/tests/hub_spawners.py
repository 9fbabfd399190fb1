"""Spawners that run within the real hub of the tests: a server is a few lines of Python that answer like one."""

import asyncio
import os
import sys

from jupyterhub.spawner import SimpleLocalProcessSpawner

SERVER = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("X-JupyterHub-Version", "0")
        self.end_headers()
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["TEST_PORT"])), Handler).serve_forever()
"""


class QuickSpawner(SimpleLocalProcessSpawner):
    """Starts in a moment, and tells what Kubernetes would on the way."""

    cmd = [sys.executable, "-c", SERVER]

    def get_env(self):
        return {**super().get_env(), "TEST_PORT": str(self.port), "PATH": os.environ["PATH"]}

    async def start(self):
        if self.user.name.startswith("slow"):
            await asyncio.sleep(3 if self.user.name == "slow-after" else 1)
        return await super().start()

    async def progress(self):
        yield {"progress": 40, "message": "2026-11-01T12:00:00Z [Normal] pod triggered scale-up: <x>"}
        yield {"progress": 50, "message": "Spawning server..."}
