"""A spawner of the end-to-end test: makes pods in a real Kubernetes API server as KubeSpawner does, and plays the node that
they run on. What answers the user is a few lines of Python in a process of this machine."""

import asyncio
import html
import json
import os
import sys
from datetime import datetime, timezone

from jupyterhub.spawner import SimpleLocalProcessSpawner
from jupyterhub.traitlets import ByteSpecification
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from traitlets import Dict, Float, List, Unicode, default

SERVER = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("X-JupyterHub-Version", "0")
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><title>Notebook</title><h1>The server runs</h1>")
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["SERVER_PORT"])), Handler).serve_forever()
"""


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class PodSpawner(SimpleLocalProcessSpawner):
    kubernetes_url = Unicode().tag(config=True)
    kubernetes_token = Unicode().tag(config=True)
    kubernetes_ca = Unicode().tag(config=True)
    namespace = Unicode().tag(config=True)
    cpu_guarantee = Float(None, allow_none=True).tag(config=True)
    mem_guarantee = ByteSpecification(None, allow_none=True).tag(config=True)
    extra_resource_guarantees = Dict().tag(config=True)
    profile_list = List(Dict()).tag(config=True)

    cmd = [sys.executable, "-c", SERVER]
    _events = ()

    def get_env(self):
        return {**super().get_env(), "SERVER_PORT": str(self.port), "PATH": os.environ["PATH"]}

    @default("options_form")
    def _form(self):
        async def form(spawner):
            profiles = spawner.profile_list
            if callable(profiles):
                profiles = await profiles(spawner)
            return "".join(
                f'<div><label><input type="radio" name="profile" value="{html.escape(p["slug"])}"'
                f"{' checked' if i == 0 else ''}> {html.escape(p['display_name'])}</label>"
                f"<p>{html.escape(p.get('description', ''))}</p></div>"
                for i, p in enumerate(profiles)
            )

        return form

    def options_from_form(self, form):
        return {"profile": form.get("profile", [""])[0]}

    async def load_user_options(self):
        chosen = self.user_options.get("profile")
        profile = next((p for p in self.profile_list if p["slug"] == chosen), self.profile_list[0])
        for name, value in profile["kubespawner_override"].items():
            setattr(self, name, value)

    @property
    def pod_name(self):
        return "jupyter-" + self.user.escaped_name + (f"--{self.name}" if self.name else "")

    async def start(self):
        await self.load_user_options()
        self._events = []
        await self._kubernetes("POST", "", self._pod())
        self._say("0/3 nodes are available: 3 Insufficient memory.")
        await asyncio.sleep(1)
        self._say("pod triggered scale-up: [{group-1 1->2 (max: 8)}]")
        await asyncio.sleep(1)
        binding = {
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": self.pod_name},
            "target": {"apiVersion": "v1", "kind": "Node", "name": "node-1"},
        }
        await self._kubernetes("POST", f"/{self.pod_name}/binding", binding)
        self._say(f"Successfully assigned {self.namespace}/{self.pod_name} to node-1")
        where = await super().start()
        await self._status("Running", {"running": {"startedAt": now()}})
        return where

    async def stop(self, now=False):
        await super().stop(now)
        await self._end()

    async def poll(self):
        return await super().poll()

    async def _end(self):
        try:
            ended = {"terminated": {"exitCode": 0, "finishedAt": now(), "startedAt": now()}}
            await self._status("Succeeded", ended)
            await self._kubernetes("DELETE", f"/{self.pod_name}?gracePeriodSeconds=0", {})
        except HTTPClientError as e:
            if e.code != 404:
                raise

    async def progress(self):
        told = 0
        while True:
            events = self._events
            for event in events[told:]:
                told += 1
                yield {"progress": min(90, 10 * told), "message": event}
            if self.ready:
                return
            await asyncio.sleep(0.2)

    def _say(self, message):
        self._events.append(f"{now()} [Normal] {message}")

    def _pod(self):
        labels = {"app.kubernetes.io/component": "singleuser-server", "component": "singleuser-server"}
        requests = {"cpu": str(self.cpu_guarantee), "memory": str(self.mem_guarantee)}
        container = {"name": "notebook", "image": "example.org/notebook:1", "resources": {"requests": requests}}
        return {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": self.pod_name,
                "labels": labels,
                "annotations": {
                    "hub.jupyter.org/username": self.user.name,
                    "hub.jupyter.org/servername": self.name,
                },
            },
            "spec": {"restartPolicy": "Never", "containers": [container]},
        }

    async def _status(self, phase, state):
        container = {
            "name": "notebook",
            "image": "example.org/notebook:1",
            "imageID": "",
            "ready": phase == "Running",
            "restartCount": 0,
            "state": state,
        }
        body = {"status": {"phase": phase, "containerStatuses": [container]}}
        await self._kubernetes("PATCH", f"/{self.pod_name}/status", body)

    async def _kubernetes(self, method, path, body):
        patch = method == "PATCH"
        await AsyncHTTPClient().fetch(
            f"{self.kubernetes_url}/api/v1/namespaces/{self.namespace}/pods{path}",
            method=method,
            body=json.dumps(body),
            ca_certs=self.kubernetes_ca,
            allow_nonstandard_methods=True,
            headers={
                "Authorization": f"Bearer {self.kubernetes_token}",
                "Content-Type": "application/strategic-merge-patch+json" if patch else "application/json",
            },
        )
