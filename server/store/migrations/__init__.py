"""Migrations of the schema (スキーマの移行), run from code by `runner`."""
