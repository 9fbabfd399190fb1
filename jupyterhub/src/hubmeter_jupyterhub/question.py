"""What is asked of the decision API about a server that is to start."""

from __future__ import annotations

import functools
import inspect
from asyncio import wrap_future
from concurrent.futures import Future
from decimal import ROUND_CEILING, Decimal
from typing import Any, Dict, FrozenSet, List, Mapping, Optional

from .amounts import GREATEST, RESOURCE_NAME, Basis, parse_amount
from .settings import LONGEST_NAME, Settings

MOST_GROUPS = 1_000
MOST_RESOURCES = 64
_MOST = {"cpu": Decimal(1_000_000), "gpu": Decimal(1_000_000)}
_MILLIONTH = Decimal("0.000001")

Amounts = Dict[str, Decimal]

# What a profile may set of a server's size.
SIZE_TRAITS = (
    "cpu_guarantee",
    "cpu_limit",
    "mem_guarantee",
    "mem_limit",
    "extra_resource_guarantees",
    "extra_resource_limits",
)


async def settled(value: Any) -> Any:
    """The value itself, or what it comes to if it is awaitable: hooks may be either."""
    if isinstance(value, Future):
        return await wrap_future(value)
    return await value if inspect.isawaitable(value) else value


async def question(spawner: Any, settings: Settings) -> Dict[str, Any]:
    """The body of ``POST /v1/decisions``."""
    asked: Dict[str, Any] = {
        "user": spawner.user.name,
        "server": shortened(spawner.name or ""),
        "resources": as_resources(await amounts_of_start(spawner, settings)),
    }
    if settings.hub is not None:
        asked["hub"] = settings.hub
    groups = group_names(spawner)
    if groups is not None:
        asked["groups"] = groups
    return asked


def group_names(spawner: Any) -> Optional[List[str]]:
    """The user's groups; None if there are more than the API takes, then those that the hub last reported count."""
    told = [str(getattr(group, "name", group)) for group in spawner.user.groups]
    # The API refuses a question with another name, and no limit can be for such a group.
    names = [name for name in told if name and name == shortened(name)]
    if len(names) > MOST_GROUPS:
        spawner.log.warning(
            "hubmeter: %r has %d groups, expected at most %d; asking without",
            spawner.user.name,
            len(names),
            MOST_GROUPS,
        )
        return None
    return names


def shortened(name: str) -> str:
    """A name as far as the API takes it: whoever chooses a server's name must not be able to have the question refused, since
    a question without an answer may let the server start."""
    return name.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST_NAME].decode("utf-16-le", "ignore")


def as_resources(amounts: Amounts) -> Dict[str, str]:
    """As the API takes them: to a millionth, rounded up, and no more than it takes."""
    return {
        # As text: a number with a fraction would come back as something near it.
        name: format(min(amount, _MOST.get(name, GREATEST)).quantize(_MILLIONTH, ROUND_CEILING).normalize(), "f")
        for name, amount in amounts.items()
    }


async def amounts_of_start(spawner: Any, settings: Settings) -> Amounts:
    """What the server holds once it runs, with the chosen profile."""
    load = getattr(spawner, "load_user_options", None)
    if load is None:
        return await amounts(spawner, settings, {})
    # KubeSpawner applies the profile in start(), after the hooks. Here it is applied just to be read, and taken back:
    # start() applies it once more, and what it sets need not be the same the second time, as with
    # {"args": lambda spawner: spawner.args + ["--debug"]}.
    before = _Traits(spawner)
    try:
        await settled(load())
        return await amounts(spawner, settings, {})
    finally:
        before.restore()


async def amounts(spawner: Any, settings: Settings, overrides: Mapping[str, Any]) -> Amounts:
    """What a server would hold, by the meter's names; what nothing tells is left out.

    :param overrides: values of a profile that stand in for the spawner's own
    """
    told: Dict[str, Any] = {}
    for name in SIZE_TRAITS:
        value = overrides[name] if name in overrides else getattr(spawner, name, None)
        told[name] = await settled(value(spawner)) if callable(value) else value
    held: Amounts = {"gpu": Decimal(0)}
    for resource, guarantee, limit in (("cpu", "cpu_guarantee", "cpu_limit"), ("memory", "mem_guarantee", "mem_limit")):
        # Spawners take 0 for "none set".
        _add(spawner, settings, held, resource, told[guarantee] or None, told[limit] or None)
    guarantees = told["extra_resource_guarantees"] or {}
    limits = told["extra_resource_limits"] or {}
    for extended in sorted({*guarantees, *limits}):
        metered = _metered_as(extended, settings)
        if metered is not None:
            _add(spawner, settings, held, metered, guarantees.get(extended), limits.get(extended))
    return dict(list(held.items())[:MOST_RESOURCES])


def _add(spawner: Any, settings: Settings, held: Amounts, resource: str, request: Any, limit: Any) -> None:
    parsed = []
    for value in (request, limit):
        amount = None if value is None else parse_amount(value)
        if value is not None and amount is None:
            spawner.log.warning("hubmeter: %s of a server: found %r, expected a quantity; left out", resource, value)
        parsed.append(amount)
    amount = settings.basis.get(resource, Basis.REQUESTS).of(parsed[0], parsed[1])
    if amount is not None:
        held[resource] = held.get(resource, Decimal(0)) + amount


def _metered_as(extended: str, settings: Settings) -> Optional[str]:
    """The name under which the meter counts an extended resource; None if it does not."""
    for pattern, name in settings.resources.items():
        if pattern == extended:
            return name
        if pattern.endswith("*") and extended.startswith(pattern[:-1]):
            counted = name.replace("*", extended[len(pattern) - 1 :])
            return counted if RESOURCE_NAME.match(counted) else None
    return None


class _Traits:
    """The values of a spawner's configurable traits at an instant, to put them back.

    Looks into ``_trait_values``, since asking for a trait makes its default, which may take its time (a form) or not be
    wanted. Lists and dicts are copied, because overrides may be merged into them; their leaves are not.
    """

    def __init__(self, spawner: Any) -> None:
        self._spawner = spawner
        spawner_class: Any = type(spawner)
        self._names = _configurable(spawner_class)
        values = getattr(spawner, "_trait_values", {})
        self._values = {name: _copied(value) for name, value in values.items() if name in self._names}

    def restore(self) -> None:
        current = getattr(self._spawner, "_trait_values", {})
        for name in self._names & set(current):
            if name not in self._values:
                del current[name]
            elif current[name] is not self._values[name] and current[name] != self._values[name]:
                setattr(self._spawner, name, self._values[name])


@functools.lru_cache(maxsize=16)
def _configurable(spawner_class: Any) -> FrozenSet[str]:
    """Names of traits. Kept by class, since to look for them takes longer than everything else that the hook computes."""
    names = getattr(spawner_class, "class_trait_names", None)
    return frozenset(names(config=True)) if names is not None else frozenset()


def _copied(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copied(element) for key, element in value.items()}
    if type(value) is list:
        return [_copied(element) for element in value]
    return value
