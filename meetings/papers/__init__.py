"""Papers made of a record's rows, as Word files that the ward completes and signs.

`layout` knows Decree 30/2020 and nothing of meetings; `heads` says who issues;
`facts` reads a record; each paper is a module of its own; `library` names them all.
The wording is Vietnamese and stands in the code: it is that of official documents,
whatever language the desk is read in. What is not known is a blank to be filled in by
hand, or a sentence left out; never zero.
"""
