"""The demonstration's mailbox: what would have been sent by mail and SMS."""
