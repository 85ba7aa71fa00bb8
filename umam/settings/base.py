"""Settings shared by all environments: embedded defaults, moved by environment variables."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab

from umam.settings import env
from umam.settings.admin import UNFOLD  # noqa: F401
from umam.settings.product import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[2]

# Everything the running studio writes lies below here.
UMAM_DATA_DIR = env.path("UMAM_DATA_DIR", BASE_DIR / "var")
UMAM_MODELS_DIR = env.path("UMAM_MODELS_DIR", UMAM_DATA_DIR / "models")
UMAM_FONTS_DIR = env.path("UMAM_FONTS_DIR", UMAM_DATA_DIR / "fonts")
UMAM_RUN_DIR = UMAM_DATA_DIR / "run"
UMAM_WORK_DIR = UMAM_DATA_DIR / "work"
for _folder in (UMAM_DATA_DIR, UMAM_RUN_DIR, UMAM_WORK_DIR):
    _folder.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = env.secret("UMAM_SECRET_KEY")
ALLOWED_HOSTS = env.words("UMAM_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("UMAM_TRUSTED_ORIGINS")
UMAM_PUBLIC_URL = env.text("UMAM_PUBLIC_URL")

# Seals the keys of other services that people store. Without the variable it lies in a file, made when the
# first key is stored; where UMAM_MAKE_CREDENTIALS_KEY is false, by `manage.py prepare credentials` alone.
UMAM_CREDENTIALS_KEY = env.secret("UMAM_CREDENTIALS_KEY")
UMAM_CREDENTIALS_KEY_PATH = UMAM_DATA_DIR / "credentials_key"
UMAM_MAKE_CREDENTIALS_KEY = True
# May the address of such a service lie inside this network, as one's own model server does?
UMAM_PRIVATE_SERVERS = env.boolean("UMAM_PRIVATE_SERVERS", True)

INSTALLED_APPS = [
    "umam.studio",
    "daphne",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "channels",
    "rest_framework",
    "rest_framework_api_key",
    "rest_framework_simplejwt.token_blacklist",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_celery_results",
    "django_htmx",
    "django_vite",
    "allauth",
    "allauth.account",
    "umam.live",
    "umam.accounts",
    "umam.universes",
    "umam.assets",
    "umam.jobs",
    "storybible",
    "agents",
    "media_pipeline",
    "production",
]

MIDDLEWARE = [
    "umam.studio.middleware.storable_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "umam.universes.middleware.roles_asked_once",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "umam.studio.middleware.content_policy",
]

ROOT_URLCONF = "umam.urls"
ASGI_APPLICATION = "umam.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "umam.studio.context.studio",
            ],
        },
    },
]

# Database: SQLite that several processes may write, or PostgreSQL by URL.
DATABASE_URL = env.secret("DATABASE_URL")
SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def database(url: str, sqlite_file: Path) -> dict[str, Any]:
    """The default database: PostgreSQL where `url` is given, else SQLite in `sqlite_file`."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": sqlite_file,
            "OPTIONS": SQLITE_OPTIONS,
            "TEST": {"NAME": sqlite_file.with_suffix(".test.sqlite3")},
        }
    config: dict[str, Any] = dict(environ.Env.db_url_config(url))
    if "postgresql" in config["ENGINE"]:
        # A waiter of ?wait= or a slow download must not hold a connection of its own for ever.
        config["CONN_MAX_AGE"] = 0
        # More than the threads of a worker: one beside them says that their jobs are alive.
        config.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 20, "timeout": 15}
    return config


