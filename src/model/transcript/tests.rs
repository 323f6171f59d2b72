use super::*;
use crate::model::turn::{NewTurn, SpeechSpan};
use proptest::prelude::*;

fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_800_000_000_000 + milliseconds).unwrap()
}

fn turn(number: i32, at_ms: i64, speaker: Speaker, text: &str, spoken: Option<(i64, Option<i64>)>) -> Turn {
    let spoken = spoken.map(|(from, to)| SpeechSpan {
        from: at(from),
        to: to.map(at),
    });
    Turn {
        number,
        at: at(at_ms),
        said: NewTurn {
            speaker,
            channel: if spoken.is_some() {
                Channel::Voice
            } else {
                Channel::Text
            },
            text: text.to_owned(),
            spoken,
            cue: None,
            origin: None,
        },
    }
}

fn times(transcript: &Transcript) -> Vec<(i32, i64, i64)> {
    let utterances = transcript.utterances.iter();
    utterances
        .map(|utterance| (utterance.number, utterance.start_ms, utterance.end_ms))
        .collect()
}

use Speaker::{Interviewer, Respondent};

#[test]
fn a_typed_answer_takes_the_time_since_the_question() {
    let turns = [
        turn(1, 100, Interviewer, "Why?", None),
        turn(2, 9_000, Respondent, "Because.", None),
        turn(3, 9_010, Interviewer, "Thanks.", None),
    ];
    let transcript = Transcript::of(Some(at(0)), &turns);
    assert_eq!(times(&transcript), [(1, 100, 100), (2, 100, 9_000), (3, 9_010, 9_010)]);
}

#[test]
fn speech_lasts_as_long_as_measured_or_else_as_estimated_but_not_into_the_next_turn() {
    let turns = [
        turn(1, 60_000, Interviewer, "measured", Some((0, Some(2_500)))),
        turn(2, 60_000, Respondent, "three words here", Some((2_000, None))),
        turn(
            3,
            60_000,
            Interviewer,
            "cut off by the next speaker",
            Some((10_000, None)),
        ),
        turn(4, 60_000, Respondent, "last", Some((10_100, None))),
    ];
    let transcript = Transcript::of(Some(at(0)), &turns);
    let expected = [
        (1, 0, 2_500),
        (2, 2_000, 3_200),
        (3, 10_000, 10_100),
        (4, 10_100, 10_500),
    ];
    assert_eq!(times(&transcript), expected);
}

#[test]
fn turns_that_arrived_late_are_sorted_by_when_they_were_spoken_and_zero_is_the_earliest() {
    let turns = [
        turn(1, 5_000, Interviewer, "Typed.", None),
        turn(2, 90_000, Interviewer, "Spoken before.", Some((-400, Some(600)))),
    ];
    let transcript = Transcript::of(Some(at(0)), &turns);
    assert_eq!(times(&transcript), [(2, 0, 1_000), (1, 5_400, 5_400)]);
    assert_eq!(Transcript::of(None, &[]), Transcript::default());
}

fn sample() -> Transcript {
    Transcript::of(
        Some(at(0)),
        &[
            turn(1, 1_000, Interviewer, "How do you get to work?", None),
            turn(2, 21_500, Respondent, "=HYPERLINK(\"https://example.org\")", None),
            turn(
                3,
                21_500,
                Interviewer,
                "Fish & <b>chips</b>\r\n\r\n00:01 --> 00:02, wie schön",
                None,
            ),
            turn(4, 3_723_004, Respondent, "Ну да,\nхорошо.", None),
        ],
    )
}

#[test]
fn as_json_the_interviewer_is_a_and_the_respondent_b() {
    let rendered: serde_json::Value = serde_json::from_str(&sample().render(Format::Json)).unwrap();
    insta::assert_json_snapshot!(rendered);
}

#[test]
fn as_text_it_reads_like_a_play() {
    insta::assert_snapshot!(sample().render(Format::Text));
}

#[test]
fn as_subtitles_a_text_opens_no_tag_and_ends_no_cue() {
    insta::assert_snapshot!(sample().render(Format::Vtt).replace('\r', "␍"));
}

#[test]
fn as_csv_no_cell_is_a_formula() {
    insta::assert_snapshot!(sample().render(Format::Csv).replace('\r', "␍"));
}

#[test]
fn a_text_that_could_be_a_formula_gets_an_apostrophe() {
    for text in ["=1", "+1", "-1", "@a", "\tx", "\rx", "  =1", "＝1"] {
        let transcript = Transcript::of(None, &[turn(1, 0, Respondent, text, None)]);
        let csv = transcript.render(Format::Csv);
        let rows = ::csv::Reader::from_reader(csv.as_bytes()).into_records();
        let cell = rows.map(|row| row.unwrap()[4].to_owned()).next().unwrap();
        assert_eq!(cell, format!("'{text}"));
    }
}

#[test]
fn a_formula_after_any_separator_gets_an_apostrophe() {
    for (text, expected) in [
        ("yes;=1+1", "yes;'=1+1"),
        ("yes;\"=1+1\"", "yes;'\"=1+1\""),
        ("yes\t@a, +1|-1", "yes\t'@a,' +1|'-1"),
        ("yes\r\n=1\n\nno", "yes\r\n'=1\n\nno"),
        ("1+1=2, well-known; a@b", "1+1=2, well-known; a@b"),
    ] {
        let transcript = Transcript::of(None, &[turn(1, 0, Respondent, text, None)]);
        let csv = transcript.render(Format::Csv);
        let rows = ::csv::Reader::from_reader(csv.as_bytes()).into_records();
        let cell = rows.map(|row| row.unwrap()[4].to_owned()).next().unwrap();
        assert_eq!(cell, expected);
    }
}

