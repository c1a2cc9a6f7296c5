"""Circuit breakers: what is down outside is left alone for a while, instead of being asked by every job.

Their state is a table, so that all workers know it, a restart keeps it, and administrators can read it.
"""
