"""Who takes the money: in production a provider over the network, in a test whoever the test says."""

from typing import Protocol


class Declined(Exception):
    """The provider does not take the card."""


class Payments(Protocol):
    async def charge(self, customer: str, product: str) -> None:
        """Raises Declined."""


class Provider:
    """The real one, which no test may call."""

    async def charge(self, customer: str, product: str) -> None:
        raise NotImplementedError("The provider's address and key are not part of this example.")


def payments() -> Payments:
    """A dependency."""
    return Provider()
