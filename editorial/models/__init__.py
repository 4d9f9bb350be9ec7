from .effect import Effect
from .job import Job
from .notice import Notice
from .review_task import ReviewTask

__all__ = ["Effect", "Job", "Notice", "ReviewTask"]
