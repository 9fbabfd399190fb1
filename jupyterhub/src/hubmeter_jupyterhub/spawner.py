"""The spawner of a hub, with quotas: a class of its own, made of the configured one, whatever that is.

Hooks of the configuration and of the class are called by the configured class as before, and ours comes after them: nothing
that is configured is replaced, so it does not matter what is configured first.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, AsyncIterator, ClassVar, Dict, Optional, Type

from .progress import translated
from .question import settled
from .quota import Quota
from .refusal import as_html
from .sizes import form_with_sizes

if TYPE_CHECKING:
    from jupyterhub.spawner import Spawner as _Spawner
else:
    _Spawner = object

FIRST_PROGRESS = 5


class QuotaSpawner(_Spawner):
    """What a spawner class gets in front of it."""

    hubmeter: ClassVar[Quota]
    hubmeter_base: ClassVar[Type[Any]]

    _hubmeter_news: Optional["asyncio.Future[Optional[str]]"] = None
    _hubmeter_spawn: Any = None

    async def run_pre_spawn_hook(self) -> None:
        news = self._hubmeter_of_this_spawn()
        try:
            await settled(super().run_pre_spawn_hook())
            news.set_result(await self.hubmeter.admit(self))
        finally:
            if not news.done():
                news.set_result(None)

    async def progress(self) -> AsyncIterator[Dict[str, Any]]:
        # The page may ask before the hook has been called. Shielded: of several pages one may be closed.
        sentence = await asyncio.shield(self._hubmeter_of_this_spawn(asked=True))
        if sentence is not None:
            html_message = as_html(sentence, self.hubmeter.settings.quota_page)
            yield {"progress": FIRST_PROGRESS, "message": sentence, "html_message": html_message}
        events = super().progress()
        try:
            async for event in events:
                yield translated(event)
        finally:
            if hasattr(events, "aclose"):
                await events.aclose()

    async def get_options_form(self) -> Any:
        return await form_with_sizes(self, self.hubmeter, super().get_options_form)

    def _hubmeter_of_this_spawn(self, asked: bool = False) -> "asyncio.Future[Optional[str]]":
        """What the hook will have said when it has ended. One for each spawn: the hub keeps spawners for the next one.

        :param asked: whether to be told, if the hook has ended already
        """
        spawn = getattr(self, "_spawn_future", None)
        news = self._hubmeter_news
        if news is None or self._hubmeter_spawn is not spawn or (news.done() and not asked):
            news = asyncio.get_running_loop().create_future()
            self._hubmeter_news, self._hubmeter_spawn = news, spawn
        return news


def with_quota(spawner_class: Type[Any], quota: Quota) -> Type[Any]:
    """The class with a quota; if it has one, that is replaced.

    It has a name of its own, since configuration is merged by the names of a class and its bases: under the same name twice,
    what is appended to a list would be appended twice. ``c.KubeSpawner`` still means it, as a base.
    """
    base = spawner_class.hubmeter_base if issubclass(spawner_class, QuotaSpawner) else spawner_class
    namespace = {
        "hubmeter": quota,
        "hubmeter_base": base,
        "__module__": base.__module__,
        "__doc__": base.__doc__,
    }
    metaclass: Any = type(base)
    return metaclass(base.__name__ + "WithHubmeter", (QuotaSpawner, base), namespace)
