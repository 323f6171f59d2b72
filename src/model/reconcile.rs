//! Reconciling the turns of a session report with stored turns: which are the same, and which are new.
//!
//! A turn that was stored while it was spoken and one that a worker reports later may be the same turn: if they have the
//! same origin, or else if the same speaker said the same words at about the same time. Each stored turn matches at most
//! one reported turn, and as many pairs are matched as possible, so a report that was stored once adds nothing when it
//! is sent again.

use super::turn::{NewTurn, Speaker, SpeechSpan, Turn};
use crate::clock::Timestamp;
use chrono::TimeDelta;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap, HashSet},
};

/// How far the time of a stored turn may lie outside the span of the reported turn that it matches.
const TOLERANCE: TimeDelta = TimeDelta::seconds(30);

/// What a report adds to the stored turns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// Turns that are not stored, in the order of the report.
    pub new: Vec<NewTurn>,
    /// The spans of stored voice turns that had none, by the turn's number.
    pub timings: Vec<(i32, SpeechSpan)>,
}

/// Compares `reported` turns, ordered by the start of their speech, with `stored` ones.
pub fn reconcile(stored: &[Turn], reported: Vec<NewTurn>) -> Additions {
    let matches = match_turns(stored, &reported);
    let mut additions = Additions::default();
    for (index, turn) in reported.into_iter().enumerate() {
        match matches.get(&index) {
            Some(stored) => additions.timings.extend(missing_timing(stored, &turn)),
            None => additions.new.push(turn),
        }
    }
    additions
}

/// The stored turns that match reported ones, by the index of the reported turn.
fn match_turns<'a>(stored: &'a [Turn], reported: &[NewTurn]) -> HashMap<usize, &'a Turn> {
    let mut matches = match_by_origin(stored, reported);
    let matched: HashSet<i32> = matches.values().map(|turn| turn.number).collect();
    let mut by_words: BTreeMap<_, (Vec<_>, Vec<_>)> = BTreeMap::new();
    for (index, turn) in reported.iter().enumerate() {
        if !matches.contains_key(&index) {
            let (reported, _) = by_words.entry(words(turn)).or_default();
            reported.push((index, turn));
        }
    }
    for turn in stored.iter().filter(|turn| !matched.contains(&turn.number)) {
        if let Some((_, stored)) = by_words.get_mut(&words(&turn.said)) {
            stored.push(turn);
        }
    }
    for (reported, stored) in by_words.into_values() {
        matches.extend(match_by_time(reported, stored));
    }
    matches
}

fn match_by_origin<'a>(stored: &'a [Turn], reported: &[NewTurn]) -> HashMap<usize, &'a Turn> {
    let stored: HashMap<&str, &Turn> = stored
        .iter()
        .filter_map(|turn| Some((turn.said.origin.as_deref()?, turn)))
        .collect();
    let reported = reported.iter().enumerate();
    reported
        .filter_map(|(index, turn)| Some((index, *stored.get(turn.origin.as_deref()?)?)))
        .collect()
}

/// Matches turns of the same words by time. Each stored turn, oldest first, takes the open reported turn whose span ends
/// first; for points and intervals this greedy choice matches as many pairs as possible.
fn match_by_time<'a>(mut reported: Vec<(usize, &NewTurn)>, mut stored: Vec<&'a Turn>) -> Vec<(usize, &'a Turn)> {
    reported.sort_by_key(|(_, turn)| Reverse(matching_span(turn).0));
    stored.sort_by_key(|turn| started_at(turn));
    let mut open = BinaryHeap::new();
    let mut matches = Vec::new();
    for turn in stored {
        let moment = started_at(turn);
        while let Some((index, next)) = reported.pop_if(|(_, next)| matching_span(next).0 <= moment) {
            open.push(Reverse((matching_span(next).1, index)));
        }
        while open.peek().is_some_and(|Reverse((end, _))| *end < moment) {
            open.pop();
        }
        matches.extend(open.pop().map(|Reverse((_, index))| (index, turn)));
    }
    matches
}

/// The span within which a stored turn matches a reported one; unbounded if nobody measured when it was spoken.
fn matching_span(turn: &NewTurn) -> (Timestamp, Timestamp) {
    let unbounded = (Timestamp::MIN_UTC, Timestamp::MAX_UTC);
    turn.spoken.map_or(unbounded, |spoken| {
        let end = spoken.to.unwrap_or(spoken.from);
        (spoken.from - TOLERANCE, end + TOLERANCE)
    })
}

fn started_at(turn: &Turn) -> Timestamp {
    turn.said.spoken.map_or(turn.at, |spoken| spoken.from)
}

fn missing_timing(stored: &Turn, reported: &NewTurn) -> Option<(i32, SpeechSpan)> {
    let is_missing = stored.said.spoken.is_none() && stored.said.channel == reported.channel;
    is_missing.then_some((stored.number, reported.spoken?))
}

