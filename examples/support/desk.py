"""The WebSocket: a chanx consumer. Every client acts under a name, which its token stands for."""

import asyncio
import os
from collections.abc import AsyncIterator, MutableMapping
from itertools import count
from typing import Any, ClassVar
from urllib.parse import parse_qs

from chanx.core.authenticator import BaseAuthenticator
from chanx.core.decorators import event_handler, ws_handler
from chanx.fast_channels.websocket import AsyncJsonWebsocketConsumer
from chanx.messages.incoming import PingMessage
from chanx.messages.outgoing import AuthenticationMessage, AuthenticationPayload, ErrorMessage, PongMessage
from fast_channels.layers import InMemoryChannelLayer, register_channel_layer

from .messages import (
    AskMessage,
    CommentAdded,
    CommentAddedMessage,
    CommentMessage,
    FollowMessage,
    NoticeEvent,
    NoticeMessage,
    OpenTicketMessage,
    Piece,
    StreamingMessage,
    Ticket,
    TicketMessage,
)

#: Name and token of everyone, separated by commas.
TOKENS = os.environ.get("SUPPORT_TOKENS", "ada:token-of-ada,grace:token-of-grace,alan:token-of-alan")
EVERYBODY = "everybody"
ANSWERS = {
    "password": "To set a new password, open your profile, choose Security and follow the link that we send you.",
    "invoice": "Your invoices are in your profile, below Billing.",
}
DEFAULT_ANSWER = "I do not know. Please open a ticket, and one of us will help you."

users = {token: name for name, token in (each.split(":", 1) for each in TOKENS.split(","))}
tickets: dict[int, Ticket] = {}
numbers = count(1)
register_channel_layer("support", InMemoryChannelLayer())


def group(number: int) -> str:
    return f"ticket-{number}"


async def answer(question: str) -> AsyncIterator[str]:
    """Word by word, as a language model does."""
    text = next((text for word, text in ANSWERS.items() if word in question.lower()), DEFAULT_ANSWER)
    for number, word in enumerate(text.split(" ")):
        await asyncio.sleep(0.01)
        yield f" {word}" if number else word


class TokenAuthenticator(BaseAuthenticator):
    """``?token=…``; what came of it is the first message."""

    user = ""

    async def authenticate(self, scope: MutableMapping[str, Any]) -> bool:
        token = parse_qs(scope["query_string"].decode()).get("token", [""])[0]
        self.user = users.get(token, "")
        self.status_code = 200 if self.user else 401
        text = "OK" if self.user else "The token is missing or unknown."
        payload = AuthenticationPayload(status_code=self.status_code, status_text=text, data={"user": self.user})
        await self.send_message(AuthenticationMessage(payload=payload))
        return bool(self.user)


class SupportConsumer(AsyncJsonWebsocketConsumer[NoticeEvent]):
    """One client. Completion messages are for tests: a deployment need not send them."""

    channel_layer_alias = "support"
    send_completion = os.environ.get("SUPPORT_COMPLETION", "") == "on"
    authenticator_class = TokenAuthenticator
    extra_groups: ClassVar[list[str]] = [EVERYBODY]

    @property
    def user(self) -> str:
        assert isinstance(self.authenticator, TokenAuthenticator)
        return self.authenticator.user

    @ws_handler
    async def ping(self, _: PingMessage) -> PongMessage:
        return PongMessage()

    @ws_handler(output_type=StreamingMessage)
    async def ask(self, message: AskMessage) -> StreamingMessage:
        async for piece in answer(message.payload.text):
            await self.send_message(StreamingMessage(payload=Piece(text=piece)))
        return StreamingMessage(payload=Piece(text="", last=True))

    @ws_handler
    async def open_ticket(self, message: OpenTicketMessage) -> TicketMessage:
        ticket = Ticket(number=next(numbers), subject=message.payload.subject, opened_by=self.user)
        tickets[ticket.number] = ticket
        await self.join_group(group(ticket.number))
        return TicketMessage(payload=ticket)

    @ws_handler
    async def follow(self, message: FollowMessage) -> TicketMessage | ErrorMessage:
        ticket = tickets.get(message.payload.number)
        if ticket is None:
            return ErrorMessage(payload={"detail": f"There is no ticket {message.payload.number}."})
        await self.join_group(group(ticket.number))
        return TicketMessage(payload=ticket)

    @ws_handler(output_type=CommentAddedMessage)
    async def comment(self, message: CommentMessage) -> ErrorMessage | None:
        where = group(message.payload.number)
        if where not in self.groups:
            return ErrorMessage(payload={"detail": f"Follow ticket {message.payload.number} first."})
        comment = CommentAdded(user=self.user, **message.payload.model_dump())
        await self.broadcast_message(CommentAddedMessage(payload=comment), groups=[where])
        return None

    @event_handler
    async def notice(self, event: NoticeEvent) -> NoticeMessage:
        return NoticeMessage(payload=event.payload)
