"""The ordinary way, under the same server with as many processes and threads; Celery with a process a core."""

import functools
import re
import subprocess
import sys
from typing import Final

from redis import Redis

from app.cli.processes import WEB_PROCESSES
from app.embedded.processes import wait_until
from app.embedded.runner import Program
from app.embedded.site import WORKERS_NICE
from app.web.places import PLACES
from bench.load import Line, Signing
from bench.requests import get_request, post_request
from bench.way import Way, rate_of

_TOKEN: Final = re.compile(rb'name="csrf_token"[^>]* value="([^"]+)"')
_COOKIE: Final = re.compile(rb"\r\nset-cookie: ([^;\r]+)", re.IGNORECASE)
_QUEUE: Final = "celery"


class OrdinaryWay(Way):
    """``bench.ordinary_app`` with its own database and broker."""

    workers = ("worker",)
    first_page = "/sign"

    def prepare(self, environ: dict[str, str]) -> None:
        """Make the table."""
        self._environ = self._as_superuser(environ)
        subprocess.run([sys.executable, "-m", "bench.ordinary_app"], env=self._environ, check=True)

    def programs(self, environ: dict[str, str]) -> list[Program]:
        """The web under granian, as Vigil's; a worker as ``celery worker`` starts it."""
        web = f"granian --interface wsgi --factory --workers {WEB_PROCESSES} --blocking-threads {PLACES} --no-ws"
        commands = {
            "web": f"{web} --http 1 --backlog 2048 --log-level error --port {self.port} bench.ordinary_app:create_app",
            "worker": "celery --app bench.ordinary_app:celery --quiet worker --loglevel ERROR",
        }
        return [
            Program(
                name=name,
                argv=[sys.executable, "-W", "ignore", "-m", *words.split()],
                environ=self._as_superuser(environ),
                nice=WORKERS_NICE if name == "worker" else 0,
            )
            for name, words in commands.items()
        ]

    def _as_superuser(self, environ: dict[str, str]) -> dict[str, str]:
        """Vigil's roles may open few connections; the ordinary way opens one a thread."""
        assert self.stack.postgres is not None
        return environ | {"DATABASE_URL": self.stack.postgres.url(user="postgres")}

    def signing(self) -> Signing:
        """Open the page as somebody new, then post the form with its token and the cookie."""
        page = get_request(self.port, "/sign")

        async def sign(line: Line) -> bool:
            shown = await line.ask(page)
            cookie, token = _COOKIE.search(shown), _TOKEN.search(shown)
            assert cookie is not None and token is not None, shown  # noqa: PT018
            body = f"csrf_token={token[1].decode()}&{self.bodies.popleft()}"
            answer = await line.ask(post_request(self.port, "/sign", body, cookie=cookie[1].decode()))
            return answer.startswith(b"HTTP/1.1 303")

        return sign

    def updated_per_second(self, mails: int, *, seconds: float) -> float:
        """Let the worker at so many mails of an update, a task each."""
        subprocess.run([sys.executable, "-m", "bench.ordinary_app", str(mails)], env=self._environ, check=True)
        before = self.sink.count()
        goal = before + self.waiting()
        with self.working():
            assert wait_until(lambda: self.sink.count() > before, seconds=120), self.words()
            return rate_of(self.sink.count, goal=goal, seconds=seconds)

    def mailed_per_second(self, mails: int, *, seconds: float) -> float:
        """Let the worker at a queue of at least so many tasks."""
        if (missing := mails - self.waiting()) > 0:
            self.sign_times(missing)
        goal = self.sink.count() + self.waiting()
        with self.working():
            return rate_of(self.sink.count, goal=goal, seconds=seconds)

    def forget(self) -> None:
        """Empty the queue: the next measurement begins as this one did."""
        self._broker.delete(_QUEUE)

    def waiting(self) -> int:
        """Return how many tasks wait."""
        return int(self._broker.llen(_QUEUE))

    @functools.cached_property
    def _broker(self) -> Redis:
        assert self.stack.valkey is not None
        return Redis.from_url(self.stack.valkey.client_url())
