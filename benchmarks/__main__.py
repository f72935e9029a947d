"""Runs the measurements and prints their figures."""

import pkgutil
import sys
from importlib import import_module

import benchmarks


def names() -> list[str]:
    """Return the measurements there are."""
    return [
        name for one in pkgutil.iter_modules(benchmarks.__path__) if (name := one.name) not in ("__main__", "company")
    ]


def main(wanted: list[str]) -> int:
    """Run the wanted measurements (all if none is named); returns the exit code."""
    if unknown := set(wanted) - set(names()):
        print(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    for name in wanted or names():
        module = import_module(f"benchmarks.{name}")
        print(f"\n{name}: {(module.__doc__ or '').splitlines()[0]}")
        for figure in module.measure():
            print(f"  {figure.what:<48}{figure.amount:>12,.2f} {figure.unit}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
