"""Every scene by the name that the content uses for it."""

from collections.abc import Callable

from ..canvas import Canvas
from . import activities, landscapes, meetings, neighbourhood, services, town

SCENES: dict[str, Callable[[Canvas], None]] = {
    scene.__name__: scene
    for scene in (
        meetings.hall,
        meetings.vote,
        meetings.signing,
        meetings.voters,
        neighbourhood.feast,
        neighbourhood.planting,
        neighbourhood.estate,
        neighbourhood.culture_house,
        neighbourhood.gifts,
        services.counter,
        services.clinic,
        services.library,
        services.phone,
        services.drill,
        landscapes.lake,
        landscapes.temple,
        landscapes.canal,
        town.night_alley,
        town.market,
        activities.cleaning,
        town.traffic,
        activities.dance,
        activities.training,
        activities.group_meeting,
    )
}
