"""Tocsin: from an alarm to a sealed report."""

__version__ = "0.1.0"
