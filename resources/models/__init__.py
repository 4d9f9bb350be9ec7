from .file_count import FileCount
from .resource_page import ResourceIndexPage, ResourcePage
from .resource_parts import ResourceAuthor, ResourceFile, ResourceLink, ResourceVideo

__all__ = [
    "FileCount",
    "ResourceAuthor",
    "ResourceFile",
    "ResourceIndexPage",
    "ResourceLink",
    "ResourcePage",
    "ResourceVideo",
]
