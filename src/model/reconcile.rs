//! Reported turns beside those that are kept already: which are the same, and which are new.
//!
//! A turn that was kept as it was said and one that a worker reports later may be the same turn. They are if they have
//! the same origin, else if the same speaker said the same words at about the same time. One kept turn stands for one
//! reported turn at most, and as many pairs are found as there are, so that a report that was taken in once adds nothing
//! when it comes again.

use super::turn::{NewTurn, Speaker, SpeechSpan, Turn};
use crate::clock::Timestamp;
use chrono::TimeDelta;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap, HashSet},
};

/// How far apart the moment at which a turn was kept and the time of its speech may lie.
const NEAR: TimeDelta = TimeDelta::seconds(30);

/// What a report adds to what is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// Turns that were not kept, in the order of the report.
    pub new: Vec<NewTurn>,
    /// Kept voice turns, by number, and when they were spoken, which was not known.
    pub timings: Vec<(i32, SpeechSpan)>,
}

/// Tells what `reported`, which stand in the order of their start, add to `kept`.
pub fn reconcile(kept: &[Turn], reported: Vec<NewTurn>) -> Additions {
    let same = pairs(kept, &reported);
    let mut additions = Additions::default();
    for (index, turn) in reported.into_iter().enumerate() {
        match same.get(&index) {
            Some(kept) => additions.timings.extend(timing(kept, &turn)),
            None => additions.new.push(turn),
        }
    }
    additions
}

/// The kept turn that stands for a reported one, by that one's index.
fn pairs<'a>(kept: &'a [Turn], reported: &[NewTurn]) -> HashMap<usize, &'a Turn> {
    let by_origin: HashMap<_, _> = kept
        .iter()
        .filter_map(|turn| Some((turn.said.origin.as_deref()?, turn)))
        .collect();
    let origin_of = |turn: &NewTurn| by_origin.get(turn.origin.as_deref()?).copied();
    let mut pairs: HashMap<_, _> = reported
        .iter()
        .enumerate()
        .filter_map(|(index, turn)| Some((index, origin_of(turn)?)))
        .collect();
    let taken: HashSet<_> = pairs.values().map(|turn| turn.number).collect();
    let mut alike: BTreeMap<_, (Vec<_>, Vec<_>)> = BTreeMap::new();
    for (index, turn) in reported
        .iter()
        .enumerate()
        .filter(|(index, _)| !pairs.contains_key(index))
    {
        alike.entry(words(turn)).or_default().0.push((index, turn));
    }
    for turn in kept.iter().filter(|turn| !taken.contains(&turn.number)) {
        if let Some((_, candidates)) = alike.get_mut(&words(&turn.said)) {
            candidates.push(turn);
        }
    }
    for (reported, candidates) in alike.into_values() {
        pairs.extend(paired(reported, candidates));
    }
    pairs
}

/// Pairs turns of the same words by time: each kept turn, oldest first, goes to the reported turn whose time ends first
/// of those that it is near to. Times being intervals and moments being points, no other way makes more pairs.
fn paired<'a>(mut reported: Vec<(usize, &NewTurn)>, mut kept: Vec<&'a Turn>) -> Vec<(usize, &'a Turn)> {
    reported.sort_by_key(|(_, turn)| Reverse(time(turn).0));
    kept.sort_by_key(|turn| moment(turn));
    let mut near = BinaryHeap::new();
    let mut pairs = Vec::new();
    for turn in kept {
        let moment = moment(turn);
        while let Some((index, next)) = reported.pop_if(|(_, next)| time(next).0 <= moment) {
            near.push(Reverse((time(next).1, index)));
        }
        while near.peek().is_some_and(|Reverse((end, _))| *end < moment) {
            near.pop();
        }
        pairs.extend(near.pop().map(|Reverse((_, index))| (index, turn)));
    }
    pairs
}

/// When a reported turn may have been kept: at any time, if nobody knows when it was spoken.
fn time(turn: &NewTurn) -> (Timestamp, Timestamp) {
    let always = (Timestamp::MIN_UTC, Timestamp::MAX_UTC);
    turn.spoken.map_or(always, |spoken| {
        let ended = spoken.to.unwrap_or(spoken.from);
        (spoken.from - NEAR, ended + NEAR)
    })
}

fn moment(turn: &Turn) -> Timestamp {
    turn.said.spoken.map_or(turn.at, |spoken| spoken.from)
}

fn timing(kept: &Turn, reported: &NewTurn) -> Option<(i32, SpeechSpan)> {
    let missing = kept.said.spoken.is_none() && kept.said.channel == reported.channel;
    missing.then_some((kept.number, reported.spoken?))
}

