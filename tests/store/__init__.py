"""Tests of the store (保存)."""
