"""The tests mirror the code; stories use the product over HTTP."""
