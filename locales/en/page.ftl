## Every page

page-name = Interview
page-skip = Skip to the content
page-again = Try again
page-problem = Error: { $title }
form-problem = Please check what is marked below.
# Date and time in UTC, for readers whose time zone is not known. $month is 1 to 12, $time is hours and minutes.
moment = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }, { $time } UTC

## Before the start

welcome-title = Welcome to your interview
welcome-lead = You will be asked one question at a time, and you answer in your own words. There are no right or wrong answers.
welcome-ai = The questions are asked by an artificial intelligence, not by a person.
welcome-topics = What it is about
welcome-reference = Reference
welcome-duration = How long it takes
welcome-duration-value = { $count ->
    [one] up to one minute
   *[other] up to { $count } minutes
}
welcome-until = You can start until
welcome-pause = The time runs from the start. If the connection breaks off or you close the page, come back with the same link and the same e-mail address, and go on where you were.
start-heading = Before you start
start-button = Start the interview
email-label = Your e-mail address
email-hint-new = With it you can come back to your interview, from any device. It does not become part of the transcript.
email-hint-back = The one that you started with.
email-missing = Please enter your e-mail address.
email-invalid = This is not a complete e-mail address. It should look like name@example.org.
email-other = This interview cannot be opened with this e-mail address. Please use the one at which you were invited, or the one that you started with.

## Consent. If the meaning of these sentences changes, the text needs a new version in src/web/consent.rs.

consent-heading = What you agree to
consent-ai = An artificial intelligence leads the interview. It works with what you say in order to choose the next question.
consent-kept = What you say is stored word for word. The people who invited you can read it and use it for their research.
consent-email = Your e-mail address is stored so that nobody but you can come back to your interview.
consent-free = Taking part is voluntary. You may leave out any question, and stop at any time.
consent-withdraw = Until 24 hours after the end you can withdraw on this page. What you said and your e-mail address are then erased.
consent-version = Version of this text: { $version }
consent-agree = I have read this, and I agree to take part.
consent-missing = Please tick this box if you agree. The interview cannot start without your consent.

## A running interview, on a device that has not joined it

running-title = Your interview is under way
running-lead = To go on, enter the e-mail address that you started with. Everything that you have said so far is kept, and the time goes on running.
running-cookies = For this, your browser has to accept cookies from this site. If you have just entered your address and see this page again, please allow cookies for this site and open the link once more.
running-button = Continue the interview
running-unsent = Your last answer was not sent. You can copy it from here:

## The interview

interview-title = Your interview
interview-log = Conversation
interview-you = You
interview-interviewer = Interviewer (AI)
interview-guest = Guest (AI)
interview-clock = Time left
interview-minutes = { $count ->
    [one] 1 min
   *[other] { $count } min
}
answer-label = Your answer
answer-hint = Enter sends, Shift + Enter starts a new line.
answer-send = Send
answer-empty = Please write an answer first.
answer-too-long = This answer is too long. Please keep it under { $limit } characters.
answer-too-fast = That was very fast. Please wait a moment, and send your answer again.
answer-no-space = This interview cannot take any more text. What you have written so far is saved; you can end the interview.
answer-sending = Sending …
answer-failed = Not sent yet. We keep trying, and your answer is safe on this device.
answer-offline = You are offline. Your answer will be sent as soon as you are connected again.
answer-online = You are connected again.
answer-retry = Try now
stream-lost = Connecting again …
thinking = The interviewer is writing …
thinking-refresh = Show the next question
time-mark = { $count ->
    [one] One minute left.
   *[other] { $count } minutes left.
}
time-warning = Less than two minutes are left. There is time to finish your thought; all that you have sent is kept.
time-up = The time is up. If you were still writing, please send your last answer now.
closing-notice = That was the last question. If nothing is left to add, you can finish now.
voice-button = Speak instead of writing
voice-panel = Speaking
voice-connecting = Connecting …
voice-waiting = Connected. The interviewer will be with you in a moment.
voice-on = You can speak now.
voice-muted = Your microphone is off.
voice-alone = The interviewer has not come. You can wait a little longer, or go on in writing.
voice-lost = The connection was lost. Speak on, or go on in writing; nothing that was said is lost.
voice-microphone = Your microphone cannot be used. Please allow it in the browser and try again, or go on in writing.
voice-failed = Speaking is not possible at the moment. Please try again, or go on in writing.
voice-paused = This interview is being spoken. Speak on, or go on in writing.
voice-go-on = Speak
voice-mute = Microphone off
voice-write = Write instead of speaking

## Finishing

finish-link = Finish
finish-title = Finish the interview?
finish-lead = Your answers will be handed in as they are. You cannot go on afterwards.
finish-yes = Yes, finish
finish-no = No, go back
completed-title = Thank you!
completed-lead = The interview is over, and your answers are saved.
completed-next = There is nothing more to do. You can close this page.
completed-redirect = One more step: please continue to the page of the people who invited you.
completed-continue = Continue

## Withdrawing

withdraw-heading = Changed your mind?
withdraw-note = You can withdraw until
withdraw-link = Withdraw
withdraw-title = Withdraw from the interview?
withdraw-lead = Everything that you said here, and your e-mail address, will be erased for good. The people who invited you will see only that there was an interview. This cannot be undone.
withdraw-yes = Yes, erase everything
withdraw-no = No, go back
withdrawn-title = Your answers have been erased
withdrawn-lead = What you said in this interview, and your e-mail address, are no longer stored here.
withdrawn-next = There is nothing more to do. If you have a question, please ask the people who invited you.

## Links that lead to no interview

expired-title = This link has expired
expired-lead = The interview was not started in time.
expired-next = If you would still like to take part, please ask the people who invited you for a new link.
cancelled-title = This interview was cancelled
cancelled-lead = The people who invited you have called it off.
cancelled-next = If you think that this is a mistake, please ask them.
replaced-title = This link was replaced
replaced-lead = You were sent a newer link, and only the newest one works.
replaced-next = Please look for the latest invitation, or ask the people who invited you.
unknown-title = We do not know this link
unknown-lead = It may have been cut off or mistyped.
unknown-next = Please open it once more from your invitation, or copy the whole of it.
fault-title = Something went wrong on our side
fault-lead = Your link still works, and what you have sent is not lost.
fault-next = Please try again in a few minutes.
refused-title = We could not read that
refused-lead = What was sent did not arrive as it should.
refused-next = Please open the page again, and repeat it.
busy-title = Too many visitors at the moment
busy-lead = Your link still works, and what you have sent is not lost.
busy-next = Please try again in a minute.

## Short answers to the page's script

session-over = Your session is over. Please load the page again, and continue with your e-mail address.
not-running = The interview is not running any more.
