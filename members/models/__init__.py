from .member import Member, Profession, Visibility
from .organization import Affiliation, Organization
from .user import User

__all__ = ["Affiliation", "Member", "Organization", "Profession", "User", "Visibility"]
