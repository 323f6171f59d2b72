//! Decides whether a text is plain prose, as an interviewer writes it to a respondent.
//!
//! Refuses what shows the workings of a model: control syntax, markup, data and code; labels of roles and thoughts; answers
//! that the model invented; sentences about the respondent or about what to ask.

use super::draft::{QUESTION_MARKS, QUESTION_WORDS, SENTENCE_ENDS};
use crate::model::guide::normalized_words;

/// Signs that plain prose does without. `<` counts if a letter or one of `/|!<` follows.
const CONTROL_SIGNS: [char; 12] = ['[', ']', '{', '}', '【', '】', '◁', '▷', '`', '▁', 'Ċ', '\u{fffd}'];
/// Remains of data, of code, and of marks.
const CONTROL_TEXTS: [&str; 14] = [
    "=\"",
    "='",
    "\": \"",
    "\":\"",
    "|>",
    "｜>",
    "<0x",
    "://",
    "kind=",
    "text=",
    "(end)",
    "(question ",
    "(follow-up",
    "(follow up",
];
/// Stop tokens that are words.
const STOP_TOKENS: [&str; 7] = ["EOS", "BOS", "EOT", "EOM", "EOD", "EOF", "ENDOFTEXT"];
/// What labels name, separated by `|`: roles, thoughts and parts of the instructions.
const LABELS: &str = "respondent|interviewee|interviewer|user|assistant|human|ai|bot|system|model|moderator|participant|\
    tool|function|q|a|answer|question|next question|follow-up|followup|follow-up question|end|reply|response|output|\
    final answer|json|thinking|thinking process|thought|thoughts|my thoughts|thought process|reasoning|analysis|\
    rationale|plan|draft|note|notes|internal note|goal|goals|research goal|research goals|goals of the research|guide|\
    interview guide|rules|instructions|\
    befragter|befragte|befragte person|interviewerin|nutzer|nutzerin|benutzer|antwort|frage|nachfrage|gedanke|gedanken|\
    überlegung|analyse|ziel|ziele|notiz|notizen|\
    entrevistado|entrevistada|entrevistador|entrevistadora|usuario|usuaria|asistente|respuesta|pregunta|pensamiento|\
    razonamiento|análisis|objetivo|objetivos|nota|notas|\
    répondant|répondante|enquêté|enquêtée|intervieweur|intervieweuse|enquêteur|enquêtrice|utilisateur|utilisatrice|\
    réponse|réflexion|raisonnement|objectif|objectifs|remarque|\
    респондент|респондентка|интервьюер|пользователь|ассистент|ответ|вопрос|мысли|размышление|рассуждение|анализ|цель|\
    цели|заметка|\
    المستجيب|المحاور|المستخدم|المساعد|الإجابة|جواب|سؤال|السؤال|تفكير|التفكير|الهدف|الأهداف|ملاحظة|\
    r|i|me|you|speaker|person|informant|subject|candidate|client|customer|patient|interview partner|think|thinks|\
    kind|text|type|mark|\
    ich|person|proband|probandin|teilnehmer|teilnehmerin|kunde|kundin|\
    encuestado|encuestada|participante|persona|cliente|participant|participante|personne|\
    информант|участник|собеседник|опрошенный|человек|المشارك|الشخص";
/// The most words, and characters, of a label that names somebody.
const MAX_NAME_WORDS: usize = 3;
const MAX_NAME_CHARS: usize = 40;
/// Signs that begin an item of a list.
const BULLETS: [char; 4] = ['-', '–', '•', '*'];
/// What separates a label from what follows it.
const COLONS: [char; 2] = [':', '：'];
const DASHES: [char; 3] = ['-', '–', '—'];

