"""The audit log: who changed what, before and after; entries are only ever added."""
