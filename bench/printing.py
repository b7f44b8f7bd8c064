"""Where the results of a benchmark go."""


def say(text: str) -> None:
    """Print a line at once, so that benches one after another stay in order."""
    print(text, flush=True)  # noqa: T201
