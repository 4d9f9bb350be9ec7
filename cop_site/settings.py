"""Settings in titled paragraphs. Safe with nothing set; `.env.example` names every variable."""

import sys
from pathlib import Path
from zoneinfo import available_timezones

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- What kind of run this is -------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)  # demo log-ins exist, mail goes to a folder that the browser can read
TESTING = "pytest" in sys.modules
DEVELOPMENT_PAGES = DEBUG or DEMO or TESTING  # /components/ and the outbox

# --- Places -------------------------------------------------------------------------------------------------------
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))  # everything that the running site writes
VAR_DIR.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]


# --- Secrets ------------------------------------------------------------------------------------------------------
def _own_secret() -> str:
    """A key made on first start and kept beside the data, so that nothing need be set to be safe."""
    import secrets

    keeper = VAR_DIR / "secret_key"
    if not keeper.exists():
        keeper.touch(mode=0o600)
        keeper.write_text(secrets.token_urlsafe(50))
    return keeper.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", "") or _own_secret()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Applications -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "home",
    "search",
    "resources",
    "stories",
    "sharing",
    "measures",
    "members",
    "content",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "members.wagtail_users.PeopleOfTheAdmin",  # wagtail.users with our forms
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "editorial",  # after the admin, whose mails it takes over
    "wagtail.embeds",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "content.middleware.SafeHeaders",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cop_site.urls"
WSGI_APPLICATION = "cop_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.site",
            ],
        },
    }
]

# --- Database: SQLite out of the box, PostgreSQL by DATABASE_URL ---------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR_DIR / 'throughline.sqlite3'}")}
IS_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if IS_SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; PRAGMA cache_size=-20000;",
    }
    if TESTING:
        DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    DATABASES["default"].setdefault("OPTIONS", {})
    INSTALLED_APPS.append("django.contrib.postgres")  # needs psycopg, which a site on SQLite does not have
    if not TESTING:
        DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": env.int("DATABASE_POOL", 10)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Caches: `default` is shared between processes (limits), `pages` lives in each process --------------------------
REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache", "OPTIONS": {"MAX_ENTRIES": 50_000}}
    ),
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 2000}},
}

# --- People: allauth signs in, members are what others see ----------------------------------------------------------
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_stories"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.adapter.MemberAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "members.sign_up.SignUpForm",
    "login": "members.account_forms.LoginForm",
    "add_email": "members.account_forms.AddEmailForm",
    "change_password": "members.account_forms.ChangePasswordForm",
    "set_password": "members.account_forms.SetPasswordForm",
    "reset_password": "members.account_forms.ResetPasswordForm",
    "reset_password_from_key": "members.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "members.account_forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that signed up
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one counts once it is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address, the second step or the account change
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_RATE_LIMITS = {  # per account ("key"); what counts per network is wide enough for a hospital behind one address
    "login": "300/m/ip",
    "login_failed": "8/5m/key,200/m/ip",
    "reset_password": "4/15m/key,120/m/ip",
    "reset_password_from_key": "120/m/ip",
    "signup": "120/m/ip",
    "signup_by_word": "20/h/ip,200/d/key",  # without JavaScript, where no work was done by the browser
}
SIGN_UP_SECONDS = 0 if TESTING else 3  # nobody fills the form faster
SIGN_UP_WORK = env.int("SIGN_UP_WORK", 10 if TESTING else 4000)  # rounds of hashing for each try of the browser
MFA_ADAPTER = "members.adapter.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "members.account_forms.CodeForm",
    "reauthenticate": "members.account_forms.CodeAgainForm",
    "activate_totp": "members.account_forms.ActivateAppForm",
    "add_webauthn": "members.account_forms.AddPasskeyForm",
    "edit_webauthn": "members.account_forms.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody gets in unverified; without it, who has a second step could not change their address
MFA_TOTP_ISSUER = "Throughline"
MFA_TOTP_TOLERANCE = 1  # the clock of a phone may be half a minute off
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO or TESTING
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", False) else 0  # whose address counts in the limits

# --- Safety in the browser --------------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", not (DEBUG or DEMO or TESTING))
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "content.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"  # Wagtail's previews say otherwise for themselves
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/", "/django-admin/"],  # the admin has a policy of its own: content/middleware.py
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF, "https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "America/Toronto")

# --- Wagtail ------------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Throughline"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # people change these on their own pages, where addresses are confirmed and tries counted
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_USER_TIME_ZONES = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")  # names that browsers know
WAGTAILADMIN_LOGIN_URL = "desk_door"  # says no in words to those who are signed in and may not
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "content/password_required.html"  # noqa: S105
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = WAGTAIL_PASSWORD_REQUIRED_TEMPLATE
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea"}}
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.uploads.CheckedImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "content.uploads.CheckedDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "md", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # always to keep, never to run in our origin
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "content.admin_search"}}
TAGGIT_CASE_INSENSITIVE = True

# --- Search by meaning beside search by words: a plug-in (docs/search-vectors.md) --------------------------------------------------
SEARCH_VECTORS = env.bool("SEARCH_VECTORS", False) and not TESTING
VECTORS_DIR = env.str("VECTORS_DIR", str(VAR_DIR / "vectors"))  # the model, brought by scripts/fetch_vectors_model.py

