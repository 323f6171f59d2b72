## Jede Seite

page-name = Interview
page-skip = Zum Inhalt springen
page-again = Noch einmal versuchen
page-problem = Fehler: { $title }
form-problem = Bitte prüfen Sie die markierten Angaben.
moment = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
} { $year }, { $time } UTC

## Vor dem Beginn

welcome-title = Willkommen zu Ihrem Interview
welcome-lead = Sie bekommen eine Frage nach der anderen und antworten mit Ihren eigenen Worten. Richtig oder falsch gibt es dabei nicht.
welcome-ai = Die Fragen stellt eine künstliche Intelligenz, kein Mensch.
welcome-topics = Worum es geht
welcome-reference = Kennung
welcome-duration = Wie lange es dauert
welcome-duration-value = { $count ->
    [one] höchstens eine Minute
   *[other] höchstens { $count } Minuten
}
welcome-until = Sie können beginnen bis
welcome-pause = Die Zeit läuft ab dem Beginn. Wenn die Verbindung abreißt oder Sie die Seite schließen, kommen Sie mit demselben Link und derselben E-Mail-Adresse zurück und machen dort weiter, wo Sie waren.
start-heading = Bevor Sie beginnen
start-button = Interview beginnen
email-label = Ihre E-Mail-Adresse
email-hint-new = Mit ihr können Sie von jedem Gerät aus zu Ihrem Interview zurückkehren. Sie wird nicht Teil der Mitschrift.
email-hint-back = Die Adresse, mit der Sie begonnen haben.
email-missing = Bitte geben Sie Ihre E-Mail-Adresse ein.
email-invalid = Das ist keine vollständige E-Mail-Adresse. Sie sollte aussehen wie name@example.org.
email-other = Mit dieser E-Mail-Adresse lässt sich das Interview nicht öffnen. Bitte verwenden Sie die Adresse, an die Ihre Einladung ging oder mit der Sie begonnen haben.

## Einwilligung

consent-heading = Worin Sie einwilligen
consent-ai = Eine künstliche Intelligenz führt das Interview. Sie verarbeitet, was Sie sagen, um die nächste Frage zu wählen.
consent-kept = Was Sie sagen, wird wörtlich gespeichert. Die Menschen, die Sie eingeladen haben, können es lesen und für ihre Forschung verwenden.
consent-email = Ihre E-Mail-Adresse wird gespeichert, damit nur Sie zu Ihrem Interview zurückkehren können.
consent-free = Die Teilnahme ist freiwillig. Sie dürfen jede Frage auslassen und jederzeit aufhören.
consent-withdraw = Bis 24 Stunden nach dem Ende können Sie auf dieser Seite widerrufen. Dann werden Ihre Aussagen und Ihre E-Mail-Adresse gelöscht.
consent-version = Fassung dieses Textes: { $version }
consent-agree = Ich habe das gelesen und bin mit der Teilnahme einverstanden.
consent-missing = Bitte setzen Sie hier ein Häkchen, wenn Sie einverstanden sind. Ohne Ihre Einwilligung kann das Interview nicht beginnen.

## Ein laufendes Interview auf einem Gerät, das noch nicht dabei ist

running-title = Ihr Interview läuft
running-lead = Um weiterzumachen, geben Sie die E-Mail-Adresse ein, mit der Sie begonnen haben. Alles, was Sie bisher gesagt haben, ist gespeichert, und die Zeit läuft weiter.
running-cookies = Dafür muss Ihr Browser Cookies dieser Website annehmen. Wenn Sie Ihre Adresse gerade eingegeben haben und diese Seite wieder sehen, erlauben Sie bitte Cookies für diese Website, und öffnen Sie den Link noch einmal.
running-button = Interview fortsetzen
running-unsent = Ihre letzte Antwort wurde nicht gesendet. Hier können Sie sie kopieren:

## Das Interview

