"""Thin processes; no process imports another, except the composition root in `services.local`."""
