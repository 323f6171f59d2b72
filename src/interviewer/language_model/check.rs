//! Decides whether a reply of the model is shown to the respondent, and as what.
//!
//! Let through is plain prose, as an interviewer writes it. Anything that looks like the workings of a model (control
//! syntax, data, code, labels of roles or thoughts), a run of words from what the respondent must not see, or an end that
//! nothing calls for, is refused, and the guide replies instead: to refuse too much costs one follow-up.

use super::{
    super::{Reply, TurnContext, guide},
    Failure,
    draft::{Draft, Mark, SENTENCE_ENDS},
    stop_wish,
};
use crate::model::{
    guide::{Cue, normalized_words},
    turn::Speaker,
};
use chrono::TimeDelta;

/// The longest reply, in characters.
const MAX_REPLY_CHARS: usize = 1_200;
/// With less time left than this, the model may end the interview.
const SHORT_TIME: TimeDelta = TimeDelta::seconds(60);
/// So many words in a row from the goals or the notes betray them.
const LEAKING_WORDS: usize = 6;
/// A whole sentence betrays them if it has at least this many words,
const LEAKING_SENTENCE_WORDS: usize = 3;
/// or characters, for scripts without spaces.
const LEAKING_SENTENCE_CHARS: usize = 20;

/// Signs that plain prose does without. `<` counts if a letter or one of `/|!<` follows.
const CONTROL_SIGNS: [char; 6] = ['[', ']', '{', '}', '【', '】'];
/// Remains of data, of code, and of marks.
const CONTROL_TEXTS: [&str; 10] = [
    "```",
    "=\"",
    "\": \"",
    "\":\"",
    "|>",
    "｜>",
    "(end)",
    "(question ",
    "(follow-up",
    "(follow up",
];
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
    المستجيب|المحاور|المستخدم|المساعد|الإجابة|جواب|سؤال|السؤال|تفكير|التفكير|الهدف|الأهداف|ملاحظة";

/// Returns the reply if it may be shown.
pub(super) fn admit(draft: &Draft, context: &TurnContext<'_>) -> Result<Reply, Failure> {
    let cue = cue_of(draft.mark, context);
    let text = clean(&draft.text);
    if text.chars().count() > MAX_REPLY_CHARS {
        return Err(Failure::TooLong);
    }
    if cue == Cue::Closing {
        check_end(context)?;
        if text.is_empty() {
            return Ok(guide::closing(context));
        }
    }
    if !text.contains(char::is_alphabetic)
        || has_control_syntax(&text)
        || has_label(&text)
        || speaks_of_respondent(&text, context)
        || repeats_last_turn(&text, context)
    {
        return Err(Failure::OffForm);
    }
    if leaks(&text, context) {
        return Err(Failure::Leak);
    }
    Ok(Reply { text, cue })
}

fn cue_of(mark: Mark, context: &TurnContext<'_>) -> Cue {
    match mark {
        Mark::Question(number) => number
            .checked_sub(1)
            .filter(|&number| context.guide.question(number).is_some())
            .map_or(Cue::Probe, Cue::Question),
        Mark::FollowUp => Cue::Probe,
        Mark::End => Cue::Closing,
    }
}

/// The text without control characters.
fn clean(text: &str) -> String {
    let is_printable = |c: &char| *c == '\n' || !c.is_control();
    text.chars().filter(is_printable).collect::<String>().trim().to_owned()
}

/// An interview ends when its questions are asked, its time is short, or the respondent wants to stop.
fn check_end(context: &TurnContext<'_>) -> Result<(), Failure> {
    if !answers(context).any(|_| true) {
        return Err(Failure::OffForm);
    }
    let is_through = guide::asked_questions(context).len() >= context.guide.questions().len();
    if is_through || context.remaining < SHORT_TIME || stop_wish::is_in(&last_answer(context)) {
        Ok(())
    } else {
        Err(Failure::EarlyEnd)
    }
}

fn answers<'a>(context: &TurnContext<'a>) -> impl DoubleEndedIterator<Item = &'a str> {
    let of_respondent = context
        .turns
        .iter()
        .filter(|turn| turn.said.speaker == Speaker::Respondent);
    of_respondent.map(|turn| turn.said.text.as_str())
}

/// What the respondent has said since the interviewer's last turn.
fn last_answer(context: &TurnContext<'_>) -> String {
    let turns = context.turns.iter().rev();
    let since = turns.take_while(|turn| turn.said.speaker != Speaker::Interviewer);
    let answers = since.filter(|turn| turn.said.speaker == Speaker::Respondent);
    let texts: Vec<&str> = answers.map(|turn| turn.said.text.as_str()).collect();
    texts.join("\n")
}

