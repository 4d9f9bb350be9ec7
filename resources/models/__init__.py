from .collection import Collection, CollectionItem, HasRead
from .file_count import FileCount
from .link_check import LinkCheck
from .resource_page import ResourceIndexPage, ResourcePage
from .resource_parts import ResourceAuthor, ResourceFile, ResourceLink, ResourceVideo

__all__ = [
    "Collection",
    "CollectionItem",
    "FileCount",
    "HasRead",
    "LinkCheck",
    "ResourceAuthor",
    "ResourceFile",
    "ResourceIndexPage",
    "ResourceLink",
    "ResourcePage",
    "ResourceVideo",
]
