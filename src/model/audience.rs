//! The audience of a message: which agents of a room it asks to answer.
//!
//! A followed agent is asked, a muted one is not, and any other is asked when the text names it. No agent answers itself.
//! The names of all agents are sought in one pass over the text, so the work grows with the sum of the texts and the
//! agents, not with their product: the caller chooses how many there are of each.

use super::{
    ids::EntityId,
    participant::{Participant, ParticipantKind, ParticipantState},
};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::collections::{BTreeSet, HashMap};

/// A text in one case, in which names are sought. Folding reads the whole text, so it is done before a transaction begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoldedText(String);

impl FoldedText {
    /// Folds a text.
    pub fn new(text: &str) -> Self {
        Self(text.to_lowercase())
    }

    /// Whether what was found from `start` to `end` is no part of a longer word.
    fn is_whole_word(&self, start: usize, end: usize) -> bool {
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        !is_letter(self.0[..start].chars().next_back()) && !is_letter(self.0[end..].chars().next())
    }
}

/// The agents of a room that a message may ask.
#[derive(Debug)]
pub struct Audience {
    /// The agents that take part, in the order in which they first joined.
    agents: Vec<EntityId>,
    /// The positions of those that are asked in any case.
    followed: Vec<usize>,
    /// The names of the others, each once.
    names: Names,
    /// The names of agents that joined later.
    late_names: Vec<Names>,
}

/// The most places of a text that are looked at. Names that contain each other, repeated in a long text, are found at
/// millions of places.
const MAX_MATCHES: usize = 20_000;

/// Folded names, and the positions of the agents that have each.
#[derive(Debug)]
struct Names {
    /// `None` if there are no names.
    search: Option<AhoCorasick>,
    agents: Vec<Vec<usize>>,
}

impl Audience {
    /// The audience that these participants are.
    pub fn new<'a>(participants: impl IntoIterator<Item = &'a Participant>) -> Self {
        let mut audience = Self {
            agents: Vec::new(),
            followed: Vec::new(),
            names: Names::new([]),
            late_names: Vec::new(),
        };
        audience.names = audience.admit(participants);
        audience
    }

    /// Adds a participant that joined, or came back, after the audience was made.
    pub fn add(&mut self, participant: &Participant) {
        let names = self.admit([participant]);
        self.late_names.extend(names.search.is_some().then_some(names));
    }

    /// Adds participants and returns the names by which they are asked.
    fn admit<'a>(&mut self, participants: impl IntoIterator<Item = &'a Participant>) -> Names {
        let mut named = Vec::new();
        for participant in participants {
            if participant.kind != ParticipantKind::Agent || !participant.is_present() {
                continue;
            }
            let position = self.agents.len();
            self.agents.push(participant.entity);
            match participant.state {
                Some(ParticipantState::Followed) => self.followed.push(position),
                Some(ParticipantState::Muted) => {}
                None => named.extend(participant.name.as_deref().map(|name| (name, position))),
            }
        }
        Names::new(named)
    }

    /// The agents that are asked to answer what `author` said, in the order in which they joined.
    pub fn asked(&self, author: EntityId, text: &FoldedText) -> impl Iterator<Item = EntityId> {
        let mut asked: BTreeSet<usize> = self.followed.iter().copied().collect();
        for names in std::iter::once(&self.names).chain(&self.late_names) {
            names.find_in(text, &mut asked);
        }
        let agents = asked
            .into_iter()
            .filter_map(|position| self.agents.get(position).copied());
        agents.filter(move |agent| *agent != author)
    }
}

