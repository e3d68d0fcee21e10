"""Migrations of the schema (スキーマの移行)."""
