from .base_page import BasePage, BasePageQuerySet
from .hashtags import Hashtag, HashtagAlias, TaggedPage
from .info_page import InfoPage
from .stamp import Stamp, Stamped
from .vocabularies import Audience, CareSetting, Method, MethodAlias, QualityDomain, ResultType, Scale, Topic, Vocabulary

__all__ = [
    "Audience",
    "BasePage",
    "BasePageQuerySet",
    "CareSetting",
    "Hashtag",
    "HashtagAlias",
    "InfoPage",
    "Method",
    "MethodAlias",
    "QualityDomain",
    "ResultType",
    "Scale",
    "Stamp",
    "Stamped",
    "TaggedPage",
    "Topic",
    "Vocabulary",
]
