"""Django's settings as a pure function of the one configuration."""

from pathlib import Path
from urllib.parse import urlsplit

from satupeta.core.config import Config
from satupeta.data.storage import Storage

_HERE = Path(__file__).parent
_APPLICATIONS = ("accounts", "catalogue", "publishing", "jobs", "monitoring", "published", "portal")
_ON_CONNECT = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""Of every page: nothing from another host, nothing inline."""


def settings_from(config: Config, secret: bytes) -> dict[str, object]:
    """Every Django setting that differs from Django's own default.

    Args:
        config: The node's configuration; control code finds it again as `SATUPETA_CONFIG`.
        secret: The node's key, at least 32 bytes; control code finds it again as `SATUPETA_KEY`.
    """
    return {
        "SATUPETA_CONFIG": config,
        "SATUPETA_KEY": secret,
        "SECRET_KEY": secret.hex(),
        **_applications(),
        **_database(config),
        **_addresses(config),
        **_sign_in(config),
        **_languages(),
    }


def _applications() -> dict[str, object]:
    return {
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            *(f"satupeta.control.{name}" for name in _APPLICATIONS),
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "satupeta.control.headers.PolicyHeaders",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "satupeta.control.accounts.middleware.PrincipalCookies",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.i18n",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        "ROOT_URLCONF": "satupeta.control.urls",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    }


def _database(config: Config) -> dict[str, object]:
    return {
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(Storage(config.data_folder).control_database),
                "ATOMIC_REQUESTS": False,
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 10.0,
                    "init_command": ";".join(_ON_CONNECT),
                },
            }
        }
    }


def _addresses(config: Config) -> dict[str, object]:
    base = urlsplit(config.address)
    secure = config.secure_cookies == "always" or base.scheme == "https"
    prefix = base.path.rstrip("/")
    return {
        # No address is ever made from the Host header, so any may be sent; cross-site writes are told by origin.
        "ALLOWED_HOSTS": ["*"],
        "CSRF_TRUSTED_ORIGINS": [f"{base.scheme}://{base.netloc}"],
        "FORCE_SCRIPT_NAME": prefix or None,
        "STATIC_URL": f"{prefix}/static/",
        "APPEND_SLASH": False,
        "SESSION_COOKIE_NAME": "satupeta_session",
        "SESSION_COOKIE_AGE": config.session_days * 86_400,
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": prefix or "/",
        "CSRF_COOKIE_NAME": "satupeta_csrf",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_PATH": prefix or "/",
        "CSRF_FAILURE_VIEW": "satupeta.control.api.errors.csrf_failure",
        "LANGUAGE_COOKIE_PATH": prefix or "/",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "strict-origin-when-cross-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "SAMEORIGIN",
        # Django holds no file: uploads stream on the other side, so a form is small.
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2**20,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 1000,
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
    }


def _sign_in(config: Config) -> dict[str, object]:
    validators = "django.contrib.auth.password_validation"
    return {
        "AUTH_USER_MODEL": "accounts.Person",
        "AUTHENTICATION_BACKENDS": ["satupeta.control.accounts.sign_in.ThrottledBackend"],
        "LOGIN_URL": "/masuk",
        "LOGIN_REDIRECT_URL": "/",
        "LOGOUT_REDIRECT_URL": "/",
        "PASSWORD_HASHERS": [
            "django.contrib.auth.hashers.ScryptPasswordHasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": f"{validators}.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ("mail", "name")},
            },
            {"NAME": f"{validators}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
            {"NAME": f"{validators}.CommonPasswordValidator"},
            {"NAME": f"{validators}.NumericPasswordValidator"},
        ],
    }


def _languages() -> dict[str, object]:
    return {
        "USE_TZ": True,
        "TIME_ZONE": "Asia/Jakarta",
        # Addresses without a prefix are Indonesian on every node, those under /en/ English.
        "LANGUAGE_CODE": "id",
        "LANGUAGES": [("id", "Bahasa Indonesia"), ("en", "English")],
        "LOCALE_PATHS": [str(_HERE / "locale")],
    }
