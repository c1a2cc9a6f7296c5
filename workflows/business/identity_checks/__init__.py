"""Identity checks 实名核验: that who acts for an organisation is who they say, proved at a service."""
