"""The facts: numbers we observed, each with unit, source and quality.

Every module reads one kind of table from `tables/`; `read` does the reading. No figure of 5u
examinees after summer 2017 stands here, and nothing computed over fewer than five schools.
"""
