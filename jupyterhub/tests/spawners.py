"""Doubles: a user, a spawner without processes, and one that treats profiles as KubeSpawner does.

KubeSpawner itself is in no Debian package. What the double does is what its documentation and behaviour promise: profiles
are applied in start(), values may be callables of the spawner, dicts are merged into what is there, and the form of a list
of profiles is made once.
"""

import asyncio
import logging
from types import SimpleNamespace

from jupyterhub.spawner import Spawner
from jupyterhub.traitlets import ByteSpecification
from traitlets import Any as AnyTrait
from traitlets import Dict, Float, List, Union, default
from traitlets.config import Config


def user(name="alice", groups=("regular",)):
    return SimpleNamespace(
        name=name, groups=[SimpleNamespace(name=group) for group in groups], settings={}, url="/user/x/"
    )


class NoSpawner(Spawner):
    """Starts nothing."""

    async def start(self):
        return "127.0.0.1", 1

    async def stop(self, now=False):
        pass

    async def poll(self):
        return 0


class KubeLikeSpawner(NoSpawner):
    cpu_guarantee = Float(None, allow_none=True).tag(config=True)
    cpu_limit = Float(None, allow_none=True).tag(config=True)
    mem_guarantee = ByteSpecification(None, allow_none=True).tag(config=True)
    mem_limit = ByteSpecification(None, allow_none=True).tag(config=True)
    extra_resource_guarantees = Dict().tag(config=True)
    extra_resource_limits = Dict().tag(config=True)
    environment_list = List().tag(config=True)
    profile_list = Union([List(Dict()), AnyTrait()]).tag(config=True)

    loads = 0

    async def start(self):
        await self.load_user_options()
        return await super().start()

    async def load_user_options(self):
        await asyncio.sleep(0)
        self.loads += 1
        profiles = await self._profiles()
        chosen = self.user_options.get("profile")
        if not profiles:
            return
        preset = next((p for p in profiles if p.get("default")), profiles[0])
        if chosen is None:
            profile = preset
        else:
            profile = next((p for p in profiles if p["slug"] == chosen), None)
            if profile is None:
                raise ValueError(f"No such profile: {chosen}")
        self._override(profile.get("kubespawner_override", {}))
        for name, option in profile.get("profile_options", {}).items():
            choices = option["choices"]
            key = self.user_options.get(name) or next(
                (k for k, c in choices.items() if c.get("default")), next(iter(choices))
            )
            self._override(choices[key].get("kubespawner_override", {}))

    async def _profiles(self):
        listed = self.profile_list
        if callable(listed):
            listed = listed(self)
            if asyncio.iscoroutine(listed):
                listed = await listed
        return [{"slug": p["display_name"].lower(), **p} for p in listed]

    def _override(self, values):
        for name, value in values.items():
            value = value(self) if callable(value) else value
            own = getattr(self, name)
            if isinstance(value, dict) and isinstance(own, dict):
                own.update(value)
                setattr(self, name, own)
            else:
                setattr(self, name, value)

    @default("options_form")
    def _form_of_profiles(self):
        if not self.profile_list:
            return ""
        if callable(self.profile_list):

            async def form(spawner):
                return self._render(await spawner._profiles())

            return form
        return self._render([{"slug": p["display_name"].lower(), **p} for p in self.profile_list])

    def _render(self, profiles):
        return "\n".join(f"<li>{p['slug']}|{p['display_name']}|{p.get('description', '')}" for p in profiles)


def make(spawner_class, server="", configured=None, options=None, **of_user):
    """A spawner as the hub makes one."""
    config = Config()
    for section, values in (configured or {}).items():
        config[section].update(values)
    spawner = spawner_class(user=user(**of_user), config=config, _deprecated_db_session=None)
    spawner.log = logging.getLogger("hubmeter.test")
    spawner.orm_spawner = SimpleNamespace(name=server, server=None, state=None)
    spawner.user_options = options or {}
    return spawner
