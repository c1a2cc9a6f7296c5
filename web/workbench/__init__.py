"""The workbench: what waits for me, my applications, my organisation, notices and messages."""