interview-title = Ihr Interview
interview-log = Gespräch
interview-you = Sie
interview-interviewer = Interviewer (KI)
interview-guest = Gast (KI)
interview-clock = Restzeit
interview-minutes = { $count ->
    [one] 1 Min.
   *[other] { $count } Min.
}
answer-label = Ihre Antwort
answer-hint = Enter sendet, Umschalt + Enter beginnt eine neue Zeile.
answer-send = Senden
answer-empty = Bitte schreiben Sie zuerst eine Antwort.
answer-too-long = Diese Antwort ist zu lang. Bitte bleiben Sie unter { $limit } Zeichen.
answer-too-fast = Das ging sehr schnell. Bitte warten Sie einen Moment und senden Sie Ihre Antwort noch einmal.
answer-no-space = Dieses Interview kann keinen weiteren Text aufnehmen. Was Sie bisher geschrieben haben, ist gespeichert; Sie können das Interview beenden.
answer-sending = Wird gesendet …
answer-failed = Noch nicht gesendet. Wir versuchen es weiter, und Ihre Antwort ist auf diesem Gerät gesichert.
answer-offline = Sie sind offline. Ihre Antwort wird gesendet, sobald die Verbindung wieder steht.
answer-online = Die Verbindung steht wieder.
answer-retry = Jetzt versuchen
stream-lost = Verbindung wird wiederhergestellt …
thinking = Der Interviewer schreibt …
thinking-refresh = Nächste Frage anzeigen
time-mark = { $count ->
    [one] Noch eine Minute.
   *[other] Noch { $count } Minuten.
}
time-warning = Es bleiben weniger als zwei Minuten. Die Zeit reicht, um Ihren Gedanken zu Ende zu bringen; alles Gesendete ist gespeichert.
time-up = Die Zeit ist um. Wenn Sie noch geschrieben haben, senden Sie Ihre letzte Antwort bitte jetzt.
closing-notice = Das war die letzte Frage. Wenn Sie nichts mehr hinzufügen möchten, können Sie das Interview jetzt beenden.
voice-button = Lieber sprechen als schreiben
voice-panel = Sprechen
voice-connecting = Verbindung wird aufgebaut …
voice-waiting = Verbunden. Die Interviewerin oder der Interviewer kommt gleich.
voice-on = Sie können jetzt sprechen.
voice-muted = Ihr Mikrofon ist aus.
voice-alone = Leider ist niemand zum Interview gekommen. Sie können noch etwas warten oder schriftlich weitermachen.
voice-lost = Die Verbindung ist abgerissen. Sprechen Sie weiter oder machen Sie schriftlich weiter; nichts Gesagtes ist verloren.
voice-microphone = Ihr Mikrofon lässt sich nicht benutzen. Bitte erlauben Sie es im Browser und versuchen Sie es noch einmal, oder machen Sie schriftlich weiter.
voice-failed = Sprechen ist im Moment nicht möglich. Bitte versuchen Sie es noch einmal oder machen Sie schriftlich weiter.
voice-paused = Dieses Interview wird gesprochen. Sprechen Sie weiter oder machen Sie schriftlich weiter.
voice-go-on = Sprechen
voice-mute = Mikrofon aus
voice-write = Lieber schreiben als sprechen

## Beenden

finish-link = Beenden
finish-title = Interview beenden?
finish-lead = Ihre Antworten werden so abgegeben, wie sie sind. Danach können Sie nicht mehr weitermachen.
finish-yes = Ja, beenden
finish-no = Nein, zurück
completed-title = Vielen Dank!
completed-lead = Das Interview ist zu Ende, und Ihre Antworten sind gespeichert.
completed-next = Mehr ist nicht zu tun. Sie können diese Seite schließen.
completed-redirect = Noch ein Schritt: Bitte gehen Sie weiter zur Seite der Menschen, die Sie eingeladen haben.
completed-continue = Weiter

## Widerrufen

withdraw-heading = Haben Sie es sich anders überlegt?
withdraw-note = Sie können widerrufen bis
withdraw-link = Widerrufen
withdraw-title = Teilnahme widerrufen?
withdraw-lead = Alles, was Sie hier gesagt haben, und Ihre E-Mail-Adresse werden endgültig gelöscht. Die Menschen, die Sie eingeladen haben, sehen nur noch, dass es ein Interview gab. Das lässt sich nicht rückgängig machen.
withdraw-yes = Ja, alles löschen
withdraw-no = Nein, zurück
withdrawn-title = Ihre Antworten sind gelöscht
withdrawn-lead = Was Sie in diesem Interview gesagt haben und Ihre E-Mail-Adresse sind hier nicht mehr gespeichert.
withdrawn-next = Mehr ist nicht zu tun. Wenn Sie Fragen haben, wenden Sie sich bitte an die Menschen, die Sie eingeladen haben.

## Links, die zu keinem Interview führen

expired-title = Dieser Link ist abgelaufen
expired-lead = Das Interview wurde nicht rechtzeitig begonnen.
expired-next = Wenn Sie noch teilnehmen möchten, bitten Sie die Menschen, die Sie eingeladen haben, um einen neuen Link.
cancelled-title = Dieses Interview wurde abgesagt
cancelled-lead = Die Menschen, die Sie eingeladen haben, haben es abgesagt.
cancelled-next = Wenn Sie das für einen Irrtum halten, fragen Sie bitte dort nach.
replaced-title = Dieser Link wurde ersetzt
replaced-lead = Sie haben einen neueren Link bekommen, und nur der neueste gilt.
replaced-next = Bitte suchen Sie die letzte Einladung, oder fragen Sie die Menschen, die Sie eingeladen haben.
unknown-title = Diesen Link kennen wir nicht
unknown-lead = Vielleicht ist er abgeschnitten oder falsch abgetippt.
unknown-next = Bitte öffnen Sie ihn noch einmal aus Ihrer Einladung, oder kopieren Sie ihn ganz.
fault-title = Bei uns ist etwas schiefgegangen
fault-lead = Ihr Link gilt weiterhin, und was Sie gesendet haben, ist nicht verloren.
fault-next = Bitte versuchen Sie es in einigen Minuten noch einmal.
refused-title = Das konnten wir nicht lesen
refused-lead = Was gesendet wurde, ist nicht so angekommen, wie es sollte.
refused-next = Bitte öffnen Sie die Seite noch einmal und wiederholen Sie es.
busy-title = Im Moment sind zu viele Besucher hier
busy-lead = Ihr Link gilt weiterhin, und was Sie gesendet haben, ist nicht verloren.
busy-next = Bitte versuchen Sie es in einer Minute noch einmal.

## Kurze Antworten an das Skript der Seite

session-over = Ihre Sitzung ist beendet. Bitte laden Sie die Seite neu und machen Sie mit Ihrer E-Mail-Adresse weiter.
not-running = Das Interview läuft nicht mehr.
