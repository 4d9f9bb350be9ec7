from .account import Account, Slot
from .choosing import ContentKind, Evergreen, ExternalAccount, ExternalHandle, ShareRule, ShareTemplate, SharingSettings
from .share_post import ShareEvent, SharePost, content_of

__all__ = [
    "Account",
    "ContentKind",
    "Evergreen",
    "ExternalAccount",
    "ExternalHandle",
    "ShareEvent",
    "SharePost",
    "ShareRule",
    "ShareTemplate",
    "SharingSettings",
    "Slot",
    "content_of",
]
