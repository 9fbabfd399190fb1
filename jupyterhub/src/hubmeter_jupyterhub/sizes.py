"""Before a server is started: how long each size may run, told in the form where one chooses."""

from __future__ import annotations

import html
from datetime import datetime, timezone
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

from .amounts import RESOURCE_NAME, as_number, parse_amount
from .client import Undecided
from .question import SIZE_TRAITS, Amounts, amounts, group_names, settled, shortened
from .quota import Quota
from .text import duration, duration_at_least

MOST_SIZES = 100
BYTES_PER_GIB = 2**30


async def form_with_sizes(spawner: Any, quota: Quota, form: Callable[[], Any]) -> Any:
    """The spawner's form. Whatever fails on the way to more than that, the form is as it would be."""
    if not quota.settings.show_in_profiles:
        return await settled(form())
    try:
        if getattr(spawner, "profile_list", None):
            return await _form_of_profiles(spawner, quota, form)
    except _FormFailed as failed:
        raise failed.cause
    except Exception:
        spawner.log.exception("hubmeter: sizes are not shown to %r", spawner.user.name)
        return await settled(form())
    shown = await settled(form())
    # A form may be a text or nothing; without one the hub starts the server at once.
    return shown and await _above(spawner, quota) + shown if isinstance(shown, str) else shown


class _FormFailed(Exception):
    """The spawner's own form failed; that is none of ours."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(cause)
        self.cause = cause


async def _form_of_profiles(spawner: Any, quota: Quota, form: Callable[[], Any]) -> Any:
    listed = spawner.profile_list
    profiles = await settled(listed(spawner)) if callable(listed) else listed
    sizes = [await _of_profile(spawner, quota, profile) for profile in profiles[:MOST_SIZES]]
    notes = await _notes(spawner, quota, sizes)
    shown = [
        {**profile, "description": " ".join(filter(None, [profile.get("description"), note]))}
        for profile, note in zip(profiles, notes)
    ]
    # The spawner makes its form of its profiles. It gets others for as long as that takes; only what they say differs, so
    # nothing is wrong if a server is started meanwhile.
    spawner.profile_list = (
        (lambda _: [*shown, *profiles[MOST_SIZES:]]) if callable(listed) else [*shown, *profiles[MOST_SIZES:]]
    )
    _forget_form(spawner)
    try:
        return await settled(form())
    except Exception as failed:
        raise _FormFailed(failed) from failed
    finally:
        spawner.profile_list = listed
        _forget_form(spawner)


def _forget_form(spawner: Any) -> None:
    """A form made of a list of profiles is made once and kept as the trait's default. One that is configured stays."""
    config = getattr(spawner, "config", {})
    if not any("options_form" in config[base.__name__] for base in type(spawner).__mro__ if base.__name__ in config):
        getattr(spawner, "_trait_values", {}).pop("options_form", None)


async def _of_profile(spawner: Any, quota: Quota, profile: Mapping[str, Any]) -> Optional[Amounts]:
    """What a server of the profile would hold, with the choices that are preset; None if that cannot be told."""
    try:
        overrides = dict(profile.get("kubespawner_override") or {})
        for option in (profile.get("profile_options") or {}).values():
            choices = list((option.get("choices") or {}).values())
            preset = next((choice for choice in choices if choice.get("default")), choices[0] if choices else {})
            for name, value in (preset.get("kubespawner_override") or {}).items():
                merged = isinstance(value, dict) and isinstance(overrides.get(name), dict)
                overrides[name] = {**overrides[name], **value} if merged else value
        return await amounts(spawner, quota.settings, _validated(spawner, overrides))
    except Exception as problem:
        spawner.log.warning("hubmeter: the size of profile %r: %s", profile.get("display_name"), problem)
        return None


def _validated(spawner: Any, overrides: Mapping[str, Any]) -> Dict[str, Any]:
    """As the spawner would have them: ``4G`` of memory is 4 GiB there."""
    traits = type(spawner).class_traits()
    valid = {}
    for name in SIZE_TRAITS:
        if name in overrides:
            value = overrides[name](spawner) if callable(overrides[name]) else overrides[name]
            valid[name] = traits[name].validate(spawner, value) if value is not None and name in traits else value
            own = getattr(spawner, name, None)
            if isinstance(value, dict) and isinstance(own, dict):
                valid[name] = {**own, **value}
    return valid


