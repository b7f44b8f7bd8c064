import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from civicportal import worker


class Command(BaseCommand):
    help = "Fold counts, clear sessions and whatever else happens with time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until asked to stop; a job under way is finished first."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            # Not from the handler itself: it may interrupt the event's own lock.
            signal.signal(
                number,
                lambda *_: threading.Thread(target=stop.set, daemon=True).start(),
            )
        worker.work(stop)
