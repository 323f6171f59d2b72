"""Uses a client that was generated from the document. A call that fails ends the program with an error."""

import importlib
import os
from uuid import UUID

import agents
import interviews
import voice_rooms
from interviews.models import CreateProjectRequest, CreateRoomsRequest, JoinRoomRequest


def operation(tag: str, name: str):
    """The module of an operation."""
    return importlib.import_module(f"interviews.api.{tag}.{name}")


def interview(url: str, key: str) -> None:
    team = interviews.AuthenticatedClient(base_url=url, token=key, raise_on_unexpected_status=True)
    stranger = interviews.Client(base_url=url, raise_on_unexpected_status=True)
    create_project = operation("projects", "create_project_projects_create_post")
    project = create_project.sync(client=team, body=CreateProjectRequest(name="From Python"))
    create_rooms = operation("interviews", "create_rooms_api_interviews_rooms_post")
    request = CreateRoomsRequest(project_id=UUID(project.id), count=1)
    room = create_rooms.sync(client=team, body=request).rooms[0]
    assert room.status == "pending", room
    join = operation("interviews", "join_room_api_interviews_join_access_token_post")
    joined = join.sync(room.access_token, client=stranger, body=JoinRoomRequest(email="anna@example.org"))
    assert joined.token, joined
    leave = operation("interviews", "participant_leave_api_interviews_join_access_token_leave_post")
    left = leave.sync(room.access_token, client=stranger)
    assert left.status == "completed", left
    get = operation("interviews", "get_room_api_interviews_rooms_room_id_get")
    found = get.sync(UUID(room.id), client=team)
    assert found.end_reason == "respondent_left", found


if __name__ == "__main__":
    assert agents.Client and voice_rooms.Client
    interview(os.environ["URL"], os.environ["KEY"])
