"""Organisations: identities whose name, place and duties are versions with validity and recording time."""
