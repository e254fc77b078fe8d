"""One file per command: its docstring is its help, ``arguments()`` declares its options, ``call()`` does it."""
