"""Verifying signed files 文件验签: anybody drops a PDF and reads who signed it."""
