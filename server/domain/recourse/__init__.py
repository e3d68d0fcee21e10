"""Recourse against who caused an injury (第三者行為求償): how much, until when, in which words."""