# --- Search on a cluster: only where SEARCH_URL names one; else the database of the site answers (docs/search-cluster.md) ----------
SEARCH_HOSTS = [] if TESTING else [host.strip() for host in env.list("SEARCH_URL", default=[]) if host.strip()]
SEARCH_API_KEY = env.str("SEARCH_API_KEY", "")
SEARCH_USER = env.str("SEARCH_USER", "")
SEARCH_PASSWORD = env.str("SEARCH_PASSWORD", "")
SEARCH_CA_FILE = env.str("SEARCH_CA_FILE", "")
SEARCH_CHECK_CERTIFICATE = env.bool("SEARCH_CHECK_CERTIFICATE", True)
SEARCH_PREFIX = env.str("SEARCH_PREFIX", "throughline")  # of every index and alias
SEARCH_SHARDS = env.int("SEARCH_SHARDS", 1)
SEARCH_REPLICAS = env.int("SEARCH_REPLICAS", 1)

# --- Work behind the scenes ---------------------------------------------------------------------------------------------
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend" if TESTING else "django_tasks_db.DatabaseBackend",
    }
}

# --- Looking whether links still work --------------------------------------------------------------------------------------
CHECK_LINKS = env.bool("CHECK_LINKS", not (DEMO or TESTING))  # by the clock; editors may look at one at any time
LINKS_MAY_BE_PRIVATE = False  # only tests look into this machine

# --- Sharing to social networks (docs/sharing.md) ----------------------------------------------------------------------------------
SHARING_KEYS = env.list("SHARING_KEYS", default=[])  # encrypt tokens: the first seals, each opens; empty: made from SECRET_KEY
# The demo speaks to fakes of the networks on this machine, which scripts/start.py runs beside it; without them to nobody.
FAKE_NETWORKS_URL = env.str("FAKE_NETWORKS_URL", "").rstrip("/") if DEMO else ""


def _network(variable: str, address: str) -> str:
    """Where a network is spoken to: over https, as with a Bluesky server of one's own. The demo never speaks to a real network."""
    if DEMO:
        return env.str(variable, "") or FAKE_NETWORKS_URL or "http://127.0.0.1:9"  # a port at which nobody listens
    given = env.str(variable, address).rstrip("/")
    if not given.startswith("https://") and not TESTING:
        raise ImproperlyConfigured(f"{variable} has to begin with https://, since tokens are sent there.")
    return given


SHARING_BASE_URLS = {
    "x": _network("X_API_URL", "https://api.x.com"),
    "x-sign-in": _network("X_SIGN_IN_URL", "https://x.com"),
    "bluesky": _network("BLUESKY_URL", "https://bsky.social"),
    "linkedin": _network("LINKEDIN_API_URL", "https://api.linkedin.com"),
    "linkedin-sign-in": _network("LINKEDIN_SIGN_IN_URL", "https://www.linkedin.com"),
    "facebook": _network("FACEBOOK_API_URL", "https://graph.facebook.com"),
    "facebook-sign-in": _network("FACEBOOK_SIGN_IN_URL", "https://www.facebook.com"),
}
SHARING_APPS = {  # what the site is registered as at each network: from its developers' page
    "x": {
        "client_id": env.str("X_CLIENT_ID", ""),
        "client_secret": env.str("X_CLIENT_SECRET", ""),
        "consumer_key": env.str("X_CONSUMER_KEY", ""),
        "consumer_secret": env.str("X_CONSUMER_SECRET", ""),
    },
    "linkedin": {"client_id": env.str("LINKEDIN_CLIENT_ID", ""), "client_secret": env.str("LINKEDIN_CLIENT_SECRET", "")},
    "facebook": {"client_id": env.str("FACEBOOK_CLIENT_ID", ""), "client_secret": env.str("FACEBOOK_CLIENT_SECRET", "")},
}
LINKEDIN_VERSION = env.str("LINKEDIN_VERSION", "202610")  # of its API, YYYYMM; each lives about a year
FACEBOOK_VERSION = env.str("FACEBOOK_VERSION", "v26.0")
SHARING_HOSTS_MAY_BE_PRIVATE = (DEMO or TESTING) and env.bool("SHARING_HOSTS_MAY_BE_PRIVATE", DEMO)  # Mastodon servers on this machine
SHARING_CLAIM_SECONDS = env.int("SHARING_CLAIM_SECONDS", 180)  # what is still being sent after this was left by a process that died

# --- Mail: a folder in the demo, a server in production -------------------------------------------------------------------
EMAIL_OUTBOX = VAR_DIR / "mail"
if env.str("EMAIL_URL", ""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = EMAIL_OUTBOX
MAIL_CARRIER = EMAIL_BACKEND  # really sends, from rows that the worker empties
EMAIL_BACKEND = "members.mail.QueuedBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Throughline <throughline@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EDITORS_EMAIL = env.str("EDITORS_EMAIL", DEFAULT_FROM_EMAIL)

# --- Files on their way out --------------------------------------------------------------------------------------------------
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or TESTING
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG

DEFAULT_EXCEPTION_REPORTER_FILTER = "sharing.fault_pages.WithoutTokens"

# --- What went wrong is written down -------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "throughline": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "elastic_transport": {"level": "CRITICAL", "propagate": False},  # search/engines/cluster/ says it in one line
    },
}

# --- Limits per member, counted in the database ----------------------------------------------------------------------------------
NEW_DRAFTS_PER_DAY = env.int("NEW_DRAFTS_PER_DAY", 20)
SUBMISSIONS_PER_DAY = env.int("SUBMISSIONS_PER_DAY", 20)
UPLOADS_PER_DAY = env.int("UPLOADS_PER_DAY", 60)
NEW_MEASURES_PER_DAY = env.int("NEW_MEASURES_PER_DAY", 60)
INVITATIONS_PER_DAY = env.int("INVITATIONS_PER_DAY", 30)  # members asked to write together

# --- What members are told ---------------------------------------------------------------------------------------------------------
REVIEW_WITHIN_DAYS = env.int("REVIEW_WITHIN_DAYS", 7)  # how soon an editor usually reads what was sent
