"""What readers send back about an article: stars and comments, without an account.

Their pages have addresses of their own, carry a token and a cookie, and are kept by
no cache; the article's page stays the same for everybody.
"""
