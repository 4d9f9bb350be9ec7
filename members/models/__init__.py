from .mail import Mail
from .member import Member, Profession, Visibility
from .organization import Affiliation, Organization
from .spent_challenge import SpentChallenge
from .user import User

__all__ = ["Affiliation", "Mail", "Member", "Organization", "Profession", "SpentChallenge", "User", "Visibility"]
