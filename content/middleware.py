"""Headers that every answer carries."""

ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; frame-src 'self'; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)


class SafeHeaders:
    """Permissions-Policy everywhere; a policy of its own for the admin; nothing of a signed-in person in a shared cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Encoding") == "None":  # Wagtail says so of each plain file, and some clients then refuse it
            del response.headers["Content-Encoding"]
        if request.path.startswith(("/admin/", "/django-admin/")):
            drawn_for_preview = response.headers.get("Content-Security-Policy")  # a page for readers, which the admin shows in a frame
            own = drawn_for_preview.replace("frame-ancestors 'none'", "frame-ancestors 'self'") if drawn_for_preview else ADMIN_POLICY
            response.headers["Content-Security-Policy"] = own
        elif request.path.startswith(("/documents/", "/media/")):
            response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        user = getattr(request, "user", None)
        if user is not None and "sessionid" in request.COOKIES and user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response
