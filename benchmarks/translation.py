"""How long a session waits for its language, and what a shown text costs."""

from collections.abc import Iterator
from time import perf_counter

from benchmarks import Figure
from tools.messages import compile_if_stale, texts_in
from workflows.i18n import translation


def measure() -> Iterator[Figure]:
    """Load the Chinese catalogue, then translate every text of the program a hundred times."""
    compile_if_stale()
    translation.cache_clear()
    start = perf_counter()
    chinese = translation("zh_CN")
    yield Figure("load the Chinese catalogue", (perf_counter() - start) * 1e3, "ms")

    texts = [id for id in texts_in().used if isinstance(id, str)] * 100
    start = perf_counter()
    for text in texts:
        chinese(text)
    yield Figure("translate one text", (perf_counter() - start) * 1e6 / len(texts), "µs")