DATABASES = {"default": database(DATABASE_URL, UMAM_DATA_DIR / "umam.sqlite3")}
# Where `make bench` measures; empty: on SQLite.
UMAM_BENCH_DATABASE_URL = env.secret("UMAM_BENCH_DATABASE_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis: broker, channel layer and cache. Without REDIS_URL the studio starts an embedded Valkey and leaves
# its address in the run directory, where commands started by hand find it.
EMBEDDED_REDIS_FILE = UMAM_RUN_DIR / "redis_url"


def _redis_url() -> str:
    url = env.secret("REDIS_URL")
    if url:
        return url
    try:
        return EMBEDDED_REDIS_FILE.read_text(encoding="utf8").strip()
    except FileNotFoundError:
        return "redis://127.0.0.1:6379/0"


REDIS_URL = _redis_url()
REDIS_PREFIX = env.text("UMAM_REDIS_PREFIX", "umam")

CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "umam.lib.cache.PatientRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
    }
}
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            # A socket waits five seconds at a time for its next event: the client must be more patient than
            # that, which by default it is not, and then every quiet socket breaks.
            "hosts": [{"address": REDIS_URL, "socket_timeout": 20, "socket_connect_timeout": 3}],
            "prefix": f"{REDIS_PREFIX}.ws",
            "capacity": 1000,
            "expiry": 30,
        },
    }
}
UMAM_LIVE_IN_BACKGROUND = True

# Celery. One number gives all limits: what a worker may hold at most.
UMAM_JOB_TIME_LIMIT = env.integer("UMAM_JOB_TIME_LIMIT", 3600, least=60)
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{REDIS_PREFIX}.",
    "visibility_timeout": int(UMAM_JOB_TIME_LIMIT * 1.1),
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "retry_on_timeout": True,
    # A request that sends a message must not wait for a dead broker; the sweeper sends it later.
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_RESULT_BACKEND = "django-db"
CELERY_RESULT_EXTENDED = True
CELERY_RESULT_EXPIRES = timedelta(days=7)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = UMAM_JOB_TIME_LIMIT
CELERY_TASK_SOFT_TIME_LIMIT = int(UMAM_JOB_TIME_LIMIT * 0.9)
CELERY_TASK_TRACK_STARTED = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(UMAM_RUN_DIR / "beat")
# Housekeeping goes to the queue whose worker never does anything long. A message that comes late is void.
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "umam.jobs.tick", "schedule": 1.0, "options": {"queue": "dead_letter", "expires": 2}},
    "sweep": {"task": "umam.jobs.sweep", "schedule": 3.0, "options": {"queue": "dead_letter", "expires": 6}},
    "housekeeping": {
        "task": "umam.jobs.housekeeping",
        "schedule": crontab(hour="3", minute="40"),
        "options": {"queue": "dead_letter", "expires": 3600},
    },
}
# The thread that keeps running jobs alive and ends cancelled ones, and the first wait (seconds) of a retry.
UMAM_JOB_HEARTBEAT = True
UMAM_JOB_BACKOFF = env.number("UMAM_JOB_BACKOFF", 2.0)
UMAM_QUEUES = ["default", "llm", "media", "gpu", "dead_letter"]

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = env.text("UMAM_EMAIL_VERIFICATION", "none")
ACCOUNT_ADAPTER = "umam.accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
UMAM_OPEN_SIGN_UP = env.boolean("UMAM_OPEN_SIGN_UP", True)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
EMAIL_BACKEND = env.text("UMAM_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.text("UMAM_EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("UMAM_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("UMAM_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.secret("UMAM_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.boolean("UMAM_EMAIL_TLS", False)
DEFAULT_FROM_EMAIL = env.text("UMAM_EMAIL_FROM", "UMAM <studio@localhost>")

REST_FRAMEWORK = {
    # JWT comes first: its WWW-Authenticate header turns "no credentials" into 401 instead of 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "umam.accounts.api.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "umam.accounts.api.permissions.WithinScopes",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "umam.universes.api.pagination.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_standardized_errors.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {
        "auth": env.text("UMAM_THROTTLE_AUTH", "20/min"),
        "user": env.text("UMAM_THROTTLE_USER", "1200/min"),
    },
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "umam.accounts.api.errors.ExceptionHandler",
    "ALLOWED_ERROR_STATUS_CODES": ["400", "401", "403", "404", "409", "412", "413", "422", "429"],
    "ERROR_SCHEMAS": dict.fromkeys(
        ("409", "412", "413", "422"), "umam.accounts.api.refusals.RefusalResponseSerializer"
    ),
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=30),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "UPDATE_LAST_LOGIN": True,
    "CHECK_REVOKE_TOKEN": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "UMAM API",
    "DESCRIPTION": "Story worlds and the media made from them. Long work answers 202 with a job.",
    "VERSION": "1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_standardized_errors.openapi_hooks.postprocess_schema_enums"],
    "ENUM_NAME_OVERRIDES": {
        "JobStatusEnum": "umam.jobs.models.Status",
        "UserRoleEnum": "umam.accounts.models.UserRole",
        "CredentialProviderEnum": "umam.accounts.providers.provider_choices",
        "MemberRoleEnum": "umam.universes.models.Role",
        "GivenRoleEnum": "umam.universes.models.GIVEN_ROLES",
        "AssetKindEnum": "umam.assets.models.AssetKind",
        "AssetSourceEnum": "umam.assets.models.AssetSource",
        "BibleSourceEnum": "storybible.models.Source",
        "EntityTypeEnum": "storybible.models.EntityType",
        "TraitTypeEnum": "storybible.models.TraitType",
        **{
            name: f"drf_standardized_errors.openapi_serializers.{name}.choices"
            for name in (
                "ValidationErrorEnum",
                "ClientErrorEnum",
                "ServerErrorEnum",
                "ErrorCode401Enum",
                "ErrorCode403Enum",
                "ErrorCode404Enum",
                "ErrorCode405Enum",
                "ErrorCode406Enum",
                "ErrorCode415Enum",
                "ErrorCode429Enum",
                "ErrorCode500Enum",
            )
        },
    },
}

