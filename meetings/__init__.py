"""Conferences, coordination programmes and opinions, their roll-up and review.

The top layer of the domain: it may know `news`, never the other way.
"""
