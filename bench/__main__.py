"""``python -m bench [NAME ...]``, as ``./club bench`` calls it."""

import importlib
import pkgutil
import sys

import bench
from bench.context import Bench, configure
from bench.measure import Comparison

TOOLS = {"__main__", "context", "measure"}


def available():
    """Return the benchmarks: name and module name."""
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if not module.ispkg)
    return {name.rstrip("_"): name for name in names if name not in TOOLS and not name.startswith(("_", "test_"))}


def main(wanted):
    known = available()
    for name in wanted:
        if name not in known:
            sys.exit(f"club: no benchmark {name!r}; there are: {', '.join(known) or 'none'}")
    configure()
    shared = Bench()
    status = 0
    for name in wanted or known:
        module = importlib.import_module(f"bench.{known[name]}")
        if not hasattr(module, "run"):
            continue
        results = module.run(shared)
        for result in [results] if isinstance(results, Comparison) else results:
            print(result.table(), end="\n\n", file=sys.stderr, flush=True)
            print("\n".join(result.lines()), flush=True)
            status |= not result.passed
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