# Language and time
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "static/"
STATIC_ROOT = env.path("UMAM_STATIC_ROOT", UMAM_DATA_DIR / "static")
VITE_DIST = BASE_DIR / "static" / "dist"
STATICFILES_DIRS = [VITE_DIST] if VITE_DIST.is_dir() else []
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": VITE_DIST / "manifest.json"}}
WHITENOISE_USE_FINDERS = False

MEDIA_ROOT = UMAM_DATA_DIR / "media"
UMAM_S3_BUCKET = env.text("UMAM_S3_BUCKET")
FILE_STORAGE: dict[str, Any] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": str(MEDIA_ROOT), "base_url": None},
}
if UMAM_S3_BUCKET:
    FILE_STORAGE = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": UMAM_S3_BUCKET,
            "access_key": env.secret("UMAM_S3_ACCESS_KEY") or None,
            "secret_key": env.secret("UMAM_S3_SECRET_KEY") or None,
            "endpoint_url": env.text("UMAM_S3_ENDPOINT") or None,
            "region_name": env.text("UMAM_S3_REGION") or None,
            "querystring_expire": 900,
            "file_overwrite": True,
            "default_acl": None,
        },
    }
STORAGES: dict[str, dict[str, Any]] = {
    "default": FILE_STORAGE,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UMAM_MAX_UPLOAD = env.integer("UMAM_MAX_UPLOAD_MB", 2048, least=1) * 1024 * 1024
UMAM_MAX_MEDIA_SECONDS = env.integer("UMAM_MAX_MEDIA_SECONDS", 3600, least=1)
UMAM_LINK_SECONDS = 900
FILE_UPLOAD_TEMP_DIR = str(UMAM_WORK_DIR)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# Safety
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DEFAULT_EXCEPTION_REPORTER_FILTER = "umam.accounts.reporting.DiscreetReports"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

UMAM_DEMO_EMAIL = env.text("UMAM_DEMO_EMAIL", "demo@umam.local")
UMAM_DEMO_PASSWORD = env.secret("UMAM_DEMO_PASSWORD")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("UMAM_LOG_LEVEL", "INFO")},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "faster_whisper": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
        "celery": {"level": "INFO"},
        # The clock ticks every second: a line for each would bury the rest.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}

TEST_RUNNER = "django.test.runner.DiscoverRunner"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
