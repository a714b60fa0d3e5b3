"""GraphQL over WebSocket, as graphql-ws ("graphql-transport-ws") and its predecessor ("graphql-ws") have it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..routes import Route
from .jsons import odd

TRANSPORT, LEGACY = "graphql-transport-ws", "graphql-ws"
SUBPROTOCOLS = (TRANSPORT, LEGACY)
_QUERIES = (
    "subscription { messages { id } }",
    "subscription { __typename }",
    "query { __typename }",
    "{ __schema { queryType { name } } }",
    "subscription ($id: ID!) { item(id: $id) { id } }",
    "subscription {",
    "",
)


def spoken_on(route: Route) -> tuple[str, ...]:
    """Which of the subprotocols a route takes; where only its path tells of GraphQL, the newer one."""
    known = tuple(name for name in route.subprotocols if name in SUBPROTOCOLS)
    return known or ((TRANSPORT,) if not route.subprotocols and "graphql" in route.path.lower() else ())


def beginnings(subprotocol: str) -> tuple[dict[str, Any], ...]:
    """What a client says first, in the right order."""
    subscribe = "subscribe" if subprotocol == TRANSPORT else "start"
    return (
        {"type": "connection_init", "payload": {}},
        {"id": "1", "type": subscribe, "payload": {"query": _QUERIES[1]}},
    )


@st.composite
def graphql(draw: st.DrawFn) -> dict[str, Any]:
    """One message of either subprotocol, most of them well formed."""
    kind = draw(
        st.sampled_from(
            [
                "connection_init",
                *["subscribe"] * 4,  # to which there is most to say
                "start",
                "complete",
                "stop",
                "ping",
                "pong",
                "connection_terminate",
                "next",
            ]
        )
    )
    message: dict[str, Any] = {"type": kind}
    if kind in ("subscribe", "start", "complete", "stop", "next"):
        message["id"] = draw(st.sampled_from(["1", "1", "2", "3", "4", ""]))
    if kind in ("subscribe", "start"):
        message["payload"] = {"query": draw(st.sampled_from(_QUERIES))}
        if draw(st.booleans()):
            message["payload"]["variables"] = draw(st.sampled_from([{}, {"id": "1"}, None]))
    elif kind == "connection_init" and draw(st.booleans()):
        message["payload"] = draw(st.sampled_from([{}, {"token": "x"}, None]))
    if draw(st.integers(0, 5)) == 0:
        message[draw(st.sampled_from(sorted(message)))] = draw(odd())
    return message
