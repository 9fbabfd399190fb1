"""A stand-in for the decision API: answers as the contract says, remembers what it was asked, and can misbehave."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from contract import check

TOKEN = "hm_test-token"
PERMITTED = (
    "You may start this server. You have 56 of your 60 GiB-hours per 30 days left, enough for 7 hours at this rate."
)
DENIED = "Large <b>cannot</b> start now: 100% of your 60 GiB-hours are used up, “später” & again tomorrow."


def limit(verdict="allows", enforced=True, retry_at=None, resource="memory"):
    return {
        "resource": resource,
        "unit": "GiB-hours",
        "limit": 60.0,
        "used": 4.0,
        "remaining": 56.0,
        "exact": {"limit": "60", "used": "4", "remaining": "56", "perHour": "1"},
        "windowSeconds": 2592000.0,
        "window": "30 days",
        "origin": "group regular",
        "enforced": enforced,
        "changes": [],
        "ratePerHour": 4.0,
        "plannedRatePerHour": 8.0,
        "verdict": verdict,
        "exhaustedAt": None,
        "retryAt": retry_at,
    }


def decision(question, decision="permit", allowed=None, sentence=None, cause=None):
    allowed = decision == "permit" if allowed is None else allowed
    return {
        "decisionId": "4f5b0f0e-27a5-4f39-8a7c-7a0e5a4c9a10",
        "decision": decision,
        "allowed": allowed,
        "cause": cause,
        "sentence": sentence or (PERMITTED if allowed else DENIED),
        "account": "default/" + question["user"],
        "realm": "default",
        "user": question["user"],
        "server": question.get("server") or "",
        "groups": question.get("groups") or [],
        "limits": [limit("allows" if allowed else "used-up")],
        "maxRuntimeSeconds": 25200 if allowed else 0,
        "retryAt": None,
        "observed": [],
        "policyHash": "0" * 64,
        "asOf": "2026-11-01T12:00:00.000Z",
        "heardAt": "2026-11-01T11:59:58.000Z",
        "freshnessSeconds": 2.0,
    }


def evaluation(allowed=True, runtime=25200, limits=None, outcome=None):
    return {
        "decision": allowed,
        "context": {
            "reason_user": {"200" if allowed else "403": PERMITTED if allowed else DENIED},
            "reason_admin": {"200" if allowed else "403": ""},
            "decisionId": "4f5b0f0e-27a5-4f39-8a7c-7a0e5a4c9a10",
            "outcome": outcome or ("permit" if allowed else "deny"),
            "cause": None,
            "account": "default/alice",
            "limits": [limit()] if limits is None else limits,
            "maxRuntimeSeconds": runtime,
            "policyHash": "0" * 64,
            "asOf": "2026-11-01T12:00:00.000Z",
            "heardAt": "2026-11-01T11:59:58.000Z",
            "freshnessSeconds": 2.0,
        },
    }


class DecisionApi:
    """Listens on a free loopback port until it is closed."""

    def __init__(self, decide=decision):
        self.decide = decide
        """From a question to the answer, or to bytes with a status as a pair."""
        self.evaluate = lambda request: evaluation()
        """From what one evaluation asks to its answer."""
        self.token = TOKEN
        self.asked = []
        """The questions, in order."""
        self.evaluations = []
        self.answer_after_s = 0.0
        self.hold = threading.Event()
        self.problems = []
        """What did not fit the contract."""
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = api._answer(self.path, self.headers, body)
                content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except ConnectionError:
                    pass  # the hub has given up

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 1024

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def _answer(self, path, headers, body):
        if headers.get("Authorization") != f"Bearer {self.token}":
            problem = {
                "type": "urn:hubmeter:problem:token-unknown",
                "title": "No such token",
                "status": 401,
                "detail": "x",
            }
            return 401, problem
        try:
            if path == "/v1/decisions":
                check("Question", body)
                self.asked.append(body)
                if self.answer_after_s:
                    self.hold.wait(self.answer_after_s)
                answer = self.decide(body)
                if isinstance(answer, tuple):
                    return answer
                check("Decision", answer)
                return 200, answer
            if path == "/access/v1/evaluations":
                check("EvaluationsRequest", body)
                self.evaluations.append(body)
                single = [{**body, **one} for one in body["evaluations"]]
                for one in single:
                    check("EvaluationRequest", one)
                answer = {"evaluations": [self.evaluate(one) for one in single]}
                check("Evaluations", answer)
                return 200, answer
            return 404, {
                "type": "urn:hubmeter:problem:not-found",
                "title": "No such path",
                "status": 404,
                "detail": path,
            }
        except Exception as problem:  # told to the test, which looks at the end
            self.problems.append(problem)
            return 400, {"type": "urn:hubmeter:problem:bad-field", "title": "?", "status": 400, "detail": str(problem)}

    def close(self):
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