async def _above(spawner: Any, quota: Quota) -> str:
    """A few lines for above a form that is not made of profiles."""
    try:
        if quota.settings.sizes:
            names: Sequence[str] = list(quota.settings.sizes)
            sizes: List[Optional[Amounts]] = [
                {name: amount for name, amount in ((n, parse_amount(v)) for n, v in size.items()) if amount is not None}
                for size in quota.settings.sizes.values()
            ]
        else:
            names, sizes = [""], [await amounts(spawner, quota.settings, {})]
        notes = await _notes(spawner, quota, sizes[:MOST_SIZES])
    except Exception:
        spawner.log.exception("hubmeter: sizes are not shown to %r", spawner.user.name)
        return ""
    lines = [
        (f"<strong>{html.escape(name)}</strong>: " if name else "") + html.escape(note)
        for name, note in zip(names, notes)
        if note
    ]
    return f'<div class="alert alert-info">{"<br>".join(lines)}</div>\n' if lines else ""


async def _notes(spawner: Any, quota: Quota, sizes: Sequence[Optional[Amounts]]) -> List[str]:
    """A sentence for each size, empty where there is nothing to say. One call for all of them."""
    known = [index for index, size in enumerate(sizes) if size is not None]
    notes = [""] * len(sizes)
    if not known:
        return notes
    answer = await quota.client.evaluate(_evaluations(spawner, quota, [sizes[index] or {} for index in known]))
    if isinstance(answer, Undecided):
        log = spawner.log.error if answer.misconfigured else spawner.log.warning
        log("hubmeter: sizes are not shown to %r: %s", spawner.user.name, answer.detail)
        return notes
    evaluations = answer.get("evaluations")
    if not isinstance(evaluations, list) or len(evaluations) != len(known):
        found = len(evaluations) if isinstance(evaluations, list) else evaluations
        spawner.log.error("hubmeter: evaluations: found %r, expected %d of them", found, len(known))
        return notes
    for index, evaluation in zip(known, evaluations):
        notes[index] = note(evaluation, datetime.now(timezone.utc))
    return notes


def _evaluations(spawner: Any, quota: Quota, sizes: Sequence[Amounts]) -> Dict[str, Any]:
    """The body of ``POST /access/v1/evaluations``."""
    groups = group_names(spawner)
    server_id = f"{quota.settings.hub}/{spawner.user.name}/{shortened(spawner.name or '')}"
    return {
        "subject": {
            "type": "user",
            "id": spawner.user.name,
            "properties": {} if groups is None else {"groups": groups},
        },
        "action": {"name": "start"},
        # Nobody starts anything yet, so there is no decision to be kept.
        "context": {"preview": True},
        "options": {"evaluations_semantic": "execute_all"},
        "evaluations": [
            {"resource": {"type": "server", "id": server_id, "properties": _properties(size)}} for size in sizes
        ],
    }


def _properties(size: Amounts) -> Dict[str, Any]:
    return {
        "memory_gib" if name == "memory" else name: as_number(amount / BYTES_PER_GIB if name == "memory" else amount)
        for name, amount in size.items()
    }


def note(evaluation: Any, now: datetime) -> str:
    """What one evaluation comes to, in a sentence; empty if it says nothing about this size."""
    context = evaluation.get("context") if isinstance(evaluation, dict) else None
    if not isinstance(context, dict) or context.get("outcome") not in ("permit", "deny"):
        return ""
    runtime_s = context.get("maxRuntimeSeconds") or 0
    if evaluation.get("decision"):
        # None: it could run for a whole window, and what one uses comes back meanwhile.
        return f"Can run for {duration(runtime_s)}." if runtime_s else ""
    in_the_way = [limit for limit in context.get("limits", []) if limit["enforced"] and limit["verdict"] != "allows"]
    # KubeSpawner does not escape what a profile says.
    names = " and ".join(sorted({limit["resource"] for limit in in_the_way if RESOURCE_NAME.match(limit["resource"])}))
    used_up = not runtime_s or any(limit["verdict"] == "used-up" for limit in in_the_way)
    left = "is used up" if used_up else f"would last {duration(runtime_s)} only"
    why = f"Not now: your {names} quota {left}." if names else f"Not now: your quota {left}."
    retry = [limit["retryAt"] for limit in in_the_way]
    if not retry or None in retry:
        return why
    wait_s = (max(map(_instant, retry)) - now).total_seconds()
    return f"{why} Possible again in {duration_at_least(wait_s)}." if wait_s > 0 else why


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
