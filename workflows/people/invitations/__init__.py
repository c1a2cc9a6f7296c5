"""Invitations by mail: personal links, valid once and for some time, by which people join the platform."""
