"""``manage.py add_user ada lovelace kitchen garden``: a user, and the boards that he or she is a member of."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandParser

from ...models import Board


class Command(BaseCommand):
    help = "Adds a user, and the boards that he or she is a member of."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("password")
        parser.add_argument("boards", nargs="*")

    def handle(self, *_: Any, **given: Any) -> None:
        user = User.objects.create_user(given["name"], password=given["password"])
        for slug in given["boards"]:
            Board.objects.get_or_create(slug=slug)[0].members.add(user)
        self.stdout.write(f"{user.username} is a member of {user.boards.count()} boards.")
