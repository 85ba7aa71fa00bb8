from django.urls import path

from umam.accounts.api import credentials, views

urlpatterns = [
    path("auth/register", views.Register.as_view(), name="api-register"),
    path("auth/login", views.Login.as_view(), name="api-login"),
    path("auth/refresh", views.Refresh.as_view(), name="api-refresh"),
    path("auth/logout", views.Logout.as_view(), name="api-logout"),
    path("auth/me", views.Me.as_view(), name="api-me"),
    path("auth/api-keys", views.ApiKeys.as_view(), name="api-keys"),
    path("auth/api-keys/<str:key_id>", views.OneApiKey.as_view(), name="api-key"),
    path("auth/credentials", credentials.Credentials.as_view(), name="api-credentials"),
    path("auth/credentials/<uuid:credential_id>", credentials.OneCredential.as_view(), name="api-credential"),
    path(
        "auth/credentials/<uuid:credential_id>/test",
        credentials.TriedCredential.as_view(),
        name="api-credential-test",
    ),
    path("auth/ws-ticket", views.WsTicket.as_view(), name="api-ws-ticket"),
]
