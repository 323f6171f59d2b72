//! Texts that a respondent may read, and texts of models that they may not.

use super::*;

fn is_shown_text(text: &str) -> bool {
    is_plain(text, |_| false)
}

#[test]
fn questions_with_colons_quotes_and_lists_are_plain_in_all_languages() {
    for text in [
        "One question: with what do you plan?",
        "Thank you.\n\nOne question: with what do you plan?",
        "Which of these do you use:\n- a diary\n- an app: which one?\n- nothing at all?",
        "Which of these matters most?\n1. Price\n2. Time\n3. Comfort",
        "Wie planen Sie mit Ihren Kolleg*innen, z. B. am Montag?",
        "Eine Frage noch: Was heißt für Sie „zu teuer“?",
        "Was heißt das – für Sie und die anderen?",
        "Is it worth 5 * 3 euros to you & your family?",
        "You said 10:30. Is that early for you?",
        "¿Qué quiere decir con «rápido»: menos de una hora?",
        "Vous dites « cher » : par rapport à quoi ?",
        "Вы сказали: «дорого». По сравнению с чем?",
        "قلت: «غالي». مقارنة بماذا؟",
        "您说：“太贵”。和什么比？",
        "Tell me more about that, please.",
        "The person you named sounds kind. How did you meet?",
        "What does the user of your product say?",
        "Is there anything that I should ask?",
    ] {
        assert!(is_shown_text(text), "{text}");
    }
}

#[test]
fn labels_and_invented_answers_are_refused() {
    for answer in [
        "R: I like trains.\nI: And?",
        "Anna: I like trains.",
        "Anna Maria: I like trains.",
        "Respondent (Anna): I like trains.",
        "Respondent - I like trains.",
        "Respondent — I like trains.",
        "Person: I like trains.",
        "Person 1: I like trains.",
        "Informant: I like trains.",
        "Анна: Я люблю поезда.",
        "آنا: أحب القطارات.",
        "- Respondent: I like trains.",
        "— Я люблю поезда.",
        "*I like trains.*",
    ] {
        assert!(!is_shown_text(&format!("Why is that so?\n\n{answer}")), "{answer}");
    }
    for text in [
        "Anna: I like trains.",
        "R: I like trains.",
        "Speaker 2 - I like trains.",
    ] {
        assert!(!is_shown_text(text), "{text}");
    }
}

#[test]
fn sentences_about_the_respondent_or_about_what_to_ask_are_refused() {
    for thought in [
        "The interviewee seems evasive, so I will probe deeper.",
        "The user likes trains. I need to ask why.",
        "Okay, the person answered question 1. Next I should ask why.",
        "So they seem tired.",
        "I should follow up on that.",
        "Der Befragte wirkt müde.",
        "Ich sollte nachfragen.",
        "El usuario parece cansado.",
        "L’utilisateur semble fatigué.",
        "Пользователь устал.",
        "المستخدم متعب.",
        "That was question 2.",
    ] {
        assert!(!is_shown_text(&format!("{thought} Why is that so?")), "{thought}");
    }
    assert!(
        is_plain("Is the respondent you?", |words| words == " the respondent "),
        "in the guide"
    );
}

#[test]
fn control_syntax_markup_and_entities_are_refused() {
    for text in [
        "&lt;think&gt;hm&lt;/think&gt; Why?",
        "Why &#39;so&#39;?",
        "(think: he is tired) Why?",
        "*thinks* Why?",
        "Why is it **so**?",
        "Why is it _so_?",
        "Why? EOS",
        "Why? <0x0A>",
        "Functions.ask: 2 Why?",
        "functions.ask(2) Why?",
        "kind: follow-up, text: Why?",
        "kind=follow-up; text='Why?'",
        "Why `so`?",
        "Open http://example.org/?x and tell me, will you?",
    ] {
        assert!(!is_shown_text(text), "{text}");
    }
}
