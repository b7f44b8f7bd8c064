"""What of a programme readers may have and find: album, evidence, words for search."""

from __future__ import annotations

from django.db.models import Q

from documents import services as documents
from documents.models import StoredFile
from gallery import services as gallery
from gallery.models import Photo

from . import programme_index
from .models import Programme

KIND = "meetings.programme"


def show(programme: Programme) -> None:
    """Let the public stores hold what a published programme shows, and nothing else.

    Called whenever it is published, withdrawn or saved. The signed copy belongs to
    the document of the register, which is published by itself.
    """
    photos = Photo.objects.none()
    files = StoredFile.objects.none()
    if programme.is_public:
        as_evidence = Q(progress_notes__task__programme=programme)
        in_album = Q(albums__programme=programme)
        photos = Photo.objects.filter(in_album | as_evidence).distinct()
        files = StoredFile.objects.filter(as_evidence).distinct()
    gallery.set_public_uses(kind=KIND, object_id=programme.pk, photos=photos)
    documents.set_public_uses(kind=KIND, object_id=programme.pk, files=files)
    programme_index.remember(programme)


def withdraw(programme_id: int) -> None:
    """Take everything back: the programme is gone."""
    gallery.set_public_uses(kind=KIND, object_id=programme_id, photos=[])
    documents.set_public_uses(kind=KIND, object_id=programme_id, files=[])
