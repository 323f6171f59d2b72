use super::*;
use proptest::prelude::*;
use serde_json::json;

const FIXTURES: [(&str, &str); 4] = [
    (
        "Python 1.8.9",
        include_str!("../../../tests/fixtures/session-reports/python-1.8.9.json"),
    ),
    (
        "Python 1.5.0",
        include_str!("../../../tests/fixtures/session-reports/python-1.5.0.json"),
    ),
    (
        "Python 1.3.12",
        include_str!("../../../tests/fixtures/session-reports/python-1.3.12.json"),
    ),
    (
        "Node 1.9.0",
        include_str!("../../../tests/fixtures/session-reports/node-1.9.0.json"),
    ),
];

/// When the conversations in the fixtures began, in milliseconds since 1970.
const BEGAN: i64 = 1_795_000_000_000;

fn fixture(version: &str) -> Report {
    let (_, text) = FIXTURES.into_iter().find(|(name, _)| *name == version).unwrap();
    Report::read(&serde_json::from_str(text).unwrap())
}

/// Each turn's speaker, start and end in milliseconds since the conversation began, and text.
fn outline(report: &Report) -> Vec<(&str, i64, Option<i64>, &str)> {
    let since_start = |moment: Timestamp| moment.timestamp_millis() - BEGAN;
    let turns = report.turns.iter();
    turns
        .map(|turn| {
            let SpeechSpan { from, to } = turn.spoken.unwrap();
            let (start, end) = (since_start(from), to.map(since_start));
            (<&str>::from(turn.speaker), start, end, turn.text.as_str())
        })
        .collect()
}

#[test]
fn reports_of_all_python_versions_give_the_same_turns_ordered_by_start() {
    let expected = [
        ("interviewer", 2000, Some(5400), "Hello! How do you get to work?"),
        ("respondent", 6000, Some(9750), "По велосипеду: быстро & дёшево."),
        ("interviewer", 11000, Some(13500), "And what does that cost you a"),
        (
            "respondent",
            13100,
            Some(17000),
            "Nothing.\nWell, new tyres <once> a year.",
        ),
        ("respondent", 24500, None, "I typed this one."),
        ("interviewer", 26000, Some(27900), "Thank you, goodbye."),
    ];
    for version in ["Python 1.8.9", "Python 1.5.0", "Python 1.3.12"] {
        assert_eq!(outline(&fixture(version)), expected, "{version}");
    }
}

#[test]
fn the_milliseconds_of_node_are_read_as_such() {
    let expected = [
        ("interviewer", 2000, Some(5400), "Hello! How do you get to work?"),
        ("respondent", 6000, Some(9750), "Mit dem Rad, größtenteils."),
        ("interviewer", 12000, None, "Thank you, goodbye."),
    ];
    assert_eq!(outline(&fixture("Node 1.9.0")), expected);
}

#[test]
fn a_report_has_the_ids_of_its_job_and_of_its_items() {
    for (version, _) in FIXTURES {
        let report = fixture(version);
        assert_eq!(report.job_id.as_deref(), Some("AJ_fixture"), "{version}");
        assert_eq!(report.turns[0].origin.as_deref(), Some("item:item_hello"), "{version}");
    }
}

#[test]
fn instructions_are_never_read() {
    for (version, text) in FIXTURES {
        assert!(text.contains("price goes up"), "{version}");
        assert!(
            !format!("{:?}", fixture(version)).contains("price goes up"),
            "{version}"
        );
    }
}

#[test]
fn without_a_chat_history_the_turns_come_from_the_events() {
    for (version, text) in FIXTURES {
        let mut report: Value = serde_json::from_str(text).unwrap();
        report.as_object_mut().unwrap().remove("chat_history");
        assert_eq!(Report::read(&report), fixture(version), "{version}");
    }
}

#[test]
fn any_value_is_a_report() {
    let empty = [
        json!({}),
        json!({"job_id": 7, "room": "", "chat_history": [], "events": {}}),
        json!({"chat_history": {"items": [null, 1, "x", [], {}, {"type": "message"}]}}),
        json!({"job_id": "a\u{0}b", "room": "x".repeat(257)}),
        json!([]),
        json!(null),
    ];
    for report in empty {
        assert_eq!(Report::read(&report), Report::default(), "{report}");
    }
}

fn message(id: &str, more: &Value) -> Value {
    let mut item = json!({"id": id, "type": "message", "role": "user", "content": [id]});
    item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    item
}

fn of_items(items: &[Value]) -> Vec<NewTurn> {
    Report::read(&json!({"chat_history": {"items": items}})).turns
}

#[test]
fn impossible_times_are_ignored() {
    for impossible in [
        json!(0),
        json!(-5),
        json!(1e300),
        json!(1e15),
        json!("soon"),
        json!(null),
    ] {
        assert_eq!(
            of_items(&[message("a", &json!({"created_at": impossible}))])[0].spoken,
            None,
            "{impossible}"
        );
    }
    let backwards = json!({"metrics": {"started_speaking_at": 20.5, "stopped_speaking_at": 20.4}});
    assert_eq!(of_items(&[message("a", &backwards)])[0].spoken.unwrap().to, None);
}

#[test]
fn an_item_without_a_time_stays_behind_the_one_before_it() {
    let items = [
        message("late", &json!({"created_at": 30})),
        message("none", &json!({})),
        message("early", &json!({"created_at": 10})),
    ];
    let order: Vec<_> = of_items(&items).into_iter().map(|turn| turn.text).collect();
    assert_eq!(order, ["early", "late", "none"]);
}

#[test]
fn a_repeated_item_is_read_once() {
    let item = message("a", &json!({"created_at": 30}));
    assert_eq!(of_items(&[item.clone(), item]).len(), 1);
}

/// JSON of any shape, with many of the keys and words of reports.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("message".to_owned()),
        Just("user".to_owned()),
        Just("assistant".to_owned()),
        "[ -~é\u{0}\n]{0,12}",
    ];
    let key = prop::sample::select(vec![
        "chat_history",
        "items",
        "events",
        "item",
        "type",
        "role",
        "content",
        "id",
        "metrics",
        "created_at",
        "started_speaking_at",
        "stopped_speaking_at",
        "job_id",
        "room",
        "room_id",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<i64>().prop_map(Value::from),
        word.prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_gives_turns_with_text_and_ordered_times(
        report in any_json(),
        items in prop::collection::vec(any_json(), 0..5),
        number in any::<f64>(),
    ) {
        let timed = items.iter().map(|item| message("x", &json!({"content": item, "created_at": number})));
        for report in [report, json!({"chat_history": {"items": timed.collect::<Vec<_>>()}})] {
            for turn in Report::read(&report).turns {
                prop_assert!(!turn.text.trim().is_empty() && !turn.text.contains('\0'));
                if let Some(SpeechSpan { from, to: Some(to) }) = turn.spoken {
                    prop_assert!(to >= from);
                }
            }
        }
    }
}
