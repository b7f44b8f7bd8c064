"""A phone with an authenticator app, as the tests hold it."""

import time
from binascii import unhexlify

from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from units import second_factor

STEP = 30


def enrol(user):
    """Set up a second factor for the account; return its device and recovery codes."""
    device = TOTPDevice.objects.create(user=user, name="default")
    return device, second_factor.new_recovery_codes(user)


def code(key, *, later=0):
    """The six digits of the hex `key`, now or `later` steps of half a minute later.

    Waits for the next step where this one ends before the code could be sent.
    """
    if time.time() % STEP > STEP - 3:
        time.sleep(3)
    number = totp(unhexlify(key), step=STEP, drift=later)
    return f"{number:06d}"


def wrong_code(key):
    """Six digits that are not valid now, a little earlier or later."""
    valid = {code(key, later=step) for step in range(-2, 3)}
    return next(one for one in ("000000", "111111", "222222") if one not in valid)
