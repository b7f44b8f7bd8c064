"""What kinds of meetings there are, what is counted at them, and in what.

Labels are those of the glossary; which law or custom a kind follows is told in
`docs/glossary.md`. No table, no query.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from units.models import UnitTier


class MeetingKind(models.TextChoices):
    """A rollout, a review or a signing is not the conference whose name it carries."""

    PEOPLES_CONFERENCE = "peoples_conference", _("People's representative conference")
    COMMITTEE_SESSION = "committee_session", _("Session of the Front committee")
    CONGRESS = "congress", _("Front congress")
    UNITY_FESTIVAL = "unity_festival", _("National unity festival")
    UNITY_SPACE = "unity_space", _("Unity space session")
    VOTER_MEETING = "voter_meeting", _("Meeting with voters")
    DIALOGUE = "dialogue", pgettext_lazy("kind of meeting", "Dialogue")
    PEOPLES_MEETING = "peoples_meeting", _("People's meeting")
    SIGNING_CEREMONY = "signing_ceremony", _("Signing ceremony")
    ROLLOUT = "rollout", _("Rollout meeting")
    INTERIM_REVIEW = "interim_review", _("Interim review meeting")
    FINAL_REVIEW = "final_review", _("Final review meeting")


# The kinds that have an ordinal, a term and a term number: three different figures.
WITH_ORDINAL = (MeetingKind.COMMITTEE_SESSION, MeetingKind.CONGRESS)

# The levels at which a meeting can be held, the widest first.
TIERS = (UnitTier.PROVINCE, UnitTier.DISTRICT, UnitTier.COMMUNE, UnitTier.GROUP)


class PartOfDay(models.TextChoices):
    """For a meeting whose hour is not known."""

    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


class Part(models.TextChoices):
    """What a body does in a campaign or a meeting."""

    LEADS = "leads", pgettext_lazy("part of a body", "Leads")
    COORDINATES = "coordinates", pgettext_lazy("part of a body", "Coordinates")


class Measure(models.TextChoices):
    """What a figure of a record measures."""

    GROUPS_HELD = "groups_held", _("Groups that have held theirs")
    HOUSEHOLDS = "households", _("All households")
    INVITED = "invited", pgettext_lazy("measure", "Invited")
    ATTENDED = "attended", pgettext_lazy("measure", "Attended")
    OPINIONS = "opinions", pgettext_lazy("measure", "Opinions")
    SPEECHES = "speeches", _("Speeches")
    DELEGATES = "delegates", _("Delegates elected")
    VOTES_FOR = "votes_for", _("Votes for")
    VOTES_AGAINST = "votes_against", _("Votes against")
    ABSTAINED = "abstained", _("Abstained")
    VOTE_SHARE = "vote_share", _("Share in favour")
    PROGRAMMES_SIGNED = "programmes_signed", _("Coordination programmes signed")
    MEMBERS_ADDED = "members_added", _("Members added")
    MONEY_GIVEN = "money_given", _("Money given")
    GOODS_GIVEN = "goods_given", _("Value of goods given")
    MONEY_RECEIVED = "money_received", _("Money received")


class CountedIn(models.TextChoices):
    """The counted thing: 35.323 households are not 35.323 delegates."""

    HOUSEHOLD = "household", pgettext_lazy("counted in", "households")
    HOUSEHOLD_PERSON = "household_person", _("representatives of households")
    DELEGATE = "delegate", pgettext_lazy("counted in", "delegates")
    TURN = "turn", pgettext_lazy("counted in", "turns")
    PERSON = "person", pgettext_lazy("counted in", "persons")
    VOTER = "voter", pgettext_lazy("counted in", "voters")
    OPINION = "opinion", pgettext_lazy("counted in", "opinions")
    GROUP = "group", pgettext_lazy("counted in", "residential groups")
    PROGRAMME = "programme", pgettext_lazy("counted in", "programmes")
    DONG = "dong", pgettext_lazy("counted in", "đồng")
    PERCENT = "percent", pgettext_lazy("counted in", "%")


def named(measure: str, counted: str) -> str:
    """A figure with what it counts: "Tham dự (hộ dân)"; "Ý kiến", which says it."""
    label, unit = str(Measure(measure).label), str(CountedIn(counted).label)
    is_told = f"{label} ".casefold().startswith(f"{unit} ".casefold())
    return label if is_told else f"{label} ({unit})"


class Qualifier(models.TextChoices):
    """How the source hedges a figure; it is kept, never computed away."""

    ALMOST = "almost", pgettext_lazy("before a figure", "almost")
    MORE_THAN = "more_than", pgettext_lazy("before a figure", "more than")
    OVER = "over", pgettext_lazy("before a figure", "over")
    ABOUT = "about", pgettext_lazy("before a figure", "about")


# The figures of a group's report that a ward's record states for all its groups
# together: column of `GroupReport` → measure of `Figure`, in the order of the sheet.
GROUP_MEASURES = {
    "households_total": Measure.HOUSEHOLDS,
    "households_invited": Measure.INVITED,
    "households_attended": Measure.ATTENDED,
    "opinions": Measure.OPINIONS,
    "delegates_elected": Measure.DELEGATES,
    "votes_for": Measure.VOTES_FOR,
}
# The totals of all groups that a ward's record states, in the order of their sheet, and
# what they may be counted in: first as the sheet itself counts, then as papers also do.
COUNTED_OF_GROUPS: dict[Measure, tuple[CountedIn, ...]] = {
    Measure.GROUPS_HELD: (CountedIn.GROUP,),
    Measure.HOUSEHOLDS: (CountedIn.HOUSEHOLD,),
    Measure.INVITED: (CountedIn.HOUSEHOLD,),
    Measure.ATTENDED: (CountedIn.HOUSEHOLD,),
    Measure.OPINIONS: (CountedIn.OPINION,),
    Measure.DELEGATES: (CountedIn.DELEGATE, CountedIn.PERSON),
    Measure.VOTES_FOR: (CountedIn.HOUSEHOLD, CountedIn.HOUSEHOLD_PERSON),
}
# Measure → what the sheet of the groups counts it in.
COUNTED_IN_SHEET = {measure: ways[0] for measure, ways in COUNTED_OF_GROUPS.items()}
