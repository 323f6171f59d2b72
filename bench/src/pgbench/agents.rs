//! The raw limit for rooms and memories of agents.

use super::{COUNT, PLACE, START, id, separator};
use crate::{
    database::Owner,
    rows::{GIVEN, NAME, SAID},
};
use std::fmt::{self, Write as _};

/// The same time as elsewhere, without colons, which pgbench would take for variables.
const NOW: &str = "20261122T000000.123456Z";
/// 12 digits: the number of a room that was created in advance.
const ROOM: &str = ":room_number";
/// 10 digits: the message number before a batch, different for each transaction.
const FIRST: &str = ":numbering";
/// More than there are clients.
const CLIENTS: u32 = 64;

/// A transaction that inserts rooms of an agent as the service does: each with a world, the agent room, the agent's
/// participant and its event.
pub fn rooms(owner: &Owner, agent: &str, batch: usize) -> Result<String, fmt::Error> {
    let Owner { team, key, .. } = owner;
    let mut text = String::from(COUNT);
    // World and participant have the id of the room, which is unique within each table.
    let world = |id| format!("'{id}','{team}','{agent}','World for {NAME}',NULL,NULL,'{NOW}'");
    let room = |id| {
        let name = format!("agent-room-01a0{PLACE}-{}", "0".repeat(15));
        format!("'{id}','{team}',NULL,'{name}','active',NULL,'{NOW}','{key}','{NOW}',NULL,NULL,1,0,NULL,true")
    };
    let agent_room =
        |id| format!("'{id}','{agent}','{id}','{NAME}','client','dm','{id}',NULL,NULL,'freeform',NULL,NULL");
    let participant = |id| format!("'{id}','{id}','{agent}','agent','{NAME}','followed','{NOW}',NULL,NULL,NULL");
    let event = |id| {
        let payload = format!(r#"{{"entity_id":"{agent}","room_id":"{id}"}}"#);
        format!("'{team}','{id}',1,'participant.joined',NULL,'{NOW}','{payload}'")
    };
    let tables: [(&str, &dyn Fn(String) -> String); 5] = [
        (
            "world (id,team_id,agent_id,name,message_server_id,metadata,created_at)",
            &world,
        ),
        (
            "room (id,team_id,project_id,name,status,end_reason,created_at,created_by,started_at,finished_at,\
             deadline_at,event_count,message_count,erased_at,open_to_agents)",
            &room,
        ),
        (
            "agent_room (room_id,agent_id,world_id,name,source,kind,channel_id,server_id,metadata,mode,scene_prompt,\
             livekit_room)",
            &agent_room,
        ),
        (
            "participant (id,room_id,entity_id,kind,name,state,joined_at,left_at,dispatched_at,dispatch_id)",
            &participant,
        ),
        (
            "event (team_id,room_id,sequence,kind,reason,occurred_at,payload)",
            &event,
        ),
    ];
    for (place, (columns, values)) in tables.iter().enumerate() {
        text.push_str(if place == 0 { "" } else { " \\; " });
        insert(&mut text, columns, batch, |row| values(id(row)))?;
    }
    text.push_str(";\n");
    Ok(text)
}

/// A transaction that creates memories in one of an agent's rooms as the service does: it updates the counts of the room,
/// which locks it, and inserts the memories and their events.
pub fn memories(owner: &Owner, agent: &str, rooms: u64, batch: usize) -> Result<String, fmt::Error> {
    let (team, room) = (&owner.team, format!("0190{ROOM}-7000-8000-00000000"));
    let mut text = String::from(COUNT);
    writeln!(text, "\\set {} random({}, {})", &ROOM[1..], GIVEN + 1, GIVEN + rooms)?;
    writeln!(
        text,
        "\\set {} {START} + ((:number - {START}) * {CLIENTS} + :client_id) * {batch}",
        &FIRST[1..]
    )?;
    write!(
        text,
        "UPDATE room SET message_count={FIRST}+{batch},event_count={FIRST}+{batch} WHERE id='{room}' \\; "
    )?;
    let message = "message (id,room_id,number,speaker,channel,text,created_at,spoken_from,spoken_to,cue,origin,\
                   entity_id,kind,content,metadata,is_unique)";
    insert(&mut text, message, batch, |row| {
        let (id, number) = (id(row), row + 1);
        format!(
            "'{id}','{room}',{FIRST}+{number},'agent','text','{SAID}','{NOW}',NULL,NULL,NULL,NULL,\
             '{agent}','messages',NULL,NULL,true"
        )
    })?;
    text.push_str(" \\; ");
    let event = "event (team_id,room_id,sequence,kind,reason,occurred_at,payload)";
    insert(&mut text, event, batch, |row| {
        let (id, number) = (id(row), row + 1);
        let payload = format!(r#"{{"asked":[],"entity_id":"{agent}","message_id":"{id}","room_id":"{room}"}}"#);
        format!("'{team}','{room}',{FIRST}+{number},'message.sent',NULL,'{NOW}','{payload}'")
    })?;
    text.push_str(";\n");
    Ok(text)
}

/// One statement for all rows of a table.
fn insert(text: &mut String, table: &str, batch: usize, values: impl Fn(usize) -> String) -> fmt::Result {
    write!(text, "INSERT INTO {table} VALUES ")?;
    for row in 0..batch {
        write!(text, "{}({})", separator(row), values(row))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_as_long_as_its_value() {
        assert_eq!(ROOM.len(), (GIVEN + 1).to_string().len());
        assert_eq!(FIRST.len(), START.len());
    }
}
