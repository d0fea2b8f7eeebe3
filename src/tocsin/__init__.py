"""Tocsin: from “help” to “the officer has reported”."""

__version__ = "0.1.0"
