"""Production: refuses to start when something that matters is missing."""

from .base import *

SECURE_SSL_REDIRECT = True
