"""Data that a process package brings along: lists to choose from, notice texts, profiles of uploads.

Each version has its own; a case reads those of the version that it runs on.
"""
