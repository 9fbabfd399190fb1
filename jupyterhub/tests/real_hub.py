"""JupyterHub itself with its proxy, as Debian packages them, in a folder and on free loopback ports."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

PROXY = Path("/usr/bin/configurable-http-proxy")
NODE_PATH = "/usr/share/nodejs:/usr/lib/nodejs:/usr/share/javascript"
START_BOUND_S = 60
STOP_BOUND_S = 20
TESTS = Path(__file__).parent
API_TOKEN = "admin-token-of-the-test"

CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{proxy}"
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_api}"
c.ConfigurableHTTPProxy.auth_token = "proxy"
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.allow_named_servers = True
c.JupyterHub.log_level = "INFO"
c.JupyterHub.services = [{{"name": "admin", "api_token": "{api_token}"}}]
c.JupyterHub.load_roles = [{{"name": "all", "scopes": ["admin:users", "admin:servers"], "services": ["admin"]}}]
c.Spawner.consecutive_failure_limit = 1
"""


def is_installed():
    """Whether there is a hub; the folder of this package must not be taken for it."""
    try:
        import jupyterhub.app  # noqa: F401
    except ImportError:
        return False
    return os.access(PROXY, os.X_OK)


class RealHub:
    def __init__(self, folder, config):
        self.folder = Path(folder)
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
        proxy, hub, proxy_api = (s.getsockname()[1] for s in sockets)
        for taken in sockets:
            taken.close()
        self.url = f"http://127.0.0.1:{proxy}"
        self.hub_url = f"http://127.0.0.1:{hub}"
        text = CONFIG.format(proxy=proxy, hub=hub, proxy_api=proxy_api, api_token=API_TOKEN)
        (self.folder / "jupyterhub_config.py").write_text(text + config, "utf-8")
        self.log_file = self.folder / "hub.log"
        self._log = self.log_file.open("ab")
        environment = {**os.environ, "NODE_PATH": NODE_PATH, "PYTHONPATH": f"{TESTS.parent / 'src'}:{TESTS}"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub"],
            cwd=self.folder,
            env=environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._wait_until_up()

    def _wait_until_up(self):
        deadline = time.monotonic() + START_BOUND_S
        while True:
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.close()
                raise AssertionError("the hub did not start:\n" + self.log())
            try:
                with urllib.request.urlopen(self.url + "/hub/api/", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)

    def is_alive(self):
        return self._process.poll() is None

    def wait_until_dead(self, bound_s):
        self._process.wait(bound_s)

    def log(self):
        return self.log_file.read_text("utf-8", "replace")

    def api(self, method, path, body=None):
        """Status and JSON of a call to the hub's API."""
        request = urllib.request.Request(
            f"{self.hub_url}/hub/api/{path}",
            method=method,
            headers={"Authorization": f"token {API_TOKEN}", "Content-Type": "application/json"},
            data=None if body is None else json.dumps(body).encode(),
        )
        status, text = _fetch(urllib.request.build_opener(), request)
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    def progress(self, user):
        """The events of a spawn, to its end."""
        request = urllib.request.Request(
            f"{self.hub_url}/hub/api/users/{user}/server/progress",
            headers={"Authorization": f"token {API_TOKEN}", "Accept": "text/event-stream"},
        )
        with urllib.request.urlopen(request, timeout=30) as stream:
            return [json.loads(line[5:]) for line in stream.read().decode().splitlines() if line.startswith("data:")]

    def browser(self, user):
        return Browser(self.url, user)

    def close(self):
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_BOUND_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        try:
            # What it has started and did not take along. The session is its own.
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self._log.close()


class Browser:
    """Somebody who is logged in."""

    def __init__(self, url, user):
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        status, page = self.post("/hub/login", {"username": user, "password": "x"})
        assert status in (200, 403), (status, page)

    def get(self, path):
        return _fetch(self._opener, urllib.request.Request(self.url + path))

    def post(self, path, form):
        _, page = self.get(path)
        form = {**form, **dict(re.findall(r'name="(_xsrf)" value="([^"]*)"', page))}
        return _fetch(
            self._opener,
            urllib.request.Request(
                self.url + path, data=urllib.parse.urlencode(form).encode(), headers={"Referer": self.url + path}
            ),
        )


def _fetch(opener, request):
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
