"""What goes over the wire: each message has an ``action`` and a ``payload``."""

from typing import Literal

from chanx.messages.base import BaseMessage
from pydantic import BaseModel, Field


class Question(BaseModel):
    text: str = Field(min_length=1, max_length=500)


class AskMessage(BaseMessage):
    """A client asks the assistant, whose answer streams in."""

    action: Literal["ask"] = "ask"
    payload: Question


class Piece(BaseModel):
    text: str
    last: bool = False


class StreamingMessage(BaseMessage):
    """A piece of an answer; joined in their order the pieces are the answer."""

    action: Literal["streaming"] = "streaming"
    payload: Piece


class Subject(BaseModel):
    subject: str = Field(min_length=1)


class OpenTicketMessage(BaseMessage):
    action: Literal["open_ticket"] = "open_ticket"
    payload: Subject


class TicketNumber(BaseModel):
    number: int


class FollowMessage(BaseMessage):
    """From now on a client gets what is said on a ticket."""

    action: Literal["follow"] = "follow"
    payload: TicketNumber


class Ticket(BaseModel):
    number: int
    subject: str
    opened_by: str


class TicketMessage(BaseMessage):
    """The ticket that was opened or is followed now."""

    action: Literal["ticket"] = "ticket"
    payload: Ticket


class Comment(TicketNumber):
    text: str = Field(min_length=1)


class CommentMessage(BaseMessage):
    """A client says something on a ticket."""

    action: Literal["comment"] = "comment"
    payload: Comment


class CommentAdded(Comment):
    user: str


class CommentAddedMessage(BaseMessage):
    """All who follow a ticket get it, also the one who wrote it."""

    action: Literal["comment_added"] = "comment_added"
    payload: CommentAdded


class Notice(BaseModel):
    text: str


class NoticeEvent(BaseMessage):
    """Something happened outside of the WebSockets; inside the app only."""

    action: Literal["notice_event"] = "notice_event"
    payload: Notice


class NoticeMessage(BaseMessage):
    """What clients get of it."""

    action: Literal["notice"] = "notice"
    payload: Notice
