"""Printing (印刷): official letters as PDF from frozen data, and nothing that would print wrongly.

Heavy libraries (WeasyPrint, fontTools, pypdfium2, pikepdf) are imported inside functions, so importing this package
costs nothing and a machine without the text libraries learns of it in one clear line (`StackMissing`).
"""
