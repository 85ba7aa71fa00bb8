"""Settings behind a TLS proxy: nothing here has a default that would be unsafe on the internet."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from umam.settings import env
from umam.settings.base import *  # noqa: F403
from umam.settings.base import SECRET_KEY

if not SECRET_KEY:
    raise ImproperlyConfigured("Set UMAM_SECRET_KEY (or UMAM_SECRET_KEY_FILE) to a long random text.")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.boolean("UMAM_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^api/health"]
SECURE_HSTS_SECONDS = env.integer("UMAM_HSTS_SECONDS", 31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

# Several machines may share one database: each making a key of its own would read only what it sealed itself.
UMAM_MAKE_CREDENTIALS_KEY = False
UMAM_PRIVATE_SERVERS = env.boolean("UMAM_PRIVATE_SERVERS", False)
