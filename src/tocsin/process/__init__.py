"""The processes: web, loops and the alarm receiver, each by itself, any number of each.

Each module starts one (`python -m tocsin.process.web`) and imports no more than that one needs:
four of them start side by side, and a start must not take long.
"""
