"""The thread that asks the business, so that a slow answer never freezes the screen.

One thread a session, questions in the order they were asked: the answers a person sees are always of one
moment after the other, and the database connection of the session stays with one thread.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Hand:
    """Asks questions on a thread of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="office")

    async def ask(self, question: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Return the answer; raise what the question raised."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(question, *args, **kwargs))

    def close(self) -> None:
        """Let the thread end when its last question is answered."""
        self._pool.shutdown(wait=False)