/// Who said what, however it was written: letters and digits alone, in one case. What has none of them counts as it is.
fn words(turn: &NewTurn) -> (Speaker, String) {
    // By way of capitals, so that ß is ss and a final sigma is a sigma.
    let capitals = turn.text.to_uppercase().to_lowercase();
    let letters: String = capitals.chars().filter(|letter| letter.is_alphanumeric()).collect();
    (turn.speaker, if letters.is_empty() { capitals } else { letters })
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

    fn kept(number: i32, at: i64, said: NewTurn) -> Turn {
        Turn {
            number,
            at: second(at),
            said,
        }
    }

    #[test]
    fn the_same_origin_is_the_same_turn_whatever_became_of_its_words() {
        let of_item = |text, from| voice(Speaker::Respondent, text, Some((from, None)), Some("item:1"));
        let additions = reconcile(&[kept(1, 900, of_item("Yes", 900))], vec![of_item("Yes, I do.", 10)]);
        assert_eq!(additions.new, []);
    }

    #[test]
    fn the_same_words_at_about_the_same_time_are_the_same_turn_and_get_its_timing() {
        let live = voice(Speaker::Respondent, "STRASSE, das wär's ", None, None);
        let additions = reconcile(&[kept(4, 20, live)], vec![answer("Straße … das wär’s.", 15)]);
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
        let yes = kept(1, 15, answer("Yes.", 15));
        let mut asked = answer("Yes.", 15);
        asked.speaker = Speaker::Interviewer;
        for other in [answer("Yes, sir.", 15), asked, answer("Yes.", 60), answer("…", 15)] {
            assert_eq!(reconcile(std::slice::from_ref(&yes), vec![other.clone()]).new, [other]);
        }
    }

    #[test]
    fn one_kept_turn_stands_for_one_reported_turn() {
        let twice = vec![answer("Yes.", 15), answer("Yes.", 19)];
        assert_eq!(
            reconcile(&[kept(1, 17, answer("yes", 15))], twice).new,
            [answer("Yes.", 19)]
        );
    }

    #[test]
    fn a_typed_turn_that_a_worker_repeats_is_the_same_and_keeps_its_own_time() {
        let typed = NewTurn {
            channel: Channel::Text,
            spoken: None,
            ..answer("I type.", 0)
        };
        assert_eq!(
            reconcile(&[kept(1, 16, typed)], vec![answer("I type.", 15)]),
            Additions::default()
        );
    }

    /// Takes the additions in, as the store does.
    fn take_in(kept: &mut Vec<Turn>, additions: Additions) {
        for (number, spoken) in additions.timings {
            kept.iter_mut().find(|turn| turn.number == number).unwrap().said.spoken = Some(spoken);
        }
        for said in additions.new {
            let number = i32::try_from(kept.len()).unwrap() + 1;
            kept.push(Turn {
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

    fn any_kept() -> impl Strategy<Value = Vec<Turn>> {
        prop::collection::vec((any_turn(), 0..120_i64), 0..8).prop_map(|turns| {
            let numbered = (1..).zip(turns);
            numbered.map(|(number, (said, at))| kept(number, at, said)).collect()
        })
    }

    fn any_report() -> impl Strategy<Value = Vec<NewTurn>> {
        let with_origin = (any_turn(), prop::option::of(0..1000_u32));
        prop::collection::vec(with_origin, 0..8).prop_map(|turns| {
            let mut seen = HashSet::new();
            let turns = turns.into_iter().map(|(mut turn, id)| {
                turn.channel = Channel::Voice;
                turn.origin = id.filter(|id| seen.insert(*id)).map(|id| format!("item:{id}"));
                turn
            });
            let mut turns: Vec<_> = turns.collect();
            turns.sort_by_key(|turn| turn.spoken.map(|spoken| spoken.from));
            turns
        })
    }

    proptest! {
        #[test]
        fn a_report_that_comes_again_adds_nothing(mut kept in any_kept(), report in any_report()) {
            let additions = reconcile(&kept, report.clone());
            take_in(&mut kept, additions);
            let again = reconcile(&kept, report);
            prop_assert_eq!(again, Additions::default());
        }

        #[test]
        fn new_turns_stand_in_the_order_of_the_report(kept in any_kept(), report in any_report()) {
            let new = reconcile(&kept, report.clone()).new;
            let mut rest = report.iter();
            prop_assert!(new.iter().all(|turn| rest.any(|reported| reported == turn)));
            prop_assert!(new.len() + kept.len() >= report.len());
        }
    }
}
