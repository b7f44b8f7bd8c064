"""What a reviewing unit makes of a campaign: reports, workbooks, charts, comparisons.

Nothing here asks who looks: the caller shows a unit's report to those who may see what
was sent up to it. Sums are those of `meetings.rollup` and of nothing else. The wording
of papers is Vietnamese and stands in the code, as in `meetings.papers`.
"""
