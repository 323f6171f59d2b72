## Toutes les pages

page-name = Entretien
page-skip = Aller au contenu
page-again = Réessayer
page-problem = Erreur : { $title }
form-problem = Veuillez vérifier ce qui est signalé ci-dessous.
moment = { $day ->
    [1] 1er
   *[other] { $day }
} { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
} { $year }, { $time } UTC

## Avant le début

welcome-title = Bienvenue à votre entretien
welcome-lead = Les questions vous seront posées une par une, et vous répondrez avec vos propres mots. Il n’y a ni bonne ni mauvaise réponse.
welcome-ai = Les questions sont posées par une intelligence artificielle, et non par une personne.
welcome-topics = De quoi il s’agit
welcome-reference = Référence
welcome-duration = Combien de temps cela prend
welcome-duration-value = { $count ->
    [one] { $count } minute au plus
   *[other] { $count } minutes au plus
}
welcome-until = Vous pouvez commencer jusqu’au
welcome-pause = Le temps court dès le début. Si la connexion est coupée ou si vous fermez la page, revenez avec le même lien et la même adresse e-mail, et reprenez là où vous en étiez.
start-heading = Avant de commencer
start-button = Commencer l’entretien
email-label = Votre adresse e-mail
email-hint-new = Elle vous permet de revenir à votre entretien depuis n’importe quel appareil. Elle ne figurera pas dans la transcription.
email-hint-back = Celle avec laquelle vous avez commencé.
email-missing = Veuillez saisir votre adresse e-mail.
email-invalid = Cette adresse e-mail n’est pas complète. Elle devrait ressembler à nom@example.org.
email-other = Cet entretien ne peut pas être ouvert avec cette adresse e-mail. Veuillez utiliser celle à laquelle l’invitation vous est parvenue, ou celle avec laquelle vous avez commencé.

## Consentement

consent-heading = Ce à quoi vous consentez
consent-ai = Une intelligence artificielle mène l’entretien. Elle traite ce que vous dites afin de choisir la question suivante.
consent-kept = Ce que vous dites est enregistré mot pour mot. Les personnes à l’origine de votre invitation peuvent le lire et l’utiliser pour leur recherche.
consent-email = Votre adresse e-mail est enregistrée afin que personne d’autre que vous ne puisse revenir à votre entretien.
consent-free = La participation est volontaire. Vous pouvez laisser de côté toute question et vous arrêter à tout moment.
consent-withdraw = Jusqu’à 24 heures après la fin, vous pouvez vous retirer sur cette page. Ce que vous avez dit et votre adresse e-mail sont alors effacés.
consent-version = Version de ce texte : { $version }
consent-agree = J’ai lu ce texte et j’accepte de participer.
consent-missing = Veuillez cocher cette case si vous êtes d’accord. Sans votre consentement, l’entretien ne peut pas commencer.

## Un entretien en cours, sur un appareil qui n’y participe pas encore

running-title = Votre entretien est en cours
running-lead = Pour continuer, saisissez l’adresse e-mail avec laquelle vous avez commencé. Tout ce que vous avez dit jusqu’ici est conservé, et le temps continue de courir.
running-cookies = Pour cela, votre navigateur doit accepter les cookies de ce site. Si vous venez de saisir votre adresse et que cette page réapparaît, veuillez autoriser les cookies de ce site et ouvrir le lien à nouveau.
running-button = Continuer l’entretien
running-unsent = Votre dernière réponse n’a pas été envoyée. Vous pouvez la copier ici :

## L’entretien

