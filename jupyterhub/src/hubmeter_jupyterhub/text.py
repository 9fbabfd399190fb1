"""Durations for people."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """Under 90 minutes in minutes, under 48 hours in hours and, below ten, minutes; else in days and hours. Rounded down."""
    minutes = int(seconds) // 60
    if minutes < 1:
        return "less than 1 min"
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} days {hours} h" if hours else f"{days} days"


def duration_at_least(seconds: float) -> str:
    """The same, rounded up to the minute: for how long one has to wait."""
    return duration(-(-int(seconds + 0.999) // 60) * 60)