/// Nobody who is spoken to is called so, in any sentence.
const NEVER_ADDRESSED: [&str; 3] = ["the respondent", "the interviewee", "the informant"];
/// How sentences about the respondent begin.
const SUBJECTS: [&str; 43] = [
    "the user",
    "the person",
    "the participant",
    "the human",
    "the candidate",
    "this person",
    "this user",
    "he seems",
    "she seems",
    "they seem",
    "they answered",
    "user",
    "der befragte",
    "die befragte",
    "der nutzer",
    "die nutzerin",
    "der teilnehmer",
    "die teilnehmerin",
    "die person",
    "el entrevistado",
    "la entrevistada",
    "el encuestado",
    "la encuestada",
    "el usuario",
    "la usuaria",
    "el participante",
    "la participante",
    "la persona",
    "l enquêté",
    "l utilisateur",
    "l utilisatrice",
    "le répondant",
    "la répondante",
    "le participant",
    "la personne",
    "респондент",
    "респондентка",
    "пользователь",
    "участник",
    "опрошенный",
    "المستجيب",
    "المستخدم",
    "المشارك",
];
/// Words before the subject of such a sentence.
const FILLERS: [&str; 15] = [
    "okay", "ok", "so", "now", "well", "alright", "hmm", "since", "because", "also", "gut", "bien", "bon", "итак",
    "حسنا",
];
/// How a model plans its next question, in sentences that are no questions.
const PLANS: [&str; 36] = [
    "i need to ask",
    "i should ask",
    "i must ask",
    "i have to ask",
    "i will ask",
    "i ll ask",
    "i can ask",
    "i will probe",
    "i ll probe",
    "i should probe",
    "i need to probe",
    "i should follow",
    "i need to follow",
    "i should now",
    "next i",
    "we need to ask",
    "we should ask",
    "let me think",
    "my next question",
    "ich sollte fragen",
    "ich sollte nachfragen",
    "ich muss fragen",
    "ich muss nachfragen",
    "ich werde fragen",
    "ich werde nachfragen",
    "als nächstes frage ich",
    "debo preguntar",
    "debería preguntar",
    "tengo que preguntar",
    "je dois demander",
    "je devrais demander",
    "нужно спросить",
    "надо спросить",
    "следует спросить",
    "يجب أن أسأل",
    "ينبغي أن أسأل",
];
/// Words that speak to the respondent. A text with one of them may say what is asked.
const SECOND_PERSON: [&str; 12] = [
    "you", "your", "sie", "ihnen", "ihre", "usted", "le", "vous", "votre", "вас", "вам", "لك",
];

/// Whether the text may be shown. `is_shown` tells whether the respondent may see these normalized words anyway.
pub(super) fn is_plain(text: &str, is_shown: impl Fn(&str) -> bool) -> bool {
    text.contains(char::is_alphabetic)
        && !has_control_syntax(text)
        && !has_markup(text)
        && !has_label(text)
        && !has_invented_answer(text)
        && !is_thought(text, is_shown)
}

fn has_control_syntax(text: &str) -> bool {
    let lower = text.to_lowercase();
    let follows_angle = |rest: &str| rest.starts_with(|c: char| c.is_alphabetic() || "/|｜!<".contains(c));
    text.contains(CONTROL_SIGNS)
        || CONTROL_TEXTS.iter().any(|sign| lower.contains(sign))
        || text.split('<').skip(1).any(follows_angle)
        || text
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| STOP_TOKENS.contains(&word))
        || text.split_whitespace().any(is_call)
}

/// Whether a word is a call such as `ask_question(…`, `functions.ask(…` or `functions.ask:`.
fn is_call(word: &str) -> bool {
    let name = word
        .split_once('(')
        .map(|(name, _)| name)
        .or_else(|| word.strip_suffix(':'));
    name.is_some_and(|name| name.contains(['_', '.']) && name.contains(char::is_alphabetic))
}

/// Whether there is a heading, a table, emphasis or an entity. A `*` within a word or before a space is none.
fn has_markup(text: &str) -> bool {
    let is_emphasis = |sign: char| {
        let mut before = ' ';
        let mut signs = text.chars().peekable();
        while let Some(c) = signs.next() {
            let begins_word = signs.peek().is_some_and(|next| !next.is_whitespace());
            if c == sign && !before.is_alphanumeric() && begins_word {
                return true;
            }
            before = c;
        }
        false
    };
    text.lines().any(|line| line.trim_start().starts_with(['#', '|']))
        || is_emphasis('*')
        || is_emphasis('_')
        || text.split('&').skip(1).any(is_entity)
}

