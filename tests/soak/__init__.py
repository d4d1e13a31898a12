"""The long checks, `make soak`: not collected by `make test`. One module is one check; its docstring's first line names
it in the summary."""
