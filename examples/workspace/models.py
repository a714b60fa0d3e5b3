"""Boards, their notes, and where each user is logged in."""

from typing import Any

from django.contrib.auth.models import User
from django.db import models


class Board(models.Model):
    slug = models.SlugField(primary_key=True)
    members = models.ManyToManyField(User, related_name="boards")


class Note(models.Model):
    board = models.ForeignKey(Board, models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, models.CASCADE)
    text = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    def as_message(self) -> dict[str, Any]:
        return {
            "type": "note",
            "id": self.pk,
            "board": self.board_id,
            "author": self.author.username,
            "text": self.text,
            "at": self.at.isoformat(timespec="milliseconds"),
        }


class Seat(models.Model):
    """The session of a user: there is one, and a new log-in ends it."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True)
    session_key = models.CharField(max_length=40)
