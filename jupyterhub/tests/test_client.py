import asyncio
import json
import shutil
import socket
import ssl
import subprocess
import tempfile
import unittest
from unittest import mock

import package  # noqa: F401
from decision_api import DENIED, PERMITTED, DecisionApi, decision
from hubmeter_jupyterhub.client import MOST_ANSWER_BYTES, Decided, DecisionClient, Undecided
from hubmeter_jupyterhub.settings import Settings

QUESTION = {"user": "alice"}


class Listener:
    """Counts connections, and treats them as it is told."""

    def __init__(self, treat):
        self.connections = 0
        self.treat = treat

    async def __aenter__(self):
        async def connected(reader, writer):
            self.connections += 1
            try:
                await self.treat(reader, writer)
            finally:
                writer.close()

        self.server = await asyncio.start_server(connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self.server.close()


class ClientTest(unittest.IsolatedAsyncioTestCase):
    def client(self, url, **settings):
        return DecisionClient(Settings.of(url=url, token="hm_test-token", **settings))

    def api(self, *args):
        api = DecisionApi(*args)
        self.addCleanup(api.close)
        return api

    async def test_an_answer_is_what_the_api_says(self):
        for outcome, allowed in (("permit", True), ("deny", False), ("unknown", True), ("unknown", False)):
            api = self.api(lambda q: decision(q, outcome, allowed))
            answer = await self.client(api.url).decide(QUESTION)
            self.assertEqual(answer[:3], (allowed, PERMITTED if allowed else DENIED, outcome))
            self.assertEqual(api.problems, [])
            self.assertEqual(len(api.asked), 1)

    async def test_a_failure_to_connect_is_tried_once_more(self):
        async def cut(reader, writer):
            await reader.readuntil(b"\r\n\r\n")

        async with Listener(cut) as listener:
            answer = await self.client(listener.url).decide(QUESTION)
            self.assertIsInstance(answer, Undecided)
            self.assertEqual(listener.connections, 2)

    async def test_the_second_attempt_may_succeed(self):
        body = json.dumps(decision(QUESTION)).encode()

        async def first_cut(reader, writer):
            await reader.readuntil(b"}")
            if listener.connections == 2:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()

        async with Listener(first_cut) as listener:
            self.assertIsInstance(await self.client(listener.url).decide(QUESTION), Decided)
            self.assertEqual(listener.connections, 2)

    async def test_a_connection_that_is_not_made_in_time_is_tried_once_more(self):
        with socket.socket() as full:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            waiting = [socket.socket() for _ in range(4)]
            for one in waiting:  # more than the queue takes: whoever comes now is not answered
                one.setblocking(False)
                one.connect_ex(full.getsockname())
            client = self.client(f"http://127.0.0.1:{full.getsockname()[1]}", connect_timeout=0.2)
            with mock.patch.object(client, "_attempt", side_effect=client._attempt) as attempts:
                answer = await client.decide(QUESTION)
            self.assertIn("Timeout while connecting", answer.detail)
            self.assertEqual(attempts.call_count, 2)
            for one in waiting:
                one.close()

    async def test_nobody_listening_is_undecided_and_not_misconfigured(self):
        free = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        free.close()
        answer = await self.client(url).decide(QUESTION)
        self.assertFalse(answer.misconfigured)
        self.assertIn("Connection refused", answer.detail)

    async def test_an_answer_that_does_not_come_is_not_asked_for_again(self):
        """The API may be working on it, and under load a second question would be the last thing it needs."""

        async def silent(reader, writer):
            await reader.read()

        async with Listener(silent) as listener:
            answer = await self.client(listener.url, request_timeout=0.3).decide(QUESTION)
            self.assertIsInstance(answer, Undecided)
            self.assertFalse(answer.misconfigured)
            self.assertIn("Timeout during request", answer.detail)
            self.assertEqual(listener.connections, 1)

    async def test_a_refused_call_is_a_misconfiguration_and_not_asked_again(self):
        api = self.api(lambda q: (200, b"{}"))
        api.token = "hm_other"
        answer = await self.client(api.url).decide(QUESTION)
        self.assertTrue(answer.misconfigured)
        self.assertIn("found 401", answer.detail)
        self.assertIn("is the token one of the API's", answer.detail)
        self.assertNotIn("hm_test-token", answer.detail)

    async def test_every_status_but_200_is_undecided(self):
        for status, misconfigured in (
            (400, True),
            (403, True),
            (404, True),
            (302, True),
            (204, True),
            (500, False),
            (503, False),
        ):
            api = self.api(lambda q: (status, b"" if status == 204 else b'{"type":"x"}'))
            answer = await self.client(api.url).decide(QUESTION)
            self.assertEqual(answer.misconfigured, misconfigured, status)
            self.assertIn(f"found {status}", answer.detail)
            self.assertEqual(len(api.asked), 1)

    async def test_an_api_that_has_too_much_to_do_is_asked_once_more_when_it_says(self):
        body = json.dumps(decision(QUESTION)).encode()

        async def busy_once(reader, writer):
            await reader.readuntil(b"}")
            if listener.connections == 1:
                writer.write(b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            else:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()

        async with Listener(busy_once) as listener:
            self.assertIsInstance(await self.client(listener.url).decide(QUESTION), Decided)
            self.assertEqual(listener.connections, 2)

    async def test_nobody_waits_beyond_the_time_limit_for_an_api_that_is_busy(self):
        async def busy(reader, writer):
            await reader.readuntil(b"}")
            writer.write(b"HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()

        async with Listener(busy) as listener:
            answer = await self.client(listener.url).decide(QUESTION)
            self.assertIn("found 503", answer.detail)
            self.assertEqual(listener.connections, 1)

    async def test_answers_that_are_none_are_undecided(self):
        for body in (
            b"",
            b"<html>",
            b"[]",
            b"{}",
            b'{"allowed": "yes", "sentence": "x"}',
            b'{"allowed": true, "sentence": ""}',
            b"\xff",
            b"[" * 100_000,
        ):
            answer = await self.client(self.api(lambda q: (200, body)).url).decide(QUESTION)
            self.assertTrue(answer.misconfigured, body[:20])

    async def test_an_endless_answer_is_cut_off(self):
        sent = 0

        async def endless(reader, writer):
            nonlocal sent
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while not writer.is_closing() and sent < 20 * MOST_ANSWER_BYTES:
                writer.write(b"10000\r\n" + b" " * 65536 + b"\r\n")
                sent += 65536
                try:
                    await writer.drain()
                except ConnectionError:
                    return

        async with Listener(endless) as listener:
            answer = await self.client(listener.url).decide(QUESTION)
            self.assertIsInstance(answer, Undecided)
            self.assertLess(sent, 20 * MOST_ANSWER_BYTES)

    async def test_a_long_sentence_is_cut(self):
        api = self.api(lambda q: decision(q, sentence="x" * 10_000))
        self.assertEqual(len((await self.client(api.url).decide(QUESTION)).sentence), 2_000)

    async def test_an_address_that_cannot_be_resolved_is_undecided(self):
        self.assertIsInstance(await self.client("http://hubmeter.invalid").decide(QUESTION), Undecided)

    @unittest.skipUnless(shutil.which("openssl"), "no openssl to make a certificate with")
    async def test_the_authorities_of_the_file_are_trusted_and_no_others(self):
        connections = 0
        # The server's side of a handshake that fails says so at length.
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)

        async def answer(reader, writer):
            nonlocal connections
            connections += 1
            await reader.readuntil(b"}")
            body = json.dumps(decision(QUESTION)).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
            writer.close()

        with tempfile.TemporaryDirectory() as folder:
            certificate, key = f"{folder}/certificate.pem", f"{folder}/key.pem"
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
                + ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
                + ["-keyout", key, "-out", certificate],
                check=True,
                capture_output=True,
            )
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate, key)
            server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
            port = server.sockets[0].getsockname()[1]
            trusted = await self.client(f"https://localhost:{port}", ca_file=certificate).decide(QUESTION)
            self.assertIsInstance(trusted, Decided)
            for url, settings in (
                (f"https://localhost:{port}", {}),
                (f"https://127.0.0.1:{port}", {"ca_file": certificate}),
            ):
                client = self.client(url, **settings)
                with mock.patch.object(client, "_attempt", side_effect=client._attempt) as attempts:
                    other = await client.decide(QUESTION)
                self.assertEqual(attempts.call_count, 1)
                self.assertTrue(other.misconfigured)
                self.assertIn("expected a certificate that is trusted for this host", other.detail)
            server.close()
        self.assertEqual(connections, 1)