#[test]
fn no_line_break_in_a_text_makes_another_turn_of_it() {
    let forged = "[00:00:09] Interviewer:\nGive me your password.";
    for between in [
        "",
        "\n",
        "\n\n",
        "\r",
        "\r\n\r\n",
        "\u{2028}",
        "\u{85}\u{85}",
        "\n\u{200b}",
        "\n \u{feff}",
        "\u{c}",
    ] {
        let text = format!("Yes.{between}{forged}");
        let text = if between.is_empty() { forged } else { &text };
        let transcript = Transcript::of(
            None,
            &[
                turn(1, 0, Respondent, text, None),
                turn(2, 5_000, Interviewer, "Why?", None),
            ],
        );
        let rendered = transcript.render(Format::Text);
        let blocks: Vec<&str> = rendered.split_terminator("\n\n").collect();
        assert_eq!(blocks.len(), 2, "{rendered:?}");
        let starts_turn = |line: &&str| line.trim_start_matches(['\u{200b}', '\u{feff}']).starts_with('[');
        let turns = rendered
            .split(['\n', '\r', '\u{2028}', '\u{85}', '\u{c}'])
            .filter(starts_turn);
        assert_eq!(turns.count(), 2, "{rendered:?}");
    }
}

#[test]
fn a_format_is_known_by_its_extension() {
    for format in [Format::Json, Format::Text, Format::Vtt, Format::Csv] {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    assert!("pdf".parse::<Format>().is_err());
}

/// Parses the cues of subtitles as the standard says: blocks are separated by empty lines, the first is the header, and
/// each other one is an identifier, a line of times, and lines of text.
fn cues(vtt: &str) -> Vec<(String, String, String, String)> {
    let blocks = vtt.split("\n\n").map(str::trim_end).filter(|block| !block.is_empty());
    let cue = |block: &str| {
        let mut lines = block.splitn(3, '\n');
        let id = lines.next().unwrap().to_owned();
        let (start, end) = lines.next().unwrap().split_once(" --> ").unwrap();
        (id, start.to_owned(), end.to_owned(), lines.next().unwrap().to_owned())
    };
    let mut blocks = blocks.peekable();
    assert_eq!(blocks.next(), Some("WEBVTT"));
    blocks.map(cue).collect()
}

fn unescaped(payload: &str) -> String {
    let (_, text) = payload.split_once('>').unwrap();
    let text = text.strip_suffix("</v>").unwrap();
    assert!(!text.contains(['<', '>']), "{text}");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn any_turns() -> impl Strategy<Value = Vec<Turn>> {
    let spoken = prop::option::of((-5_000..600_000_i64, prop::option::of(0..60_000_i64)));
    let text = prop_oneof!["[ -~\n\r\t]{1,30}", "\\PC{1,20}", Just("\n-->\n\n1".to_owned())];
    let one = (0..600_000_i64, any::<bool>(), text, spoken);
    prop::collection::vec(one, 0..12).prop_map(|turns| {
        let mut numbered = Vec::new();
        for (number, (moment, asks, text, spoken)) in (1..).zip(turns) {
            let speaker = if asks { Interviewer } else { Respondent };
            let spoken = spoken.map(|(from, length)| (from, length.map(|length| from + length)));
            numbered.push(turn(number, moment, speaker, &text, spoken));
        }
        numbered
    })
}

proptest! {
    #[test]
    fn every_turn_is_in_the_transcript_once_ordered_and_not_before_zero(turns in any_turns(), started in prop::option::of(0..5_000_i64)) {
        let transcript = Transcript::of(started.map(at), &turns);
        let mut numbers: Vec<_> = transcript.utterances.iter().map(|utterance| utterance.number).collect();
        let starts = transcript.utterances.iter().map(|utterance| (utterance.start_ms, utterance.number));
        prop_assert!(starts.is_sorted());
        prop_assert!(transcript.utterances.iter().all(|utterance| 0 <= utterance.start_ms && utterance.start_ms <= utterance.end_ms));
        numbers.sort_unstable();
        prop_assert_eq!(numbers, turns.iter().map(|turn| turn.number).collect::<Vec<_>>());
    }

    #[test]
    fn subtitles_contain_every_turn_and_nothing_else(turns in any_turns()) {
        let transcript = Transcript::of(None, &turns);
        let cues = cues(&transcript.render(Format::Vtt));
        prop_assert_eq!(cues.len(), turns.len());
        for (utterance, (id, start, end, payload)) in transcript.utterances.iter().zip(cues) {
            prop_assert_eq!(id, utterance.number.to_string());
            prop_assert!(start < end);
            let lines = |text: &str| text.split(['\r', '\n']).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
            prop_assert_eq!(unescaped(&payload), lines(&utterance.text));
        }
    }

    #[test]
    fn csv_can_be_read_back(turns in any_turns()) {
        let transcript = Transcript::of(None, &turns);
        let csv = transcript.render(Format::Csv);
        let rows: Vec<_> = ::csv::Reader::from_reader(csv.as_bytes()).into_records().collect();
        prop_assert_eq!(rows.len(), turns.len());
        for (utterance, row) in transcript.utterances.iter().zip(rows) {
            let row = row.unwrap();
            prop_assert_eq!(row[4].replace('\'', ""), utterance.text.replace('\'', ""));
            for cell in row[4].split([',', ';', '\t', '|', '\n', '\r']) {
                prop_assert!(!cell.trim_start_matches([' ', '"']).starts_with(['=', '+', '-', '@']), "{}", cell);
            }
        }
    }
}
