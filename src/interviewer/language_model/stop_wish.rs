//! Recognizes that a respondent wants to stop, in the languages of interviews.
//!
//! It only confirms what the language model claims when it ends an interview, so it may recognize a wish too often rather
//! than too rarely, but not in an account of something else.

use crate::model::guide::normalized_words;

/// An answer of at most this many words is a wish to stop if it contains one of [`WORDS`].
const SHORT_ANSWER_WORDS: usize = 4;

/// Single words, in short answers.
const WORDS: [&str; 39] = [
    "stop",
    "quit",
    "enough",
    "bye",
    "goodbye",
    "finish",
    "end",
    "exit",
    "cancel",
    "stopp",
    "aufhören",
    "abbrechen",
    "schluss",
    "beenden",
    "tschüss",
    "ende",
    "genug",
    "parar",
    "basta",
    "terminar",
    "adiós",
    "suficiente",
    "arrêter",
    "arrêtez",
    "assez",
    "terminer",
    "revoir",
    "стоп",
    "хватит",
    "закончить",
    "прекратить",
    "достаточно",
    "прощайте",
    "توقف",
    "كفى",
    "يكفي",
    "قف",
    "انتهى",
    "وداعا",
];

/// Phrases, in answers of any length.
const PHRASES: [&str; 65] = [
    "want to stop",
    "like to stop",
    "need to stop",
    "have to stop",
    "please stop",
    "let s stop",
    "let us stop",
    "can we stop",
    "stop here",
    "stop now",
    "stop the interview",
    "stop this interview",
    "end the interview",
    "end this interview",
    "finish the interview",
    "want to end",
    "want to quit",
    "want to finish",
    "want to leave",
    "no more questions",
    "have to go now",
    "have to leave now",
    "need to go now",
    "must go now",
    "gotta go",
    "i am done with this",
    "i m done with this",
    "do not want to continue",
    "don t want to continue",
    "do not want to go on",
    "don t want to go on",
    "that is all i want to say",
    "möchte aufhören",
    "will aufhören",
    "möchte abbrechen",
    "will abbrechen",
    "möchte beenden",
    "interview beenden",
    "hören wir auf",
    "hören sie auf",
    "keine fragen mehr",
    "nicht weitermachen",
    "muss jetzt gehen",
    "muss jetzt los",
    "quiero parar",
    "quiero terminar",
    "quiero dejarlo",
    "no quiero seguir",
    "no quiero continuar",
    "terminar la entrevista",
    "tengo que irme",
    "veux arrêter",
    "voudrais arrêter",
    "souhaite arrêter",
    "plus de questions",
    "ne veux plus continuer",
    "terminer l entretien",
    "dois partir",
    "хочу закончить",
    "хочу остановиться",
    "хочу прекратить",
    "не хочу продолжать",
    "أريد التوقف",
    "أريد أن أتوقف",
    "لا أريد الاستمرار",
];

/// Whether `answer` contains the wish to stop.
pub(super) fn is_in(answer: &str) -> bool {
    let words = normalized_words(answer);
    let contains = |phrase: &&str| words.contains(&format!(" {phrase} "));
    let is_short = words.split_whitespace().count() <= SHORT_ANSWER_WORDS;
    PHRASES.iter().any(contains) || (is_short && WORDS.iter().any(contains))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_to_stop_is_recognized_in_every_language() {
        for wish in [
            "Stop.",
            "please STOP",
            "I'd really rather not talk about that. I want to stop now, please.",
            "Let's stop here, the children are home.",
            "I don't want to go on.",
            "Bitte aufhören!",
            "Ich möchte das Interview beenden.",
            "Das wird mir zu viel, hören wir auf.",
            "No quiero seguir con esto, gracias.",
            "Je voudrais arrêter maintenant, merci.",
            "Хватит.",
            "Спасибо, но я не хочу продолжать этот разговор.",
            "لا أريد الاستمرار في هذه المقابلة",
        ] {
            assert!(is_in(wish), "{wish}");
        }
    }

    #[test]
    fn an_account_of_stopping_or_ending_is_not_a_wish_to_stop() {
        for answer in [
            "",
            "On paper.",
            "The bus stop is right in front of our house, so I take the bus.",
            "I finish my plan on Sunday, by the end of the week most of it is done.",
            "Am Ende der Woche schaue ich, was noch fehlt.",
            "À la fin de la semaine je regarde ce qui manque encore.",
        ] {
            assert!(!is_in(answer), "{answer}");
        }
    }
}
