"""One log-in a user: the next one ends it, and so does a log-out, the sockets included."""

from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.dispatch import receiver

from .models import Seat

LOGGED_OUT, LOGGED_IN_ELSEWHERE = 4401, 4409


def group_of(user: User) -> str:
    """The channel group of all sockets of a user."""
    return f"user.{user.pk}"


@receiver(user_logged_in)
def take_the_seat(user: User, request: Any, **_: Any) -> None:
    if request.session.session_key is None:
        request.session.save()
    before = Seat.objects.filter(user=user).exclude(session_key=request.session.session_key).first()
    Seat.objects.update_or_create(user=user, defaults={"session_key": request.session.session_key})
    if before is not None:
        Session.objects.filter(pk=before.session_key).delete()
        close_sockets(user, LOGGED_IN_ELSEWHERE)


@receiver(user_logged_out)
def leave_the_seat(user: User | None, **_: Any) -> None:
    if user is not None:
        Seat.objects.filter(user=user).delete()
        close_sockets(user, LOGGED_OUT)


def close_sockets(user: User, code: int) -> None:
    async_to_sync(get_channel_layer().group_send)(group_of(user), {"type": "seat.lost", "code": code})
