"""The practice company: a deterministic generator, its fixed lists and the lessons.

Everything is made by running the real engine, so the books of the practice company verify like real ones.
"""

from seed_data.practice import SIZES, make_practice

__all__ = ["SIZES", "make_practice"]