fn has_control_syntax(text: &str) -> bool {
    let lower = text.to_lowercase();
    let follows_angle = |rest: &str| rest.starts_with(|c: char| c.is_alphabetic() || "/|｜!<".contains(c));
    text.contains(CONTROL_SIGNS)
        || CONTROL_TEXTS.iter().any(|sign| lower.contains(sign))
        || text.split('<').skip(1).any(follows_angle)
        || text.lines().any(|line| line.trim_start().starts_with(['#', '|']))
        || text.split_whitespace().any(is_call)
}

/// Whether a word is a call such as `ask_question(…` or `functions.ask(…`.
fn is_call(word: &str) -> bool {
    word.split_once('(')
        .is_some_and(|(name, _)| name.contains(['_', '.']) && name.chars().any(char::is_alphabetic))
}

/// Whether a sentence begins with a label such as `Respondent:`, or a line is such a label.
fn has_label(text: &str) -> bool {
    let is_label = |words: &str| {
        let words = words.trim_matches(|c: char| !c.is_alphanumeric());
        let words = words.trim_end_matches(|c: char| c.is_numeric() || c == '#' || c.is_whitespace());
        let words = words.to_lowercase();
        LABELS.split('|').any(|label| label == words)
    };
    let before_colons = text.split([':', '：']);
    let colons = text.matches([':', '：']).count();
    let mut labels = before_colons
        .take(colons)
        .map(|part| part.rsplit(SENTENCE_ENDS).next().unwrap_or(part));
    labels.any(is_label) || text.lines().any(is_label)
}

/// Whether the text speaks about the respondent instead of to them, as thoughts do; the team's own words aside.
fn speaks_of_respondent(text: &str, context: &TurnContext<'_>) -> bool {
    let is_in = |text: &str| text.to_lowercase().contains("the respondent");
    is_in(text) && !shown_texts(context).any(is_in)
}

fn repeats_last_turn(text: &str, context: &TurnContext<'_>) -> bool {
    let mut turns = context.turns.iter().rev();
    let last = turns.find(|turn| turn.said.speaker == Speaker::Interviewer);
    last.is_some_and(|turn| turn.said.text == text)
}

/// What the respondent may see anyway: questions and follow-ups, topics, and their own words.
fn shown_texts<'a>(context: &TurnContext<'a>) -> impl Iterator<Item = &'a str> {
    let questions = context.guide.questions().iter();
    let questions = questions.flat_map(|question| std::iter::once(&question.text).chain(&question.follow_ups));
    let own = answers(context).rev().take(RECENT_ANSWERS);
    questions.map(String::as_str).chain(context.topics).chain(own)
}

/// The number of answers that are searched for words that the respondent said first.
const RECENT_ANSWERS: usize = 10;

/// Whether the text contains a run of words, or a whole sentence, of the goals or the notes.
fn leaks(text: &str, context: &TurnContext<'_>) -> bool {
    let hidden: Vec<&str> = context
        .goals
        .into_iter()
        .chain(context.guide.notes().iter().map(String::as_str))
        .collect();
    if hidden.is_empty() {
        return false;
    }
    let reply = normalized_words(text);
    let shown: Vec<String> = shown_texts(context).map(normalized_words).collect();
    let is_new = |run: &str| !shown.iter().any(|shown| shown.contains(run));
    let has_run = || {
        let hidden: Vec<String> = hidden.iter().map(|hidden| normalized_words(hidden)).collect();
        let words: Vec<&str> = reply.split_whitespace().collect();
        let mut runs = words.windows(LEAKING_WORDS).map(|run| format!(" {} ", run.join(" ")));
        runs.any(|run| hidden.iter().any(|hidden| hidden.contains(&run)) && is_new(&run))
    };
    let mut sentences = hidden.iter().flat_map(|hidden| hidden.split(SENTENCE_ENDS));
    sentences.any(|sentence| {
        let sentence = normalized_words(sentence);
        let is_telling = sentence.split_whitespace().count() >= LEAKING_SENTENCE_WORDS
            || sentence.chars().count() >= LEAKING_SENTENCE_CHARS;
        is_telling && reply.contains(&sentence) && is_new(&sentence)
    }) || has_run()
}

#[cfg(test)]
mod tests;
