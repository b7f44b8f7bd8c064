"""Signing in and one's own account; these stand before the admin's own addresses."""

from django.urls import path

from . import security_pages, sign_in

app_name = "account"

urlpatterns = [
    path("login/", sign_in.SignIn.as_view(), name="sign_in"),
    path("login/ma-xac-thuc/", sign_in.CodeStep.as_view(), name="code"),
    path("login/ma-khoi-phuc/", sign_in.RecoveryStep.as_view(), name="recovery"),
    path("logout/", sign_in.SignOut.as_view(), name="sign_out"),
    path(
        "password_change/",
        security_pages.ChangePassword.as_view(),
        name="change_password",
    ),
    path("bao-mat/", security_pages.Security.as_view(), name="security"),
    path("bao-mat/thiet-lap/", security_pages.SetUp.as_view(), name="set_up"),
    path("bao-mat/ma-qr.svg", security_pages.QRCode.as_view(), name="qr"),
    path(
        "bao-mat/ma-khoi-phuc/",
        security_pages.NewRecoveryCodes.as_view(),
        name="recovery_codes",
    ),
    path("bao-mat/go-bo/", security_pages.RemoveSecondFactor.as_view(), name="remove"),
]