/// The speaker and the words, however they are written: only letters and digits, in one case. A text without any is
/// compared as it is.
fn words(turn: &NewTurn) -> (Speaker, String) {
    // Upper case first: it turns ß into ss and unites both forms of sigma.
    let folded = turn.text.to_uppercase().to_lowercase();
    let letters: String = folded.chars().filter(|letter| letter.is_alphanumeric()).collect();
    (turn.speaker, if letters.is_empty() { folded } else { letters })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::turn::Channel;
    use proptest::prelude::*;

    fn second(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn voice(speaker: Speaker, text: &str, spoken: Option<(i64, Option<i64>)>, origin: Option<&str>) -> NewTurn {
        NewTurn {
            speaker,
            channel: Channel::Voice,
            text: text.to_owned(),
            spoken: spoken.map(|(from, to)| SpeechSpan {
                from: second(from),
                to: to.map(second),
            }),
            cue: None,
            origin: origin.map(str::to_owned),
        }
    }

    fn answer(text: &str, from: i64) -> NewTurn {
        voice(Speaker::Respondent, text, Some((from, Some(from + 2))), None)
    }

    fn stored(number: i32, at: i64, said: NewTurn) -> Turn {
        Turn {
            number,
            at: second(at),
            said,
        }
    }

    #[test]
    fn the_same_origin_is_the_same_turn_even_if_its_words_changed() {
        let of_item = |text, from| voice(Speaker::Respondent, text, Some((from, None)), Some("item:1"));
        let additions = reconcile(&[stored(1, 900, of_item("Yes", 900))], vec![of_item("Yes, I do.", 10)]);
        assert_eq!(additions.new, []);
    }

    #[test]
    fn the_same_words_at_about_the_same_time_are_the_same_turn_and_add_its_timing() {
        let live = voice(Speaker::Respondent, "STRASSE, das wär's ", None, None);
        let additions = reconcile(&[stored(4, 20, live)], vec![answer("Straße … das wär’s.", 15)]);
        let spoken = answer("", 15).spoken.unwrap();
        assert_eq!(
            additions,
            Additions {
                new: vec![],
                timings: vec![(4, spoken)]
            }
        );
    }

    #[test]
    fn other_words_another_speaker_and_another_time_are_another_turn() {
        let yes = stored(1, 15, answer("Yes.", 15));
        let mut asked = answer("Yes.", 15);
        asked.speaker = Speaker::Interviewer;
        for other in [answer("Yes, sir.", 15), asked, answer("Yes.", 60), answer("…", 15)] {
            assert_eq!(reconcile(std::slice::from_ref(&yes), vec![other.clone()]).new, [other]);
        }
    }

    #[test]
    fn a_stored_turn_matches_only_one_reported_turn() {
        let twice = vec![answer("Yes.", 15), answer("Yes.", 19)];
        assert_eq!(
            reconcile(&[stored(1, 17, answer("yes", 15))], twice).new,
            [answer("Yes.", 19)]
        );
    }

    #[test]
    fn a_typed_turn_that_a_worker_reports_is_the_same_and_keeps_its_own_time() {
        let typed = NewTurn {
            channel: Channel::Text,
            spoken: None,
            ..answer("I type.", 0)
        };
        assert_eq!(
            reconcile(&[stored(1, 16, typed)], vec![answer("I type.", 15)]),
            Additions::default()
        );
    }

    /// Stores the additions as the store does.
    fn store(stored: &mut Vec<Turn>, additions: Additions) {
        for (number, spoken) in additions.timings {
            stored
                .iter_mut()
                .find(|turn| turn.number == number)
                .unwrap()
                .said
                .spoken = Some(spoken);
        }
        for said in additions.new {
            let number = i32::try_from(stored.len()).unwrap() + 1;
            stored.push(Turn {
                number,
                at: second(500),
                said,
            });
        }
    }

    fn any_turn() -> impl Strategy<Value = NewTurn> {
        let speaker = prop_oneof![Just(Speaker::Respondent), Just(Speaker::Interviewer)];
        let spoken = prop::option::weighted(0.8, (0..120_i64, prop::option::of(0..40_i64)));
        (speaker, "[ab. ]{1,2}", spoken, any::<bool>()).prop_map(|(speaker, text, spoken, is_voice)| {
            let spoken = spoken.map(|(from, length)| (from, length.map(|length| from + length)));
            let mut turn = voice(speaker, &text, spoken, None);
            if !is_voice {
                turn.channel = Channel::Text;
                turn.spoken = None;
            }
            turn
        })
    }

    fn any_stored() -> impl Strategy<Value = Vec<Turn>> {
        prop::collection::vec((any_turn(), 0..120_i64), 0..8).prop_map(|turns| {
            let numbered = (1..).zip(turns);
            numbered.map(|(number, (said, at))| stored(number, at, said)).collect()
        })
    }

    fn any_report() -> impl Strategy<Value = Vec<NewTurn>> {
        let with_origin = (any_turn(), prop::option::of(0..1000_u32));
        prop::collection::vec(with_origin, 0..8).prop_map(|turns| {
            let mut used_ids = HashSet::new();
            let turns = turns.into_iter().map(|(mut turn, id)| {
                turn.channel = Channel::Voice;
                turn.origin = id.filter(|id| used_ids.insert(*id)).map(|id| format!("item:{id}"));
                turn
            });
            let mut turns: Vec<_> = turns.collect();
            turns.sort_by_key(|turn| turn.spoken.map(|spoken| spoken.from));
            turns
        })
    }

    proptest! {
        #[test]
        fn a_repeated_report_adds_nothing(mut stored in any_stored(), report in any_report()) {
            let additions = reconcile(&stored, report.clone());
            store(&mut stored, additions);
            let repeated = reconcile(&stored, report);
            prop_assert_eq!(repeated, Additions::default());
        }

        #[test]
        fn new_turns_have_the_order_of_the_report(stored in any_stored(), report in any_report()) {
            let new = reconcile(&stored, report.clone()).new;
            let mut rest = report.iter();
            prop_assert!(new.iter().all(|turn| rest.any(|reported| reported == turn)));
            prop_assert!(new.len() + stored.len() >= report.len());
        }
    }
}
