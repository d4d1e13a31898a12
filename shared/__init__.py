"""The product: domains in one order, each knowing only those before it."""