impl Names {
    fn new<'a>(named: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (name, position) in named {
            let name = name.trim().to_lowercase();
            if !name.is_empty() {
                by_name.entry(name).or_default().push(position);
            }
        }
        let (names, agents): (Vec<_>, Vec<_>) = by_name.into_iter().unzip();
        // It is used for few texts, so it should be made quickly. Making it fails only for gigabytes of names.
        let mut builder = AhoCorasick::builder();
        builder.kind(Some(AhoCorasickKind::NoncontiguousNFA));
        let search = (!names.is_empty()).then(|| builder.build(&names).ok()).flatten();
        Self { search, agents }
    }

    /// Adds the positions of the agents whose names the text contains as whole words.
    fn find_in(&self, text: &FoldedText, found: &mut BTreeSet<usize>) {
        let Some(search) = &self.search else { return };
        let mut is_found = vec![false; self.agents.len()];
        for name in search.find_overlapping_iter(&text.0).take(MAX_MATCHES) {
            let known = &mut is_found[name.pattern().as_usize()];
            if !*known && text.is_whole_word(name.start(), name.end()) {
                *known = true;
            }
        }
        let names = self.agents.iter().zip(is_found).filter(|(_, is_found)| *is_found);
        found.extend(names.flat_map(|(agents, _)| agents));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Timestamp,
        model::ids::{ParticipantId, RoomId},
    };
    use uuid::Uuid;

    const AUTHOR: EntityId = EntityId(Uuid::from_u128(4));

    fn entity(number: u128) -> EntityId {
        EntityId(Uuid::from_u128(number))
    }

    fn agent(number: u128, name: &str, state: Option<ParticipantState>) -> Participant {
        Participant {
            id: ParticipantId(Uuid::from_u128(number)),
            room: RoomId(Uuid::from_u128(2)),
            entity: entity(number),
            kind: ParticipantKind::Agent,
            name: Some(name.to_owned()),
            state,
            joined_at: Timestamp::UNIX_EPOCH,
            left_at: None,
            dispatched_at: None,
            dispatch_id: None,
        }
    }

    fn asked(audience: &Audience, author: EntityId, text: &str) -> Vec<EntityId> {
        audience.asked(author, &FoldedText::new(text)).collect()
    }

    fn names(text: &str, name: &str) -> bool {
        !asked(&Audience::new([&agent(9, name, None)]), AUTHOR, text).is_empty()
    }

    #[test]
    fn a_followed_agent_is_asked_a_muted_one_is_not_and_any_other_is_when_it_is_named() {
        for (state, unnamed, named) in [
            (Some(ParticipantState::Followed), true, true),
            (Some(ParticipantState::Muted), false, false),
            (None, false, true),
        ] {
            let audience = Audience::new([&agent(9, "Ada", state)]);
            assert_eq!(
                !asked(&audience, AUTHOR, "What do you think?").is_empty(),
                unnamed,
                "{state:?}"
            );
            assert_eq!(
                !asked(&audience, AUTHOR, "What do you think, ada?").is_empty(),
                named,
                "{state:?}"
            );
        }
    }

    #[test]
    fn an_agent_is_not_asked_to_answer_itself_and_neither_are_agents_that_left_or_persons() {
        let present = agent(9, "Ada", Some(ParticipantState::Followed));
        let left = Participant {
            left_at: Some(Timestamp::UNIX_EPOCH),
            ..present.clone()
        };
        let person = Participant {
            kind: ParticipantKind::Member,
            ..present.clone()
        };
        assert!(asked(&Audience::new([&present]), present.entity, "Hello").is_empty());
        assert!(asked(&Audience::new([&left, &person]), AUTHOR, "Hello").is_empty());
    }

    #[test]
    fn a_name_is_found_as_a_whole_word_only() {
        for text in ["Ada", "hello, ADA!", "@ada: hi", "(ada)", "Adam and Ada"] {
            assert!(names(text, "Ada"), "{text}");
        }
        for text in ["", "Adam", "Canada", "adage"] {
            assert!(!names(text, "Ada"), "{text}");
        }
        assert!(names("ask Dr. Weber ok?", "dr. weber") && names("Ärztin, bitte", "ÄRZTIN"));
        assert!(!names("anything", "  "));
    }

    #[test]
    fn agents_of_one_name_and_of_names_within_names_are_all_asked_in_the_order_in_which_they_joined() {
        let agents = [
            agent(12, "Ada Lovelace", None),
            agent(11, "Ada", None),
            agent(13, "ada ", None),
            agent(10, "Lovelace", None),
            agent(14, "Love", None),
        ];
        let mut audience = Audience::new(&agents[..3]);
        agents[3..].iter().for_each(|late| audience.add(late));
        assert_eq!(
            asked(&audience, AUTHOR, "Well, Ada Lovelace?"),
            [12, 11, 13, 10].map(entity)
        );
    }
}