interview-title = Votre entretien
interview-log = Conversation
interview-you = Vous
interview-interviewer = Intervieweur (IA)
interview-guest = Invité (IA)
interview-clock = Temps restant
interview-minutes = { $count ->
    [one] { $count } min
   *[other] { $count } min
}
answer-label = Votre réponse
answer-hint = Entrée envoie, Maj + Entrée commence une nouvelle ligne.
answer-send = Envoyer
answer-empty = Veuillez d’abord écrire une réponse.
answer-too-long = Cette réponse est trop longue. Veuillez rester en dessous de { $limit } caractères.
answer-too-fast = C’était très rapide. Veuillez attendre un instant et renvoyer votre réponse.
answer-no-space = Cet entretien ne peut plus recevoir de texte. Ce que vous avez écrit jusqu’ici est enregistré ; vous pouvez terminer l’entretien.
answer-sending = Envoi en cours…
answer-failed = Pas encore envoyé. Nous continuons d’essayer, et votre réponse est conservée sur cet appareil.
answer-offline = Vous êtes hors ligne. Votre réponse sera envoyée dès que la connexion sera rétablie.
answer-online = La connexion est rétablie.
answer-retry = Essayer maintenant
stream-lost = Reconnexion…
thinking = L’intervieweur écrit…
thinking-refresh = Afficher la question suivante
time-mark = { $count ->
    [one] Il reste une minute.
   *[other] Il reste { $count } minutes.
}
time-warning = Il reste moins de deux minutes. Vous avez le temps de terminer votre idée ; tout ce que vous avez envoyé est conservé.
time-up = Le temps est écoulé. Si vous étiez en train d’écrire, veuillez envoyer maintenant votre dernière réponse.
closing-notice = C’était la dernière question. Si vous n’avez rien à ajouter, vous pouvez terminer maintenant.
voice-button = Parler au lieu d’écrire
voice-panel = Parler
voice-connecting = Connexion en cours …
voice-waiting = Vous êtes connecté. L’entretien va commencer dans un instant.
voice-on = Vous pouvez parler.
voice-muted = Votre microphone est coupé.
voice-alone = L’intervieweur n’est pas venu. Vous pouvez attendre encore un peu ou continuer par écrit.
voice-lost = La connexion a été perdue. Continuez à parler ou passez à l’écrit ; rien de ce qui a été dit n’est perdu.
voice-microphone = Votre microphone ne peut pas être utilisé. Autorisez-le dans le navigateur et réessayez, ou continuez par écrit.
voice-failed = Il n’est pas possible de parler pour le moment. Réessayez ou continuez par écrit.
voice-paused = Cet entretien se déroule à l’oral. Continuez à parler ou passez à l’écrit.
voice-go-on = Parler
voice-mute = Couper le microphone
voice-write = Écrire au lieu de parler

## Terminer

finish-link = Terminer
finish-title = Terminer l’entretien ?
finish-lead = Vos réponses seront remises telles qu’elles sont. Vous ne pourrez plus continuer ensuite.
finish-yes = Oui, terminer
finish-no = Non, revenir
completed-title = Merci beaucoup !
completed-lead = L’entretien est terminé, et vos réponses sont enregistrées.
completed-next = Vous n’avez plus rien à faire. Vous pouvez fermer cette page.
completed-redirect = Encore une étape : veuillez continuer vers la page des personnes à l’origine de votre invitation.
completed-continue = Continuer

## Se retirer

withdraw-heading = Vous avez changé d’avis ?
withdraw-note = Vous pouvez vous retirer jusqu’au
withdraw-link = Me retirer
withdraw-title = Vous retirer de l’entretien ?
withdraw-lead = Tout ce que vous avez dit ici, ainsi que votre adresse e-mail, sera effacé définitivement. Les personnes à l’origine de votre invitation verront seulement qu’un entretien a eu lieu. Ce choix est irréversible.
withdraw-yes = Oui, tout effacer
withdraw-no = Non, revenir
withdrawn-title = Vos réponses ont été effacées
withdrawn-lead = Ce que vous avez dit dans cet entretien et votre adresse e-mail ne sont plus conservés ici.
withdrawn-next = Vous n’avez plus rien à faire. Pour toute question, adressez-vous aux personnes à l’origine de votre invitation.

## Des liens qui ne mènent à aucun entretien

expired-title = Ce lien a expiré
expired-lead = L’entretien n’a pas été commencé à temps.
expired-next = Si vous souhaitez encore participer, demandez un nouveau lien aux personnes à l’origine de votre invitation.
cancelled-title = Cet entretien a été annulé
cancelled-lead = Les personnes à l’origine de votre invitation l’ont annulé.
cancelled-next = Si vous pensez qu’il s’agit d’une erreur, veuillez vous adresser à elles.
replaced-title = Ce lien a été remplacé
replaced-lead = Vous avez reçu un lien plus récent, et seul le dernier fonctionne.
replaced-next = Veuillez chercher la dernière invitation, ou vous adresser aux personnes à l’origine de votre invitation.
unknown-title = Nous ne connaissons pas ce lien
unknown-lead = Il a peut-être été coupé ou mal recopié.
unknown-next = Veuillez l’ouvrir à nouveau depuis votre invitation, ou le copier en entier.
fault-title = Un problème est survenu de notre côté
fault-lead = Votre lien fonctionne toujours, et ce que vous avez envoyé n’est pas perdu.
fault-next = Veuillez réessayer dans quelques minutes.
refused-title = Nous n’avons pas pu lire cela
refused-lead = Ce qui a été envoyé n’est pas arrivé comme il le fallait.
refused-next = Veuillez ouvrir la page à nouveau et recommencer.
busy-title = Trop de visites en ce moment
busy-lead = Votre lien fonctionne toujours, et ce que vous avez envoyé n’est pas perdu.
busy-next = Veuillez réessayer dans une minute.

## Courtes réponses au script de la page

session-over = Votre session est terminée. Veuillez recharger la page et continuer avec votre adresse e-mail.
not-running = L’entretien n’est plus en cours.
