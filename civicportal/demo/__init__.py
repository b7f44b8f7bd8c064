"""Demonstration content: a country of real units, two wards with invented news.

Nothing here runs in production unless it is forced. Facts come from public reports
of the places named; what was invented adds up; no private person is named.
"""
