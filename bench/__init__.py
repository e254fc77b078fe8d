"""Benchmarks: how fast, as a ratio to something that does the same.

Each module of this folder with a function ``run`` is one benchmark; its file name is its name (``import_.py``:
``import``). ``./club bench NAME`` calls it in Odoo's Python::

    TARGET = 1.05                            # the ratio of time that must not be passed

    def run(bench):                          # a bench.context.Bench
        club = bench.database("club")        # a scratch copy of the template with the module …
        stock = bench.database("stock")      # … and without it, neither has demo data
        with bench.environment(club) as ours, bench.environment(stock) as theirs:
            prepare(ours), prepare(theirs)
            return bench.compare(
                "sale_confirm",
                {"club": lambda: work(ours), "stock": lambda: work(theirs)},   # measured side first, then the reference
                repeat=bench.size(300, quick=20),
                count=lambda side: queries(side),       # optional, see bench.measure
                target=TARGET,
                queries_target=1.0,                     # optional
            )

``compare`` measures both sides in turn and returns a ``measure.Comparison``; ``run`` returns one or a list of them.
One may be made from any two samples (``measure.Comparison(name, measured, reference, target)``), as for "twice the
members must not make it slower by more than a tenth". What a side needs anew for each measurement it gets from
``before=``, a function of the side's name that is called before each measurement, outside the time measured.

Scratch databases are dropped at the end. ``bench.sql(database, statement)`` runs plain SQL on one.
"""
