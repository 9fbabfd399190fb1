"""What a thousand hooks at once do to the hub's event loop, beside a thousand trivial HTTP calls of tornado's own client.

    /usr/bin/python3 jupyterhub/bench/event_loop.py [SPAWNS]

A ticker on the same loop asks to be called each millisecond. How late it is called is what every page of the hub would wait.
The API is a process of its own that answers like the decision API, after 5 ms. Each variant runs some times in turn; the
least of each is shown, since whatever else the machine does only adds to it.
"""

import asyncio
import json
import multiprocessing
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import package  # noqa: E402, F401
from decision_api import TOKEN, decision  # noqa: E402
from hubmeter_jupyterhub.client import MOST_CALLS  # noqa: E402
from hubmeter_jupyterhub.quota import Quota  # noqa: E402
from hubmeter_jupyterhub.settings import Settings  # noqa: E402
from hubmeter_jupyterhub.spawner import with_quota  # noqa: E402
from spawners import KubeLikeSpawner, make  # noqa: E402
from tornado.httpclient import HTTPRequest  # noqa: E402
from tornado.simple_httpclient import SimpleAsyncHTTPClient  # noqa: E402

ROUNDS = 5
TICK_S = 0.001
ANSWER_AFTER_S = 0.005
PROFILES = [
    {"display_name": "Small", "default": True, "kubespawner_override": {"mem_guarantee": "2G", "cpu_guarantee": 0.5}},
    {"display_name": "Large", "kubespawner_override": {"mem_guarantee": "16G", "cpu_guarantee": 4}},
]


def serve(port):
    from tornado.httpserver import HTTPServer
    from tornado.netutil import bind_sockets
    from tornado.web import Application, RequestHandler

    body = json.dumps(decision({"user": "alice"}))

    class Decisions(RequestHandler):
        async def post(self):
            await asyncio.sleep(ANSWER_AFTER_S)
            self.set_header("Content-Type", "application/json")
            self.finish(body)

    async def run():
        sockets = bind_sockets(0, "127.0.0.1", backlog=2048)
        HTTPServer(Application([("/v1/decisions", Decisions)])).add_sockets(sockets)
        port.send(sockets[0].getsockname()[1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def measured(work):
    """Runs everything at once; milliseconds: in all, on the CPU, and how late the ticker was (median, p99, most)."""
    late = []

    async def tick():
        while True:
            due = time.perf_counter() + TICK_S
            await asyncio.sleep(TICK_S)
            late.append(time.perf_counter() - due)

    ticker = asyncio.ensure_future(tick())
    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one() for one in work))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    ticker.cancel()
    late.sort()
    values = wall, cpu, late[len(late) // 2], late[len(late) * 99 // 100], late[-1]
    return [value * 1000 for value in values]


async def main(url, spawns):
    quota = Quota(Settings.of(url=url, token=TOKEN))
    spawner_class = with_quota(KubeLikeSpawner, quota)
    configured = {"KubeLikeSpawner": {"profile_list": PROFILES}}
    spawners = [make(spawner_class, configured=configured, name=f"user{n}") for n in range(spawns)]
    client = SimpleAsyncHTTPClient(force_instance=True, max_clients=MOST_CALLS)
    body = json.dumps({"user": "alice"})

    def call():
        return client.fetch(HTTPRequest(url + "/v1/decisions", method="POST", body=body, request_timeout=60))

    rounds = {"trivial calls": [], "hooks": []}
    for _ in range(ROUNDS):
        rounds["trivial calls"].append(await measured([call] * spawns))
        rounds["hooks"].append(await measured([spawner.run_pre_spawn_hook for spawner in spawners]))
    least = {name: [min(column) for column in zip(*values)] for name, values in rounds.items()}
    heads = ("in all", "on the CPU", "median late", "p99 late", "most late")
    print(f"{spawns} at once, ms".ljust(24) + "".join(head.rjust(13) for head in heads))
    for name, values in least.items():
        print(name.ljust(24) + "".join(f"{value:13.1f}" for value in values))
    ratios = [hooks / trivial for trivial, hooks in zip(*least.values())]
    print("hooks / trivial calls".ljust(24) + "".join(f"{ratio:13.2f}" for ratio in ratios))
    print(
        f"one hook costs {least['hooks'][1] / spawns:.2f} ms of CPU, a trivial call {least['trivial calls'][1] / spawns:.2f}"
    )


if __name__ == "__main__":
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    asyncio.run(main(f"http://127.0.0.1:{mine.recv()}", int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
    server.terminate()
