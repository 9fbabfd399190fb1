"""Amounts of resources, as JupyterHub and Kubernetes write them."""

from __future__ import annotations

import enum
import math
import re
from decimal import Decimal
from typing import Any, Optional, Tuple, Union

RESOURCE_NAME = re.compile(r"^[a-z0-9./_-]{1,100}\Z")

_QUANTITY = re.compile(r"^([0-9]{1,60}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})([eE][+-]?[0-9]{1,2}|[KMGTPE]i|[numkMGTPE])?\Z")
_SUFFIXES = {
    **{
        suffix: Decimal(1000) ** power
        for power, suffix in enumerate(["n", "u", "m", "", "k", "M", "G", "T", "P", "E"], -3)
    },
    **{suffix: Decimal(1024) ** power for power, suffix in enumerate(["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"], 1)},
}
GREATEST = Decimal(2**63 - 1)


class Basis(enum.Enum):
    """By what a server is charged; the meter has the same choice, and the two have to agree."""

    REQUESTS = "requests"
    """What it asks for; a limit stands in for a request that is missing, as in Kubernetes."""
    LIMITS = "limits"
    LARGER = "larger"

    @staticmethod
    def values() -> Tuple[str, ...]:
        return tuple(basis.value for basis in Basis)

    def of(self, request: Optional[Decimal], limit: Optional[Decimal]) -> Optional[Decimal]:
        """None if neither tells. A server that is charged by limits and has none holds none, but it may be given one by
        others (``LimitRange``), so that is not known either."""
        requested = limit if request is None else request
        if self is Basis.REQUESTS:
            return requested
        if self is Basis.LIMITS:
            return limit
        told = [amount for amount in (requested, limit) if amount is not None]
        return max(told) if told else None


def parse_amount(value: Any) -> Optional[Decimal]:
    """A number, or a string as Kubernetes writes quantities, from 0 to 2^63 - 1; None for everything else."""
    amount: Optional[Decimal] = None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        amount = Decimal(str(value))
    elif isinstance(value, str):
        match = _QUANTITY.match(value)
        if match:
            suffix = match[2] or ""
            factor = Decimal("1" + suffix) if suffix[:1] in ("e", "E") and suffix != "E" and suffix != "Ei" else None
            amount = Decimal(match[1]) * (_SUFFIXES[suffix] if factor is None else factor)
    return amount if amount is not None and 0 <= amount <= GREATEST else None


def as_number(amount: Decimal) -> Union[int, float]:
    """As JSON has it: whole where it is whole, else to a millionth, rounded up so that it is not too little."""
    if amount == amount.to_integral_value():
        return int(amount)
    return math.ceil(amount * 1_000_000) / 1_000_000
