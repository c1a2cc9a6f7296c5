"""Cases: applications on their way through a process, with submissions, drafts, opinions and lists."""
