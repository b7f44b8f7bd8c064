"""Nothing typed is lost: what stands between the article form and its saving.

`forms` knows each form that was sent, so that one sent twice makes one article, and
keeps what a form held whose sender's session was over. `conflict` keeps two writers
of one article from overwriting each other; `presence` tells them before.
"""