/// Whether a text after `&` begins with the rest of an entity, such as `lt;` or `#39;`.
fn is_entity(rest: &str) -> bool {
    rest.split_once(';').is_some_and(|(name, _)| {
        let is_number = name.starts_with('#');
        (is_number || name.len() > 1) && name.trim_start_matches('#').chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// Whether a sentence begins with a label such as `Respondent:`, or a line with `Respondent -`, or is such a label.
fn has_label(text: &str) -> bool {
    let before_colons = text.split(COLONS);
    let colons = text.matches(COLONS).count();
    let mut labels = before_colons
        .take(colons)
        .map(|part| part.rsplit(SENTENCE_ENDS).next().unwrap_or(part));
    let is_labelled = |line: &str| {
        let (line, is_item) = without_bullet(line);
        let before_dash = line.split_once(DASHES).is_some_and(|(before, _)| is_label(before));
        before_dash || !is_item && is_label(line)
    };
    labels.any(is_label) || text.lines().any(is_labelled)
}

/// Whether these words are one of [`LABELS`], with a number or a name in brackets after it.
fn is_label(words: &str) -> bool {
    let words = words
        .trim_end()
        .strip_suffix(')')
        .and_then(|words| words.rsplit_once('('))
        .map_or(words, |(label, _)| label);
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    let words = words.trim_end_matches(|c: char| c.is_numeric() || c == '#' || c.is_whitespace());
    let words = words.to_lowercase();
    LABELS.split('|').any(|label| label == words)
}

/// A line without the sign that makes it an item of a list, and whether it is one.
fn without_bullet(line: &str) -> (&str, bool) {
    let line = line.trim_start();
    match line.strip_prefix(BULLETS) {
        Some(item) if item.starts_with(' ') => (item.trim_start(), true),
        _ => (line, false),
    }
}

/// Whether a line after the first is what somebody says: it begins with a name and a colon or a dash, or with a dash of
/// dialogue. The first line is, too, if it begins with a name and nothing is asked.
fn has_invented_answer(text: &str) -> bool {
    let is_question = text.contains(QUESTION_MARKS);
    let is_speech = |(number, line): (usize, &str)| {
        let (line, is_item) = without_bullet(line);
        let is_dialogue = number > 0 && line.starts_with('—');
        is_dialogue || !is_item && (number > 0 || !is_question) && names_speaker(line)
    };
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .enumerate()
        .any(is_speech)
}

/// Whether a line begins with what may be a name, and a colon or a dash. Several words before a question are none.
fn names_speaker(line: &str) -> bool {
    let colon = line.split_once(COLONS);
    let dash = [" - ", " – ", " — "].iter().find_map(|dash| line.split_once(dash));
    colon.into_iter().chain(dash).any(|(name, rest)| {
        let words = name.split_whitespace().count();
        let introduces_question = words > 1 && rest.trim_end().ends_with(QUESTION_MARKS);
        (1..=MAX_NAME_WORDS).contains(&words)
            && name.chars().count() <= MAX_NAME_CHARS
            && name.contains(char::is_alphabetic)
            && !introduces_question
    })
}

/// Whether the text speaks about the respondent or about what to ask, instead of to the respondent.
fn is_thought(text: &str, is_shown: impl Fn(&str) -> bool) -> bool {
    let words = normalized_words(text);
    let is_new = |phrase: &str| words.contains(&format!(" {phrase} ")) && !is_shown(&format!(" {phrase} "));
    let names_respondent = NEVER_ADDRESSED.iter().any(|name| is_new(name));
    let mut sentences = text.split_inclusive(SENTENCE_ENDS);
    names_respondent
        || names_question_number(&words)
        || sentences.any(|sentence| !sentence.ends_with(QUESTION_MARKS) && is_remark_to_oneself(sentence))
}

/// Whether the words speak of a question by its number.
fn names_question_number(words: &str) -> bool {
    let words: Vec<&str> = words.split_whitespace().collect();
    words
        .windows(2)
        .any(|pair| QUESTION_WORDS.contains(&pair[0]) && pair[1].parse::<u16>().is_ok())
}

fn is_remark_to_oneself(sentence: &str) -> bool {
    let all = normalized_words(sentence);
    let mut words = all.split_whitespace().peekable();
    while words.next_if(|word| FILLERS.contains(word)).is_some() {}
    let from_subject = words.collect::<Vec<_>>().join(" ") + " ";
    let contains = |phrase: &&str| all.contains(&format!(" {phrase} "));
    let speaks_to_respondent = SECOND_PERSON.iter().any(contains);
    let begins = |subject: &&str| from_subject.starts_with(&format!("{subject} "));
    !speaks_to_respondent && (SUBJECTS.iter().any(begins) || PLANS.iter().any(contains))
}

#[cfg(test)]
mod tests;
