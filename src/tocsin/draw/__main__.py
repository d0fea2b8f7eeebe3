"""Lets `python -m tocsin.draw` write the pages."""

from tocsin.draw import main

main()
