"""Demo data that needs code; imported by ``loyalty.program._make_demo_shop`` only."""
