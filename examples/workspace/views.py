"""The HTTP side: who am I, and the notes of a board."""

import json

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404

from .consumers import board_group
from .models import Note


@login_required
def me(request: HttpRequest) -> JsonResponse:
    boards = request.user.boards.values_list("slug", flat=True)
    return JsonResponse({"user": request.user.username, "boards": sorted(boards)})


@login_required
def notes(request: HttpRequest, slug: str) -> JsonResponse:
    """GET: all notes of a board. POST ``{"text": …}``: one more, which whoever looks at the board sees at once."""
    board = get_object_or_404(request.user.boards, slug=slug)
    if request.method == "GET":
        written = board.notes.select_related("author").order_by("pk")
        return JsonResponse({"notes": [note.as_message() for note in written]})
    note = Note.objects.create(board=board, author=request.user, text=json.loads(request.body)["text"]).as_message()
    async_to_sync(get_channel_layer().group_send)(board_group(slug), {"type": "board.event", "message": note})
    return JsonResponse(note, status=201)
